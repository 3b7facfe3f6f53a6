"""Transfers of members: proposed by one union, decided by both, carried out when both consent."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from yuanxin.foundation.audit.services import RowChange
from yuanxin.foundation.flow.queries import offers, standing_of
from yuanxin.foundation.flow.services import act, begin, begin_all, settle
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.policies.schemas import TRANSFER_TIMEOUT
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import nearest_above
from yuanxin.foundation.unions.registry import Belonging, Merger
from yuanxin.foundation.unions.services.writing import change, check_in_force, locked, write
from yuanxin.organisation.members.choices import Permission, TransferSource, TransferState
from yuanxin.organisation.members.models import Membership, TransferProposal
from yuanxin.organisation.members.queries import active_membership, find_by_number, names_known
from yuanxin.organisation.members.services.memberships import AlreadyMember, AnotherName, check_open, pass_on
from yuanxin.organisation.members.services.persons import checked_name
from yuanxin.organisation.members.states import FORMER, RECEIVING, TRANSFER_FLOW


class NothingToTransfer(Refused):
    """Nobody with this number is an active member anywhere."""


class AlreadyProposed(Refused):
    """The same transfer is being decided."""


@transaction.atomic
def propose_transfer(*, actor: Actor, union: Union, number: str, name: str, today: datetime.date) -> TransferProposal:
    """Propose that a member active elsewhere comes to `union`, which holds the person's document.

    Proposing is the consent of the receiving union, where `actor` speaks for it and not for the other one too.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit members of `union`.
        UnionEnded: if the union is no longer in force.
        NothingToTransfer: if nobody with the number is active anywhere.
        AnotherName, AlreadyMember, AlreadyProposed: as they say.
    """
    actor.require(Permission.EDIT, union)
    check_in_force(union)
    name = checked_name(name)
    person = find_by_number(number)
    membership = active_membership(person) if person is not None else None
    if person is None or membership is None:
        raise NothingToTransfer(
            _("Nobody with this document number is an active member."),
            remedy=_("Admit the person instead."),
            field="document_number",
        )
    if name not in names_known(person):
        raise AnotherName(
            _("This document number is registered under another name."),
            remedy=_("Compare the document; if the number is right, ask the district to correct the register."),
            field="name",
        )
    return propose(actor, membership, union, union, today)


@transaction.atomic
def propose_transfer_out(
    *, actor: Actor, membership: Membership, union: Union, today: datetime.date
) -> TransferProposal:
    """Propose that a member goes to `union`, of which the actor need know no more than the code.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit members of the present union.
        UnionEnded: if the receiving union is no longer in force.
        AlreadyMember, AlreadyProposed: as they say.
    """
    membership = locked(membership)
    actor.require(Permission.EDIT, membership.union)
    check_open(membership)
    check_in_force(union)
    return propose(actor, membership, union, membership.union, today)


def propose(
    actor: Actor,
    membership: Membership,
    union: Union,
    proposing: Union,
    today: datetime.date,
    source: TransferSource = TransferSource.HAND,
) -> TransferProposal:
    """Begin the transfer, for who has asked already whether the actor may; with the consent of the side that it is of.

    Raises:
        AlreadyMember, AlreadyProposed: as they say.
    """
    if membership.union_id == union.pk:
        raise AlreadyMember(_("%(name)s is a member of this union already.") % {"name": membership.person.name})
    proposal = new_proposal(membership, union, proposing, source, today)
    try:
        with transaction.atomic():
            begin(proposal, actor=actor, today=today)
    except IntegrityError as error:
        raise AlreadyProposed(
            _("This transfer has been proposed and is being decided."), remedy=_("Look among the transfers.")
        ) from error
    spoken_for = [
        side
        for side, place in ((FORMER, proposal.former_union), (RECEIVING, union))
        if actor.may(Permission.DECIDE_TRANSFER, place)
    ]
    own_side = FORMER if proposing.pk == proposal.former_union_id else RECEIVING
    if spoken_for == [own_side]:
        act(proposal, "consent", actor=actor, side=own_side, today=today)
    return proposal


@transaction.atomic
def propose_transfers(
    *, actor: Actor, union: Union, memberships: Sequence[Membership], today: datetime.date, **details: object
) -> list[TransferProposal]:
    """Propose many transfers to `union` at once, for a roster; those already being decided are left out.

    Nobody's consent is taken from a file: both unions decide. `details` go into the one event, such as `batch=12`.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may import into the union.
        UnionEnded: if the union is no longer in force.
    """
    actor.require(Permission.IMPORT, union)
    check_in_force(union)
    persons = {each.person_id for each in memberships}
    known = set(
        TransferProposal.objects.open().filter(union=union, person__in=persons).values_list("person_id", flat=True)
    )
    proposals = [
        new_proposal(each, union, union, TransferSource.ROSTER, today)
        for each in memberships
        if each.person_id not in known and each.union_id != union.pk
    ]
    begin_all(proposals, actor=actor, today=today, union=union.pk, **details)
    return proposals


def decide_transfer(
    *,
    actor: Actor,
    proposal: TransferProposal,
    side: str,
    consents: bool,
    today: datetime.date,
    opinion: str = "",
    version: int | None = None,
) -> TransferProposal:
    """Consent for one side (`former` or `receiving`), or refuse with an opinion. With the second consent it happens.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may decide for that side's union.
        NotByYou: if the same person decided for the other side.
        NotPossible: if it is decided, or this side has decided.
        Stale: if somebody else decided since.
    """
    action = "consent" if consents else "refuse"
    return act(proposal, action, actor=actor, side=side, opinion=opinion, today=today, version=version)


@transaction.atomic
def consent_to_all(*, actor: Actor, proposals: Iterable[TransferProposal], today: datetime.date) -> int:
    """Consent to many transfers, each for the one side that `actor` speaks for; return to how many.

    Left alone is what the actor may not decide, has decided, or would decide for both sides.
    """
    consented = 0
    for proposal in proposals:
        sides = [offer.side for offer in offers(proposal, actor, today) if offer.action == "consent"]
        if len(sides) == 1:
            act(proposal, "consent", actor=actor, side=sides[0], today=today)
            consented += 1
    return consented


def settle_overdue(*, actor: Actor, today: datetime.date) -> int:
    """Deal with transfers whose time to answer has passed, by the policy of the day they were proposed; daily work.

    A former union that says nothing counts as having agreed once the receiving one has, or leaves it to the upper union
    of both, as the policy says. A receiving union's silence is never agreement: nobody becomes a member unasked.
    """
    overdue = TransferProposal.objects.filter(state=TransferState.PROPOSED, due_on__lt=today).order_by("pk")
    found = list(overdue.values_list("pk", flat=True))
    for pk in found:
        with transaction.atomic():
            _settle_overdue(TransferProposal.objects.select_for_update(no_key=True).get(pk=pk), actor, today)
    return len(found)


def _settle_overdue(proposal: TransferProposal, actor: Actor, today: datetime.date) -> None:
    settle(proposal, actor=actor, today=today)
    if proposal.state != TransferState.PROPOSED:
        return
    agreed = standing_of(proposal, today).sides("consent")
    if agreed == {RECEIVING} and policy(TRANSFER_TIMEOUT, on=proposal.proposed_on).passes:
        said = _("The time to answer ended on %(day)s; silence counts as agreement.") % {"day": proposal.due_on}
        act(proposal, "consent", actor=actor, side=FORMER, opinion=said, today=today)
        return
    above = {"superior": nearest_above(proposal.former_union, proposal.union), "escalated_on": today}
    change(actor, "members.transfer_overdue", proposal, above)
    settle(proposal, actor=actor, today=today)


def withdraw_transfer(
    *, actor: Actor, proposal: TransferProposal, today: datetime.date, opinion: str = ""
) -> TransferProposal:
    """Take a proposal back before it is decided.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit members of the union that proposed it.
        NotPossible: if it is decided.
    """
    return act(proposal, "withdraw", actor=actor, opinion=opinion, today=today)


def new_proposal(
    membership: Membership, union: Union, proposing: Union, source: TransferSource, today: datetime.date
) -> TransferProposal:
    """A proposal, not yet stored."""
    return TransferProposal(
        person=membership.person,
        membership=membership,
        union=union,
        former_union=membership.union,
        proposing_union=proposing,
        source=source,
        proposed_on=today,
    )


@TRANSFER_FLOW.entering(TransferState.DONE)
def carry_out(proposal: TransferProposal, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Close the old spell and open the new one; the person follows. Other proposals for that spell are overtaken."""
    _opened, changes = pass_on(locked(proposal.membership), locked(proposal.union), today)
    for other in TransferProposal.objects.open().filter(person=proposal.person).exclude(pk=proposal.pk):
        settle(other, actor=actor, today=today)
    return changes


