"""The figures about condolence (F57, F58) and about the cover of accidents and household losses (F27, F28)."""

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.figures.catalogue import figure
from yuanxin.foundation.figures.choices import Theme, Window
from yuanxin.foundation.figures.measures import Distinct, Rows, Sum
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.policies.queries import NoPolicy, policy
from yuanxin.welfare.care.choices import CareKind, EntryKind, Permission
from yuanxin.welfare.care.models import GoodsEntry, Recipient
from yuanxin.welfare.care.rules import PROJECT
from yuanxin.welfare.care.services import KIND

OWNER = _("Rights protection department")


def project_on(period: Period) -> str:
    """The project that the condolences in the heat of a period were for; empty for all."""
    try:
        return str(policy(PROJECT, on=period.end).project)
    except NoPolicy:
        return ""


def reached_in_the_heat(period: Period) -> Rows:
    """Those who received something of programmes in the heat, for the project of the period."""
    return Recipient.objects.received().of_kind(CareKind.COOL, project_on(period))


def given_in_the_heat(period: Period) -> Rows:
    """What was given out on receipts of the same programmes that stand."""
    rows = GoodsEntry.objects.filter(
        kind=EntryKind.ISSUED,
        reverses=None,
        receipt__withdrawn=False,
        receipt__programme__kind=CareKind.COOL,
    )
    project = project_on(period)
    return rows.filter(receipt__programme__project=project) if project else rows


figure(
    "care.cool_recipients",
    _("Workers of key projects reached in the heat"),
    unit="人",
    definition=_(
        "Different workers who received goods of condolences in the heat in the period, for the project that the "
        "policy of the time names, by the day of the receipt. Who received several times counts once; a receipt taken "
        "back counts nobody."
    ),
    owner=OWNER,
    measure=Distinct("receiver"),
    rows=reached_in_the_heat,
    on="received_on",
    window=Window.PERIOD,
    printing="{n}名",
    theme=Theme.MASS,
    view=Permission.VIEW,
)

figure(
    "care.cool_goods",
    _("Kinds of goods given in the heat"),
    unit="种",
    definition=_("Kinds of goods, told apart by their name, that were given out on those receipts in the period."),
    owner=OWNER,
    measure=Distinct("item__name"),
    rows=given_in_the_heat,
    on="on",
    window=Window.PERIOD,
    theme=Theme.MASS,
    view=Permission.VIEW,
    details=[(_("Quantity"), "quantity")],
)

figure(
    "care.recipients",
    _("Workers reached by condolences"),
    unit="人",
    definition=_(
        "Different workers who received goods of any condolence programme in the period, by the day of the receipt."
    ),
    owner=OWNER,
    measure=Distinct("receiver"),
    rows=Recipient.objects.received(),
    on="received_on",
    window=Window.PERIOD,
    printing="{n}名",
    theme=Theme.MASS,
    view=Permission.VIEW,
)

figure(
    "care.cover_households",
    _("Households paid by the cover of accidents and household losses"),
    unit="户",
    definition=_(
        "Different households to which the cover of accidents and household losses paid in the period, by the day of "
        "the payment. A household with several payments counts once; one whose money came back counts no more from "
        "that day."
    ),
    owner=OWNER,
    measure=Distinct("household"),
    rows=Payment.objects.of(KIND).helped(),
    on="paid_on",
    lapses="reversed_on",
    window=Window.PERIOD,
    theme=Theme.MASS,
    view=Permission.VIEW,
    view_rows=Permission.VIEW_COVER,
)

figure(
    "care.cover_paid",
    _("Paid by the cover of accidents and household losses"),
    unit="元",
    definition=_(
        "Yuan paid by the cover of accidents and household losses in the period, by the day of the payment; money that "
        "came back is taken off on the day it did."
    ),
    owner=OWNER,
    measure=Sum("paid_fen"),
    rows=Payment.objects.of(KIND).paid(),
    on="paid_on",
    window=Window.PERIOD,
    printing="{n}万元",
    theme=Theme.MASS,
    view=Permission.VIEW,
    view_rows=Permission.VIEW_COVER,
)
