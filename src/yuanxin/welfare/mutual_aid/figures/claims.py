"""What mutual aid paid, for how many claims, to how many people (fact F86)."""

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.figures.catalogue import figure
from yuanxin.foundation.figures.choices import Theme, Window
from yuanxin.foundation.figures.measures import Count, Distinct, Sum
from yuanxin.foundation.payments.models import Payment
from yuanxin.welfare.mutual_aid.choices import Permission
from yuanxin.welfare.mutual_aid.figures.enrolments import OWNER
from yuanxin.welfare.mutual_aid.queries.claims import KIND
from yuanxin.welfare.mutual_aid.queries.schemes import scheme_years

figure(
    "mutual_aid.benefits_paid",
    _("Benefits paid by mutual aid"),
    unit="元",
    definition=_(
        "Benefits that workers were paid for claims (参保人员获补助金额) from the first day of the scheme year, by the "
        "day of payment, whichever scheme covered the treatment. Money that came back is taken off on the day it did."
    ),
    owner=OWNER,
    measure=Sum("paid_fen"),
    rows=Payment.objects.of(KIND).paid(),
    on="paid_on",
    window=Window.SCHEME_YEAR,
    scheme=scheme_years,
    printing="{n}万余元",
    theme=Theme.MASS,
    view=Permission.VIEW,
    view_rows=Permission.VIEW_MONEY,
)

figure(
    "mutual_aid.claims_paid",
    _("Claims paid by mutual aid"),
    unit="件",
    definition=_(
        "Claims whose benefit was paid in the scheme year, by the day of payment; one whose money came back counts no "
        "more from that day on."
    ),
    owner=OWNER,
    measure=Count(),
    rows=Payment.objects.of(KIND).helped(),
    on="paid_on",
    lapses="reversed_on",
    window=Window.SCHEME_YEAR,
    scheme=scheme_years,
    theme=Theme.MASS,
    view=Permission.VIEW,
    view_rows=Permission.VIEW_MONEY,
    live=True,
)

figure(
    "mutual_aid.persons_helped",
    _("Workers helped by mutual aid"),
    unit="人",
    definition=_(
        "The different workers behind the claims paid in the scheme year: who was paid several times counts once."
    ),
    owner=OWNER,
    measure=Distinct("payee_person"),
    rows=Payment.objects.of(KIND).helped(),
    on="paid_on",
    lapses="reversed_on",
    window=Window.SCHEME_YEAR,
    scheme=scheme_years,
    theme=Theme.MASS,
    view=Permission.VIEW,
    view_rows=Permission.VIEW_MONEY,
)
