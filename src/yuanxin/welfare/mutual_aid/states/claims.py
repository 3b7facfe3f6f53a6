"""The flow of a claim: entered, documents checked, computed, drawn or not, reviewed by two people, paid.

Whoever entered or sent in a claim takes no step that decides on it, and the two reviewers are two people.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.flow.tables import BEGIN, Deadline, Flow, Standing, To
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.payments.models import Payment
from yuanxin.welfare.mutual_aid.choices import ClaimState as C
from yuanxin.welfare.mutual_aid.choices import Permission
from yuanxin.welfare.mutual_aid.models import Claim
from yuanxin.welfare.mutual_aid.rules.plans import CLAIM_DAYS

DAYS = Deadline(CLAIM_DAYS)
CLAIMANT = (BEGIN, "submit")


def pays(standing: Standing) -> bool:
    """Whether the rule gives anything; what gives nothing is refused with its reason."""
    return bool(standing.record.computed)


def is_paid(standing: Standing) -> bool:
    """Whether the payment desk has paid it."""
    return standing.record.paid_on is not None


def came_back(standing: Standing) -> bool:
    """Whether the money that was paid is back."""
    return standing.record.paid_on is None


def is_called_off(standing: Standing) -> bool:
    """Whether no payment of it stands at the desk any more."""
    return not Payment.objects.about(standing.record).standing().exists()


def subject(claim: Claim, _actor: Actor) -> str:
    """Number and name; never the illness."""
    return f"{claim.number} {claim.person.name}"


RETURN = To(
    C.RETURNED,
    _("Return for correction"),
    needs=Permission.CHECK_CLAIMS,
    opinion=True,
    back_to="submit",
    deadline=DAYS,
)
SUBMIT = To(C.SUBMITTED, _("Submit the claim"), needs=Permission.CLAIM, deadline=DAYS, primary=True)
WITHDRAW = To(C.WITHDRAWN, pgettext_lazy("claim", "Withdraw"), needs=Permission.CLAIM, opinion=True, awaited=False)

CLAIM_FLOW = Flow(
    Claim,
    {
        C.DRAFT: {"submit": SUBMIT, "withdraw": WITHDRAW},
        C.RETURNED: {"submit": SUBMIT, "withdraw": WITHDRAW},
        C.SUBMITTED: {
            "check": To(
                C.CHECKED,
                _("Documents are complete"),
                needs=Permission.CHECK_CLAIMS,
                not_by=CLAIMANT,
                deadline=DAYS,
                primary=True,
            ),
            "return": RETURN,
            "withdraw": WITHDRAW,
        },
        C.CHECKED: {
            "compute": To(
                C.COMPUTED, _("Compute the benefit"), needs=Permission.HANDLE_CLAIMS, deadline=DAYS, primary=True
            ),
        },
        C.COMPUTED: {
            "skip": To(
                C.READY, _("Review without inspection"), needs=Permission.HANDLE_CLAIMS, deadline=DAYS, primary=True
            ),
            "select": To(C.SELECTED, _("Select for inspection"), needs=Permission.HANDLE_CLAIMS, deadline=DAYS),
        },
        C.SELECTED: {
            "inspect": To(
                C.READY,
                _("Inspected"),
                needs=Permission.REVIEW,
                not_by=CLAIMANT,
                opinion=True,
                deadline=DAYS,
                primary=True,
            ),
            "bypass": To(
                C.READY,
                _("Excuse from inspection"),
                needs=Permission.HANDLE_CLAIMS,
                opinion=True,
                deadline=DAYS,
                awaited=False,
            ),
            "return": RETURN,
        },
        C.READY: {
            "review": To(
                C.REVIEWED,
                _("First review: agreed"),
                needs=Permission.REVIEW,
                not_by=CLAIMANT,
                when=pays,
                deadline=DAYS,
                primary=True,
            ),
            "refuse": To(
                C.REFUSED,
                pgettext_lazy("claim", "Refuse"),
                needs=Permission.REVIEW,
                not_by=CLAIMANT,
                page="mutual_aid:claim-refuse",
            ),
            "return": RETURN,
        },
        C.REVIEWED: {
            "approve": To(
                C.APPROVED,
                pgettext_lazy("claim", "Second review: approve"),
                needs=Permission.APPROVE,
                not_by=(*CLAIMANT, "review"),
                deadline=DAYS,
                page="mutual_aid:claim-approve",
                primary=True,
            ),
            "send_back": To(
                C.READY,
                _("Back to the first review"),
                needs=Permission.APPROVE,
                not_by=(*CLAIMANT, "review"),
                opinion=True,
                back_to="review",
                deadline=DAYS,
            ),
        },
        C.APPROVED: {
            "request": To(
                C.REQUESTED,
                _("Have it paid"),
                needs=Permission.REQUEST_PAYMENT,
                page="mutual_aid:claim-request",
                primary=True,
            ),
        },
        C.REQUESTED: {
            "settle": To(C.PAID, pgettext_lazy("claim", "Paid"), when=is_paid, automatic=True),
            "ask_again": To(
                C.APPROVED,
                _("The payment was called off"),
                needs=Permission.REQUEST_PAYMENT,
                when=is_called_off,
                awaited=False,
                deadline=DAYS,
            ),
        },
        C.PAID: {
            "close": To(
                C.CLOSED, pgettext_lazy("claim", "Close"), needs=Permission.HANDLE_CLAIMS, awaited=False, primary=True
            ),
            "came_back": To(C.APPROVED, _("The payment came back"), when=came_back, automatic=True, deadline=DAYS),
        },
        C.CLOSED: {
            "came_back": To(C.APPROVED, _("The payment came back"), when=came_back, automatic=True, deadline=DAYS),
        },
        C.REFUSED: {
            "appeal": To(C.APPEALED, _("Appeal"), needs=Permission.CLAIM, opinion=True, awaited=False, deadline=DAYS),
        },
        C.APPEALED: {
            "reopen": To(
                C.CHECKED,
                _("Reopen the claim"),
                needs=Permission.APPROVE,
                not_by=(*CLAIMANT, "refuse"),
                opinion=True,
                deadline=DAYS,
                primary=True,
            ),
            "uphold": To(
                C.REFUSED,
                _("Uphold the refusal"),
                needs=Permission.APPROVE,
                not_by=(*CLAIMANT, "refuse"),
                opinion=True,
            ),
        },
    },
    starts=C.DRAFT,
    first_deadline=DAYS,
    colours={
        C.DRAFT: "due",
        C.SUBMITTED: "running",
        C.CHECKED: "running",
        C.COMPUTED: "running",
        C.SELECTED: "due",
        C.READY: "running",
        C.REVIEWED: "running",
        C.APPROVED: "due",
        C.REQUESTED: "running",
        C.PAID: "done",
        C.CLOSED: "done",
        C.RETURNED: "overdue",
        C.REFUSED: "closed",
        C.APPEALED: "due",
        C.WITHDRAWN: "closed",
    },
    url_name="mutual_aid:claim-detail",
    subject=subject,
    related=("union", "person"),
)
