"""What an approved application about a union brings about, kind by kind, inside the transaction of the approval."""

import datetime

from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import Coverage, Officer, Term
from yuanxin.foundation.unions.queries import term_on
from yuanxin.foundation.unions.services import (
    appoint_officer,
    correct_union,
    cover,
    end_post,
    end_term,
    merge_unions,
    move_union,
    rename_union,
    revoke_union,
    uncover,
)
from yuanxin.organisation.founding.choices import ChangeKind, ChangeState, Fate
from yuanxin.organisation.founding.models import UnionChange
from yuanxin.organisation.founding.services.approving import empowered
from yuanxin.organisation.founding.services.terms import enter_term
from yuanxin.organisation.founding.states import CHANGE_FLOW
from yuanxin.organisation.members.models import Membership, TransferProposal
from yuanxin.organisation.members.services import leave_all, withdraw_transfer

ONE_DAY = datetime.timedelta(days=1)


@CHANGE_FLOW.entering(ChangeState.APPROVED)
def carry_out(change: UnionChange, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Let happen what was approved; a refusal of any part undoes the approval."""
    on = change.approved_on or today
    KINDS[ChangeKind(change.kind)](change, empowered(actor, change.approver), on, today)
    return []


def because(change: UnionChange) -> str:
    """Why, as the trail tells it: the letter's number and the reason given."""
    return _("%(number)s: %(reason)s") % {"number": change.approval_number, "reason": change.reason}


def carry_out_change(change: UnionChange, actor: Actor, on: datetime.date, today: datetime.date) -> None:
    """Name, form, address, upper union, employers."""
    union, reason = change.union, because(change)[:200]
    if change.new_name:
        union = rename_union(actor=actor, union=union, name=change.new_name, today=today, reason=reason)
    if change.new_form or change.new_address:
        form, address = change.new_form or union.form, change.new_address or union.address
        union = correct_union(actor=actor, union=union, today=today, form=form, address=address)
    if change.new_parent is not None:
        union = move_union(actor=actor, union=union, parent=change.new_parent, today=today, reason=reason)
    for part in change.coverage.select_related("employer"):
        if part.covers:
            cover(actor=actor, union=union, employer=part.employer, begins_on=on, today=today)
            continue
        for coverage in Coverage.objects.filter(union=union, employer=part.employer, ends_on=None):
            uncover(actor=actor, coverage=coverage, ends_on=on, today=today, reason=reason)


def carry_out_merger(change: UnionChange, actor: Actor, on: datetime.date, today: datetime.date) -> None:
    """Everything passes on, and the code leads to the survivor."""
    if change.survivor is not None:
        merge_unions(
            actor=actor,
            absorbed=change.union,
            survivor=change.survivor,
            on=on,
            today=today,
            reason=because(change)[:200],
        )


def carry_out_revocation(change: UnionChange, actor: Actor, on: datetime.date, today: datetime.date) -> None:
    """Members and employers go where it was decided, then the union ends."""
    heir = change.survivor if change.fate == Fate.PASS_ON else None
    if heir is None:
        for proposal in TransferProposal.objects.open().filter(union=change.union):
            withdraw_transfer(actor=actor, proposal=proposal, today=today)
        members = list(Membership.objects.open().filter(union=change.union))
        leave_all(actor=actor, memberships=members, left_on=on, today=today)
        for coverage in Coverage.objects.filter(union=change.union, ends_on=None):
            uncover(actor=actor, coverage=coverage, ends_on=max(on, coverage.begins_on), today=today)
    revoke_union(actor=actor, union=change.union, on=on, today=today, reason=because(change)[:200], heir=heir)


def carry_out_renewal(change: UnionChange, actor: Actor, on: datetime.date, today: datetime.date) -> None:
    """The officers of the last term step down, the elected take up their posts, the new term begins."""
    union, begins_on = change.union, change.term_begins_on or on
    for officer in Officer.objects.filter(union=union, ends_on=None):
        end_post(actor=actor, officer=officer, ends_on=max(begins_on, officer.begins_on), today=today)
    running = term_on(union, begins_on)
    if running is not None and running.begins_on < begins_on:
        end_term(actor=actor, term=running, ends_on=begins_on - ONE_DAY, today=today, reason=because(change)[:200])
    for elected in change.candidates.filter(elected=True).order_by("pk"):
        appoint_officer(
            actor=actor,
            union=union,
            name=elected.name,
            post=elected.post,
            engagement=elected.engagement,
            begins_on=begins_on,
            today=today,
        )
    enter_term(
        actor=actor,
        union=union,
        number=change.term_number or 1,
        begins_on=begins_on,
        ends_on=change.term_ends_on or begins_on,
        today=today,
    )


def carry_out_postponement(change: UnionChange, actor: Actor, on: datetime.date, today: datetime.date) -> None:
    """The running term lasts longer."""
    term: Term | None = term_on(change.union, today)
    if term is not None and change.term_ends_on is not None:
        end_term(actor=actor, term=term, ends_on=change.term_ends_on, today=today, reason=because(change)[:200])


KINDS = {
    ChangeKind.CHANGE: carry_out_change,
    ChangeKind.MERGER: carry_out_merger,
    ChangeKind.REVOCATION: carry_out_revocation,
    ChangeKind.RENEWAL: carry_out_renewal,
    ChangeKind.POSTPONEMENT: carry_out_postponement,
}
