"""The figures the organisation department answers for about unions and the employers they cover."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.figures.catalogue import SELF, Split, figure
from yuanxin.foundation.figures.choices import Theme, Window
from yuanxin.foundation.figures.measures import Count, Distinct
from yuanxin.foundation.unions.choices import Level, Permission, UnionState
from yuanxin.foundation.unions.models import Coverage, Union

OWNER = _("Organisation department")

# An approval annulled as a mistake never was one; a later revocation or merger takes nothing out of what was founded.
APPROVED = Union.objects.filter(level=Level.GRASSROOTS).exclude(state__in=[UnionState.ANNULLED, UnionState.PREPARING])
COVERED = Coverage.objects.exclude(union__state__in=[UnionState.ANNULLED, UnionState.PREPARING])

EARLIER = Coverage.objects.filter(
    Q(begins_on__lt=OuterRef("begins_on")) | Q(begins_on=OuterRef("begins_on"), pk__lt=OuterRef("pk")),
    employer=OuterRef("employer"),
).exclude(union__state__in=[UnionState.ANNULLED, UnionState.PREPARING])

figure(
    "unions.new",
    _("New grassroots unions"),
    unit="家",
    definition=_(
        "Grassroots unions by the day their founding was approved (批复日期). A later revocation or merger takes none "
        "out; an approval annulled as a mistake does."
    ),
    owner=OWNER,
    measure=Count(),
    rows=APPROVED,
    on="approved_on",
    union=SELF,
    window=Window.PERIOD,
    theme=Theme.POLITICAL,
    view=Permission.VIEW,
    splits=[Split("founding_mode", _("Founding mode")), Split("form", _("Form"))],
    details=[(_("Approval number"), "approval_number")],
)

figure(
    "unions.employers_newly_covered",
    _("Employers newly covered by new unions"),
    unit="家",
    definition=_(
        "Employers covered for the first time ever, by the founding of a union; counted on the approval day of that "
        "union."
    ),
    owner=OWNER,
    measure=Distinct("employer"),
    rows=COVERED.filter(founding=True).filter(~Exists(EARLIER)),
    on="union__approved_on",
    window=Window.PERIOD,
    theme=Theme.POLITICAL,
    view=Permission.VIEW,
    splits=[Split("employer__kind", _("Kind of employer"))],
    details=[(_("Employer"), "employer__name")],
)

figure(
    "unions.stock",
    _("Grassroots unions"),
    unit="家",
    definition=_(
        "Grassroots unions in force at the end of the day: approved on or before it, and not merged or revoked by then."
    ),
    owner=OWNER,
    measure=Count(),
    rows=APPROVED,
    on=("approved_on", "ended_on"),
    union=SELF,
    window=Window.AS_OF,
    theme=Theme.POLITICAL,
    view=Permission.VIEW,
    splits=[Split("founding_mode", _("Founding mode")), Split("form", _("Form"))],
)

figure(
    "unions.employers_covered",
    _("Employers covered"),
    unit="家",
    definition=_(
        "Different employers covered by a union at the end of the day; one that several unions cover counts once."
    ),
    owner=OWNER,
    measure=Distinct("employer"),
    rows=COVERED,
    on=("begins_on", "ends_on"),
    window=Window.AS_OF,
    theme=Theme.POLITICAL,
    view=Permission.VIEW,
    splits=[Split("employer__kind", _("Kind of employer"))],
    details=[(_("Employer"), "employer__name")],
)
