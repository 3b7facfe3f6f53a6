"""The flows of a condolence programme and of a claim of cover."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.flow.tables import Deadline, Flow, Standing, To
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.masking import masked_name
from yuanxin.welfare.care.choices import ClaimState as C
from yuanxin.welfare.care.choices import Permission
from yuanxin.welfare.care.choices import ProgrammeState as P
from yuanxin.welfare.care.models import CondolenceProgramme, CoverClaim
from yuanxin.welfare.care.rules import HANDLING_DAYS

HANDLED = Deadline(HANDLING_DAYS, working_days=True)


def nobody_received(standing: Standing) -> bool:
    """Whether nothing was handed over yet."""
    programme: CondolenceProgramme = standing.record
    return not programme.receipts.filter(withdrawn=False).exists()


def has_its_money(standing: Standing) -> bool:
    """Whether the payment was settled."""
    return standing.record.paid_on is not None


def lost_its_money(standing: Standing) -> bool:
    """Whether the payment came back."""
    return standing.record.paid_on is None


def claimant(claim: CoverClaim, actor: Actor) -> str:
    """Whose claim it is: by name to who sees what happened, else masked."""
    name = claim.person.name
    return name if actor.may(Permission.VIEW_DETAILS, claim.union) else masked_name(name)


PROGRAMME_FLOW = Flow(
    CondolenceProgramme,
    {
        P.DRAFT: {
            "submit": To(P.SUBMITTED, _("Submit the programme"), needs=Permission.RUN, primary=True),
            "drop": To(P.DROPPED, _("Drop the programme"), needs=Permission.RUN, opinion=True, awaited=False),
        },
        P.SUBMITTED: {
            "approve": To(P.RUNNING, _("Approve the programme"), needs=Permission.APPROVE, not_by=("submit",),
                          primary=True),
            "return": To(P.DRAFT, _("Return for correction"), needs=Permission.APPROVE, opinion=True,
                         back_to="submit"),
            "take_back": To(P.DRAFT, pgettext_lazy("condolence", "Take back"), needs=Permission.RUN, by=("submit",),
                            awaited=False),
        },
        P.RUNNING: {
            "close": To(P.CLOSED, _("Close the programme"), needs=Permission.RUN, awaited=False),
            "drop": To(P.DROPPED, _("Drop the programme"), needs=Permission.APPROVE, opinion=True,
                       when=nobody_received, awaited=False),
        },
        P.CLOSED: {
            "reopen": To(P.RUNNING, _("Open it again"), needs=Permission.APPROVE, opinion=True, awaited=False),
        },
    },
    starts=P.DRAFT,
    colours={P.DRAFT: "due", P.SUBMITTED: "running", P.RUNNING: "running", P.CLOSED: "done", P.DROPPED: "closed"},
    url_name="care:condolenceprogramme-detail",
    related=("union",),
)  # fmt: skip

REFUSE = To(
    C.REFUSED,
    pgettext_lazy("cover", "Refuse the claim"),
    needs=Permission.ASSESS,
    page="care:coverclaim-refuse",
    awaited=False,
)

CLAIM_FLOW = Flow(
    CoverClaim,
    {
        C.REPORTED: {
            "file": To(C.FILED, _("Open the case"), needs=Permission.REPORT, primary=True, deadline=HANDLED),
            "withdraw": To(C.WITHDRAWN, _("Withdraw the claim"), needs=Permission.REPORT, opinion=True,
                           awaited=False),
        },
        C.FILED: {
            "complete": To(C.DOCUMENTED, _("The papers are complete"), needs=Permission.REPORT, primary=True,
                           deadline=HANDLED),
            "refuse": REFUSE,
            "withdraw": To(C.WITHDRAWN, _("Withdraw the claim"), needs=Permission.REPORT, opinion=True,
                           awaited=False),
        },
        C.DOCUMENTED: {
            "assess": To(C.ASSESSED, _("Assess the loss"), needs=Permission.ASSESS, not_by=("begin",), primary=True,
                         page="care:coverclaim-assess", deadline=HANDLED),
            "return": To(C.FILED, _("Ask for further papers"), needs=Permission.ASSESS, opinion=True,
                         back_to="complete", deadline=HANDLED),
            "refuse": REFUSE,
        },
        C.ASSESSED: {
            "approve": To(C.APPROVED, _("Approve the payment"), needs=Permission.APPROVE_COVER,
                          not_by=("begin", "complete", "assess"), primary=True, page="care:coverclaim-approve"),
            "return": To(C.DOCUMENTED, _("Return to the assessment"), needs=Permission.APPROVE_COVER, opinion=True,
                         deadline=HANDLED),
            "refuse": REFUSE,
        },
        C.APPROVED: {
            "pay": To(C.PAID, _("Paid"), when=has_its_money, automatic=True),
        },
        C.PAID: {
            "come_back": To(C.APPROVED, _("Money came back"), when=lost_its_money, automatic=True),
        },
    },
    starts=C.REPORTED,
    first_deadline=HANDLED,
    colours={C.REPORTED: "due", C.FILED: "running", C.DOCUMENTED: "running", C.ASSESSED: "running",
             C.APPROVED: "running", C.PAID: "done", C.REFUSED: "closed", C.WITHDRAWN: "closed"},
    url_name="care:coverclaim-detail",
    subject=claimant,
    related=("union", "person", "household__head"),
)  # fmt: skip
