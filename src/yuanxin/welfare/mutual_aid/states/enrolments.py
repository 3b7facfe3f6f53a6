"""The flows of a unit's enrolment, from its list to the end of the scheme, and of its subsidy."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.flow.tables import Deadline, Flow, Standing, To
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.welfare.mutual_aid.choices import Permission
from yuanxin.welfare.mutual_aid.choices import SubsidyState as S
from yuanxin.welfare.mutual_aid.choices import UnitState as U
from yuanxin.welfare.mutual_aid.models import UnitEnrolment, UnitSubsidy

WINDOW = Deadline(at="scheme__closes_on")


def is_paid(standing: Standing) -> bool:
    """Whether receipts for the whole fee are there: also before it is submitted again, or where nothing is to pay."""
    unit: UnitEnrolment = standing.record
    return unit.fee is not None and sum((each.amount for each in unit.receipts.all()), ZERO) == unit.fee


def has_begun(standing: Standing) -> bool:
    """Whether its first day of cover has come."""
    begins = standing.record.effective_from
    return begins is not None and begins <= standing.today


def is_over(standing: Standing) -> bool:
    """Whether the last day of the scheme is past."""
    return bool(standing.record.scheme.ends_on < standing.today)


def is_renewed(standing: Standing) -> bool:
    """Whether, after its end, an enrolment taken from its list is in force or was."""
    followed = standing.record.renewals.filter(state__in=(U.IN_FORCE, U.ENDED, U.RENEWED))
    return is_over(standing) and followed.exists()


def is_settled(standing: Standing) -> bool:
    """Whether the payment desk has paid it, and the money did not come back."""
    return standing.record.paid_on is not None


def is_unpaid(standing: Standing) -> bool:
    """The contrary."""
    return not is_settled(standing)


UNIT_FLOW = Flow(
    UnitEnrolment,
    {
        U.DRAFT: {
            "submit": To(U.SUBMITTED, _("Submit the list"), needs=Permission.ENROL, deadline=WINDOW, primary=True),
            "give_up": To(U.WITHDRAWN, _("Give up"), needs=Permission.ENROL, opinion=True, awaited=False),
        },
        U.SUBMITTED: {
            "pay": To(
                U.PAID, _("Enter a receipt"), needs=Permission.ENROL, page="mutual_aid:unitenrolment-pay", primary=True
            ),
            "covered": To(U.PAID, _("Fee paid already"), when=is_paid, automatic=True),
            "withdraw": To(
                U.DRAFT,
                pgettext_lazy("enrolment", "Take back to change the list"),
                needs=Permission.ENROL,
                deadline=WINDOW,
                awaited=False,
            ),
        },
        U.PAID: {
            "check": To(
                U.CHECKED,
                _("List and fee are right"),
                needs=Permission.CHECK,
                not_by=("submit", "pay"),
                primary=True,
            ),
            "return": To(
                U.DRAFT,
                _("Return for correction"),
                needs=Permission.CHECK,
                opinion=True,
                back_to="submit",
                deadline=WINDOW,
            ),
        },
        U.CHECKED: {"come_into_force": To(U.IN_FORCE, _("Comes into force"), when=has_begun, automatic=True)},
        U.IN_FORCE: {
            "renew": To(U.RENEWED, _("Over, and renewed"), when=is_renewed, automatic=True),
            "end": To(U.ENDED, _("Over"), when=is_over, automatic=True),
        },
        U.ENDED: {"renew": To(U.RENEWED, _("Over, and renewed"), when=is_renewed, automatic=True)},
    },
    starts=U.DRAFT,
    first_deadline=WINDOW,
    colours={
        U.DRAFT: "due",
        U.SUBMITTED: "due",
        U.PAID: "running",
        U.CHECKED: "running",
        U.IN_FORCE: "done",
        U.ENDED: "closed",
        U.RENEWED: "closed",
        U.WITHDRAWN: "closed",
    },
    url_name="mutual_aid:unitenrolment-detail",
    related=("union", "scheme"),
)

SUBSIDY_FLOW = Flow(
    UnitSubsidy,
    {
        S.COMPUTED: {
            "settle": To(
                S.SETTLED,
                _("Settle"),
                needs=Permission.SETTLE_SUBSIDIES,
                not_by=("begin",),
                page="mutual_aid:unitsubsidy-settle",
                primary=True,
            ),
            "refuse": To(
                S.REFUSED, _("Do not grant"), needs=Permission.SETTLE_SUBSIDIES, not_by=("begin",), opinion=True
            ),
        },
        S.SETTLED: {
            "reopen": To(
                S.COMPUTED,
                _("Take the settlement back"),
                needs=Permission.SETTLE_SUBSIDIES,
                opinion=True,
                awaited=False,
            ),
            "paid": To(S.PAID, pgettext_lazy("subsidy", "Paid"), when=is_settled, automatic=True),
        },
        S.PAID: {"come_back": To(S.COMPUTED, _("The money came back"), when=is_unpaid, automatic=True)},
    },
    starts=S.COMPUTED,
    colours={S.COMPUTED: "due", S.SETTLED: "running", S.PAID: "done", S.REFUSED: "closed"},
    url_name="mutual_aid:unitsubsidy-detail",
    related=("union", "unit__scheme"),
)
