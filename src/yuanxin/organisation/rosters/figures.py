"""The figures about the cleaning of records and the pilot of the smart-union platform."""

import datetime

from django.db.models import BooleanField, Case, Q, Value, When
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.figures.catalogue import Split, figure
from yuanxin.foundation.figures.choices import Theme, Window
from yuanxin.foundation.figures.measures import Count, Distinct, Ratio, Rows
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.rules import STREET_LEVELS
from yuanxin.organisation.members.choices import Permission as Members
from yuanxin.organisation.members.models import Membership, Person
from yuanxin.organisation.rosters.choices import Permission
from yuanxin.organisation.rosters.models import CleaningTask, PilotTask
from yuanxin.organisation.rosters.queries.quality import KEPT

OWNER = _("Organisation department")


def tasks_of_the_running_campaign(period: Period) -> Rows:
    """The tasks of streets and parks in the campaign that runs on the last day, each `done` once confirmed by then."""
    day = period.end
    tasks = CleaningTask.objects.filter(
        campaign__begins_on__lte=day, campaign__ends_on__gte=day, union__level__in=STREET_LEVELS
    )
    confirmed = When(confirmed_on__lte=day, then=Value(True))
    return tasks.annotate(done=Case(confirmed, default=Value(False), output_field=BooleanField()))


figure(
    "rosters.pilot_tasks",
    _("Kinds of pilot work for the smart-union platform"),
    unit="类",
    definition=_(
        "Different kinds of work (research, debugging, trial run with data) that staff did for the pilot of the city's "
        "smart-union platform in the period, by the day it was done."
    ),
    owner=OWNER,
    measure=Distinct("kind"),
    rows=PilotTask.objects.filter(withdrawn=False),
    on="done_on",
    window=Window.PERIOD,
    theme=Theme.ADVANCED,
    view=Permission.VIEW,
    splits=[Split("kind", _("Kind of work"))],
    details=[(_("Hours"), "hours")],
)

figure(
    "rosters.cleaning_done_rate",
    _("Streets and parks that have cleaned their records"),
    unit="%",
    definition=_(
        "Of the streets, towns and parks with a task in the cleaning campaign that runs on the last day, the share "
        "whose task is confirmed by then; 0 where no campaign runs on that day. A task returned by the district is not "
        "confirmed until it is confirmed again."
    ),
    owner=OWNER,
    measure=Ratio(Q(done=True)),
    rows=tasks_of_the_running_campaign,
    on="campaign__begins_on",
    window=Window.AS_OF,
    theme=Theme.ADVANCED,
    view=Permission.VIEW,
    details=[(_("Confirmed on"), "confirmed_on")],
)

# One for each rule of data quality that the cells can keep. They speak for no quality of union work (三性), so that the
# half-year does not tell them.
for rule in KEPT:
    figure(
        rule.figure,
        rule.label,
        unit="人",
        definition=format_lazy(_("Members on the day whose record fails this rule of data quality. {}"), rule.remedy),
        owner=OWNER,
        measure=Count(),
        rows=Membership.objects.filter(rule.condition(datetime.date.min)),
        on=("joined_on", "left_on"),
        window=Window.AS_OF,
        view=Permission.VIEW,
        view_rows=Members.VIEW,
        watches=[(Person, fields, path) for path, fields in rule.watches.items()],
    )
