"""The figures about the yearly allowance of off-establishment staff (F72–F74)."""

from django.utils.translation import gettext_lazy as _

from yuanxin.finance.allowances.choices import Permission
from yuanxin.finance.allowances.models import StaffAllowance
from yuanxin.finance.allowances.rules import RATE
from yuanxin.finance.allowances.services import KIND
from yuanxin.foundation.figures.catalogue import figure
from yuanxin.foundation.figures.choices import Theme, Window
from yuanxin.foundation.figures.measures import Parameter, Sum
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.payments.models import Payment

OWNER = _("Finance department")

SETTLED_ALLOWANCES = StaffAllowance.objects.settled()

figure(
    "allowances.staff",
    _("Off-establishment staff with the allowance"),
    unit="人",
    definition=_(
        "Heads of off-establishment staff, paid from the public purse, in the allowances of units settled for the "
        "calendar year, whether or not the money has arrived. A person stands on one roster a year. An allowance "
        "counts on the day it was settled, or the nearest day of its own year; one that is revoked counts no more."
    ),
    owner=OWNER,
    measure=Sum("headcount"),
    rows=SETTLED_ALLOWANCES,
    on="counts_on",
    window=Window.YEAR,
    printing="{n}余名",
    theme=Theme.MASS,
    view=Permission.VIEW,
    details=[(_("Settled amount"), "approved")],
)

figure(
    "allowances.rate",
    _("Allowance for a head and year"),
    unit="元/人·年",
    definition=_("Yuan for each of a unit's off-establishment staff and year, by the rule in force on the last day."),
    owner=OWNER,
    measure=Parameter(RATE, "rate"),
    window=Window.AS_OF,
    printing="每人每年{n}元",
    theme=Theme.MASS,
    view=Permission.VIEW,
)

figure(
    "allowances.amount",
    _("Allowances for off-establishment staff"),
    unit="元",
    definition=_(
        "Yuan settled for the calendar year: heads × rate, or what was settled otherwise for a stated reason. It is "
        "what the units are to get in the year, not what was paid by the last day; that is a figure of its own."
    ),
    owner=OWNER,
    measure=Sum("approved"),
    rows=SETTLED_ALLOWANCES,
    on="counts_on",
    window=Window.YEAR,
    printing="{n}余万元",
    theme=Theme.MASS,
    view=Permission.VIEW,
    details=[(_("Heads"), "headcount"), (_("Computed amount"), "computed")],
)


def calendar_years() -> list[Period]:
    """None of its own: without a scheme each calendar year is one."""
    return []


figure(
    "allowances.paid",
    _("Allowances for off-establishment staff paid to date"),
    unit="元",
    definition=_(
        "Yuan of these allowances that were paid to the units from 1 January to the last day, whichever year they were "
        "settled for; money that came back is taken off on the day it did."
    ),
    owner=OWNER,
    measure=Sum("paid_fen"),
    rows=Payment.objects.of(KIND).paid(),
    on="paid_on",
    window=Window.SCHEME_YEAR,
    scheme=calendar_years,
    theme=Theme.MASS,
    view=Permission.VIEW,
)
