"""How many are enrolled, through how many unions, and what units were given for it (facts F84, F85)."""

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.figures.catalogue import Split, figure
from yuanxin.foundation.figures.choices import Theme, Window
from yuanxin.foundation.figures.measures import Count, Distinct, Sum
from yuanxin.foundation.payments.models import Payment
from yuanxin.welfare.mutual_aid.choices import Permission
from yuanxin.welfare.mutual_aid.models import Enrolment, FeeReceipt
from yuanxin.welfare.mutual_aid.queries.schemes import scheme_years

OWNER = _("Mutual aid service centre")
SUBSIDY = "mutual_aid.unit_subsidy"

figure(
    "mutual_aid.enrolments",
    _("Enrolments in mutual aid"),
    unit="人次",
    definition=_(
        "A person in a scheme is one enrolment (人次): those checked whose cover began from the first day of the "
        "scheme year that holds the last day. Who is enrolled in two schemes of the year counts twice; a cover that "
        "ended early stays counted, an enrolment cancelled as a mistake does not."
    ),
    owner=OWNER,
    measure=Count(),
    rows=Enrolment.objects.valid(),
    on="effective_from",
    window=Window.SCHEME_YEAR,
    scheme=scheme_years,
    theme=Theme.MASS,
    view=Permission.VIEW,
    splits=[Split("kind", _("Kind of enrolment"))],
    details=[(_("Scheme"), "scheme__name"), (_("Covered until"), "effective_to")],
)

figure(
    "mutual_aid.persons",
    _("People enrolled in mutual aid"),
    unit="人",
    definition=_(
        "The different people behind the enrolments of the scheme year: each counts once, in however many schemes."
    ),
    owner=OWNER,
    measure=Distinct("person"),
    rows=Enrolment.objects.valid(),
    on="effective_from",
    window=Window.SCHEME_YEAR,
    scheme=scheme_years,
    theme=Theme.MASS,
    view=Permission.VIEW,
)

figure(
    "mutual_aid.units",
    _("Unions that enrolled members in mutual aid"),
    unit="家",
    definition=_("The different unions through which the enrolments of the scheme year were made."),
    owner=OWNER,
    measure=Distinct("union"),
    rows=Enrolment.objects.valid(),
    on="effective_from",
    window=Window.SCHEME_YEAR,
    scheme=scheme_years,
    view=Permission.VIEW,
)

figure(
    "mutual_aid.fees",
    _("Fees paid into mutual aid"),
    unit="元",
    definition=_("Receipts of fees by the day the money came in, less what was given back."),
    owner=OWNER,
    measure=Sum("amount"),
    rows=FeeReceipt.objects.all(),
    on="received_on",
    window=Window.PERIOD,
    view=Permission.VIEW,
    # A few thousand receipts a year need no cells.
    live=True,
)

figure(
    "mutual_aid.unit_subsidies",
    _("Subsidies to units for enrolling their members"),
    unit="元",
    definition=_(
        "Subsidies paid to units (对参加单位实施补助) from the first day of the scheme year, by the day of payment: "
        "what an approver settled, which may differ from persons × rate with a reason. A subsidy settled and not paid "
        "yet does not count, and money that came back is taken off on the day it did."
    ),
    owner=OWNER,
    measure=Sum("paid_fen"),
    rows=Payment.objects.of(SUBSIDY).paid(),
    on="paid_on",
    window=Window.SCHEME_YEAR,
    scheme=scheme_years,
    printing="{n}万元",
    theme=Theme.MASS,
    view=Permission.VIEW,
    view_rows=Permission.VIEW_MONEY,
)
