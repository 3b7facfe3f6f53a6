"""The flow of a transfer: both unions decide; a person who left, or a union that ended, ends it by itself."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.flow.tables import Deadline, Flow, Side, Standing, To
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.masking import masked_number
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.policies.schemas import TRANSFER_TIMEOUT
from yuanxin.foundation.unions.choices import UnionState
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.members.choices import TransferState as S
from yuanxin.organisation.members.models import TransferProposal

FORMER, RECEIVING = "former", "receiving"
SIDES = (
    Side(FORMER, "former_union", gettext_lazy("former union")),
    Side(RECEIVING, "union", gettext_lazy("receiving union")),
)


def both_consented(standing: Standing) -> bool:
    """Whether each side has consented."""
    return standing.sides("consent") == {FORMER, RECEIVING}


def overtaken(standing: Standing) -> str:
    """Why the transfer cannot happen any more; empty while it can."""
    proposal: TransferProposal = standing.record
    proposal.membership.refresh_from_db()
    if proposal.membership.person_id != proposal.person_id:
        return _("The person's records were merged with another's.")
    if proposal.membership.left_on is not None:
        return _("The membership that was to be transferred has ended.")
    proposal.union.refresh_from_db()
    if proposal.union.state != UnionState.ACTIVE:
        return _("The receiving union is no longer in force.")
    return ""


def left_undecided(standing: Standing) -> bool:
    """Whether the time to answer went by and the upper union decides."""
    return standing.record.escalated_on is not None


def subject(proposal: TransferProposal, _actor: Actor) -> str:
    """Name and masked number: both sides know them, the receiving one from the paper it holds."""
    return f"{proposal.person.name} {masked_number(unseal(proposal.person.document_number))}"


TRANSFER_FLOW = Flow(
    TransferProposal,
    {
        S.PROPOSED: {
            "consent": To(
                S.PROPOSED, gettext_lazy("Consent"), needs=Permission.DECIDE_TRANSFER, sides=SIDES, primary=True
            ),
            "refuse": To(
                S.REFUSED, gettext_lazy("Refuse"), needs=Permission.DECIDE_TRANSFER, sides=SIDES, opinion=True
            ),
            "withdraw": To(
                S.WITHDRAWN, gettext_lazy("Withdraw"), needs=Permission.EDIT, at="proposing_union", awaited=False
            ),
            "overtake": To(S.REFUSED, gettext_lazy("Overtaken"), when=overtaken, automatic=True),
            "complete": To(S.DONE, gettext_lazy("Transfer"), when=both_consented, automatic=True),
            "escalate": To(
                S.ESCALATED,
                gettext_lazy("Left to the upper union"),
                when=left_undecided,
                automatic=True,
                deadline=Deadline(TRANSFER_TIMEOUT),
            ),
        },
        S.ESCALATED: {
            "rule_for": To(
                S.DONE,
                gettext_lazy("Rule for the transfer"),
                needs=Permission.DECIDE_TRANSFER,
                at="superior",
                not_by=("begin", "consent"),
                primary=True,
            ),
            "rule_against": To(
                S.REFUSED,
                gettext_lazy("Rule against it"),
                needs=Permission.DECIDE_TRANSFER,
                at="superior",
                not_by=("begin", "consent"),
                opinion=True,
            ),
            "withdraw": To(
                S.WITHDRAWN, gettext_lazy("Withdraw"), needs=Permission.EDIT, at="proposing_union", awaited=False
            ),
            "overtake": To(S.REFUSED, gettext_lazy("Overtaken"), when=overtaken, automatic=True),
        },
    },
    starts=S.PROPOSED,
    first_deadline=Deadline(TRANSFER_TIMEOUT),
    colours={S.PROPOSED: "running", S.ESCALATED: "due", S.DONE: "done", S.REFUSED: "closed", S.WITHDRAWN: "closed"},
    url_name="members:transferproposal-detail",
    subject=subject,
    related=("person", "union", "former_union", "proposing_union", "superior", "membership"),
)