def transfer_belonging() -> Belonging:
    """Undecided transfers, as something that passes on when unions merge."""
    return Belonging(
        code="members.transfers",
        told=ngettext_lazy("%(count)s undecided transfer", "%(count)s undecided transfers", "count"),
        rows=lambda union: open_transfers(union),
        pass_on=pass_transfers_on,
        remedy=gettext_lazy("Decide or withdraw the transfers first."),
    )


def open_transfers(union: Union) -> QuerySet[TransferProposal]:
    """Undecided transfers into or out of the union, and those left to it."""
    return TransferProposal.objects.open().filter(Q(union=union) | Q(former_union=union) | Q(superior=union))


def pass_transfers_on(merger: Merger) -> list[RowChange]:
    """The survivor decides in the absorbed union's place; what has lost its sense by the merger is overtaken."""
    changes = []
    for proposal in open_transfers(merger.absorbed).select_for_update(no_key=True).order_by("pk"):
        values: dict[str, Any] = {
            name: merger.survivor
            for name in ("union", "former_union", "proposing_union", "superior")
            if getattr(proposal, f"{name}_id") == merger.absorbed.pk
        }
        if (present := active_membership(proposal.person)) is not None:
            values["membership"] = present
        if in_the_way(proposal, values):
            settle(proposal, actor=merger.actor, today=merger.on)
        elif (changed := write(proposal, values)) is not None:
            changes.append(changed)
    return changes


def in_the_way(proposal: TransferProposal, values: Mapping[str, Any]) -> bool:
    """Whether the proposal cannot be handed on: it would lead to the union it comes from, or stand there twice."""
    union = values.get("union", proposal.union)
    same = union == values.get("former_union", proposal.former_union)
    twin = TransferProposal.objects.open().filter(person=proposal.person, union=union).exclude(pk=proposal.pk)
    return same or twin.exists()
