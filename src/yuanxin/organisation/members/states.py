"""The flows of membership: a transfer, which both unions decide; an application to join; an expulsion."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.flow.tables import Deadline, Flow, Side, Standing, To
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.masking import masked_number
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.policies.schemas import TRANSFER_TIMEOUT
from yuanxin.foundation.unions.choices import UnionState
from yuanxin.organisation.members.choices import ApplicationState, ExpulsionState, LeaveKind, Permission
from yuanxin.organisation.members.choices import TransferState as S
from yuanxin.organisation.members.models import Application, Expulsion, Membership, Person, TransferProposal
from yuanxin.organisation.members.queries import names_known, person_of_digest
from yuanxin.organisation.members.rules import APPLICATION_DAYS

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


def known_person(application: Application) -> Person | None:
    """The person whom the registry knows by the applicant's number and name."""
    person = person_of_digest(bytes(application.document_digest))
    return person if person is not None and application.name in names_known(person) else None


def active_elsewhere(standing: Standing) -> bool:
    """Whether the applicant is an active member of another union."""
    application: Application = standing.record
    person = known_person(application)
    return (
        person is not None
        and Membership.objects.open().filter(person=person).exclude(union=application.union_id).exists()
    )


def without_object(standing: Standing) -> str:
    """Why there is nothing left to decide; empty while there is."""
    application: Application = standing.record
    person = known_person(application)
    last = person.memberships.lived().order_by("-joined_on", "-pk").first() if person is not None else None
    if last is not None and last.leave_kind == LeaveKind.DECEASED:
        return _("The register says that the person has died.")
    if last is not None and last.left_on is None and last.union_id == application.union_id:
        return _("The person is a member of this union already.")
    return ""


def applicant(application: Application, _actor: Actor) -> str:
    """Name and masked number."""
    return f"{application.name} {masked_number(unseal(application.document_number))}"


APPLICATION_FLOW = Flow(
    Application,
    {
        ApplicationState.WAITING: {
            "approve": To(
                ApplicationState.APPROVED,
                gettext_lazy("Approve"),
                needs=Permission.APPROVE,
                not_by=("begin",),
                primary=True,
            ),
            "refuse": To(
                ApplicationState.REFUSED, gettext_lazy("Do not approve"), needs=Permission.APPROVE, opinion=True
            ),
            "transfer": To(
                ApplicationState.TRANSFER,
                gettext_lazy("Propose a transfer instead"),
                needs=Permission.APPROVE,
                when=active_elsewhere,
                awaited=False,
            ),
            "withdraw": To(ApplicationState.WITHDRAWN, gettext_lazy("Withdraw"), needs=Permission.APPLY, awaited=False),
            "overtake": To(ApplicationState.REFUSED, gettext_lazy("Overtaken"), when=without_object, automatic=True),
        }
    },
    starts=ApplicationState.WAITING,
    first_deadline=Deadline(APPLICATION_DAYS, working_days=True),
    colours={
        ApplicationState.WAITING: "running",
        ApplicationState.APPROVED: "done",
        ApplicationState.TRANSFER: "done",
        ApplicationState.REFUSED: "closed",
        ApplicationState.WITHDRAWN: "closed",
    },
    url_name="members:application-detail",
    subject=applicant,
    related=("union",),
)


def ended_otherwise(standing: Standing) -> str:
    """Why there is nobody left to expel; empty while there is."""
    expulsion: Expulsion = standing.record
    expulsion.membership.refresh_from_db()
    return _("The membership has ended otherwise.") if expulsion.membership.left_on is not None else ""


def expelled_person(expulsion: Expulsion, _actor: Actor) -> str:
    """Name and masked number."""
    person = expulsion.membership.person
    return f"{person.name} {masked_number(unseal(person.document_number))}"


EXPULSION_FLOW = Flow(
    Expulsion,
    {
        ExpulsionState.PROPOSED: {
            "approve": To(
                ExpulsionState.DONE,
                gettext_lazy("Approve"),
                needs=Permission.APPROVE_ENDING,
                at="approving_union",
                opinion=True,
                not_by=("begin",),
                primary=True,
            ),
            "refuse": To(
                ExpulsionState.REFUSED,
                gettext_lazy("Do not approve"),
                needs=Permission.APPROVE_ENDING,
                at="approving_union",
                opinion=True,
            ),
            "withdraw": To(ExpulsionState.WITHDRAWN, gettext_lazy("Withdraw"), needs=Permission.EDIT, awaited=False),
            "overtake": To(ExpulsionState.REFUSED, gettext_lazy("Overtaken"), when=ended_otherwise, automatic=True),
        }
    },
    starts=ExpulsionState.PROPOSED,
    colours={
        ExpulsionState.PROPOSED: "running",
        ExpulsionState.DONE: "done",
        ExpulsionState.REFUSED: "closed",
        ExpulsionState.WITHDRAWN: "closed",
    },
    url_name="members:expulsion-detail",
    subject=expelled_person,
    related=("union", "approving_union", "membership__person"),
)
