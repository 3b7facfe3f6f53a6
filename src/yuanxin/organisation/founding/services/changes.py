"""Applications about a union there is: brought in, corrected, approved; nothing changes before."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import record, required
from yuanxin.foundation.documents.services import issue_number
from yuanxin.foundation.flow.services import act, begin
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.unions.choices import Form
from yuanxin.foundation.unions.models import Employer, Union
from yuanxin.foundation.unions.queries import term_on
from yuanxin.foundation.unions.rules import may_stand_under
from yuanxin.foundation.unions.services.ending import check_mergeable
from yuanxin.foundation.unions.services.writing import (
    check_in_force,
    check_not_future,
    check_version,
    locked,
    write,
)
from yuanxin.organisation.founding.choices import ChangeKind, ChangeState, Fate, Permission
from yuanxin.organisation.founding.models import ChangedCoverage, RenewalCandidate, UnionChange
from yuanxin.organisation.founding.models.changes import OPEN_STATES
from yuanxin.organisation.founding.queries.findings import renewal_findings
from yuanxin.organisation.founding.queries.papers import change_paper
from yuanxin.organisation.founding.rules.policies import POSTPONEMENT
from yuanxin.organisation.founding.rules.terms import latest_postponement
from yuanxin.organisation.founding.services.elections import refuse_stops
from yuanxin.organisation.founding.services.foundings import NotNow
from yuanxin.organisation.members.services.persons import checked_name

CORRECTABLE = (ChangeState.SUBMITTED, ChangeState.RETURNED)


class AlreadyAsked(Refused):
    """The same is asked for the union already."""


class NothingAsked(Refused):
    """The application asks for nothing, or for what there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elect:
    """Somebody who stood for the committee of a new term, with the result."""

    name: str
    post: str
    engagement: str
    standing: str
    votes: int | None
    elected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an application asks for; only what its kind needs is given."""

    reason: str
    new_name: str = ""
    new_form: str = ""
    new_address: str = ""
    new_parent: Union | None = None
    covers: Sequence[Employer] = ()
    uncovers: Sequence[Employer] = ()
    survivor: Union | None = None
    fate: str = ""
    term_number: int | None = None
    term_begins_on: datetime.date | None = None
    term_ends_on: datetime.date | None = None
    elected_on: datetime.date | None = None
    entitled: int | None = None
    present: int | None = None
    candidates: Sequence[Elect] = field(default=())

    def columns(self) -> dict[str, Any]:
        """The columns of the application itself."""
        names = (
            "new_name", "new_form", "new_address", "new_parent", "survivor", "fate", "term_number", "term_begins_on",
            "term_ends_on", "elected_on", "entitled", "present",
        )  # fmt: skip
        plain = {name: getattr(self, name) for name in names}
        return {name: value.strip() if isinstance(value, str) else value for name, value in plain.items()}


@transaction.atomic
def ask(*, actor: Actor, union: Union, kind: str, asked: Asked, today: datetime.date) -> UnionChange:
    """Bring in an application about a union.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may enter applications about the union.
        UnionEnded: if the union is no longer in force.
        AlreadyAsked: if the same is asked already.
        NotYet: if the rules forbid it.
        Refused: at the field that is wrong.
    """
    union = locked(union)
    actor.require(Permission.APPLY, union)
    check_in_force(union)
    if union.parent is None:
        raise Refused(_("The topmost union is changed by the union above it, outside this system."))
    new = UnionChange(union=union, kind=kind, reason=required(asked.reason), applied_on=today, **asked.columns())
    try:
        with transaction.atomic():
            begin(new, actor=actor, today=today)
    except IntegrityError as error:
        raise AlreadyAsked(
            _("“%(kind)s” is asked for this union already.") % {"kind": ChangeKind(kind).label},
            remedy=_("Follow that application, or withdraw it."),
        ) from error
    put_parts(new, asked)
    check(new, today)
    return new


@transaction.atomic
def correct_change(
    *, actor: Actor, change: UnionChange, asked: Asked, today: datetime.date, version: int | None = None
) -> UnionChange:
    """Put an application right before it is passed on.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may enter applications about the union.
        NotNow: once it was passed on.
        Stale: if `version` is given and no longer the application's.
        Refused: as `ask` does.
    """
    change = locked(change)
    actor.require(Permission.APPLY, change.union)
    check_version(change, version)
    if change.state not in CORRECTABLE:
        raise NotNow(
            _("In the state “%(state)s” the application is not changed.") % {"state": change.get_state_display()},
            remedy=_("It can be returned for correction."),
        )
    written = write(change, {"reason": required(asked.reason), **asked.columns()})
    change.coverage.all().delete()
    change.candidates.all().delete()
    put_parts(change, asked)
    check(change, today)
    record(actor, "founding.change_corrected", change, changes=[written] if written else [])
    return change


@transaction.atomic
def approve_change(
    *,
    actor: Actor,
    change: UnionChange,
    approved_on: datetime.date,
    today: datetime.date,
    opinion: str = "",
    version: int | None = None,
) -> UnionChange:
    """The district's approval, with its letter's number; in the same transaction it is carried out.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may approve there.
        NotByYou: for who brought the application in or reviewed it.
        NotPossible: in another state than that of awaiting approval.
        Refused: where it cannot be carried out any more, naming why.
    """
    change = locked(change)
    actor.require(Permission.APPROVE, change.union)
    check_version(change, version)
    check_not_future(approved_on, today, "approved_on")
    check_in_force(change.union)
    check(change, today)
    change.approved_on = approved_on
    number = issue_number(actor=actor, paper=change_paper(change), target=change, today=today)
    change.approved_on = None
    given = write(change, {"approved_on": approved_on, "approval_number": str(number)})
    record(actor, "founding.approval_entered", change, changes=[given] if given else [])
    return act(change, "approve", actor=actor, today=today, opinion=opinion)


def put_parts(change: UnionChange, asked: Asked) -> None:
    """Keep the employers and candidates that belong to an application."""
    for employers, covers in ((asked.covers, True), (asked.uncovers, False)):
        for employer in employers:
            ChangedCoverage.objects.create(change=change, employer=employer, covers=covers)
    for each in asked.candidates:
        RenewalCandidate.objects.create(
            change=change,
            name=checked_name(each.name),
            post=each.post,
            engagement=each.engagement,
            standing=each.standing,
            votes=each.votes,
            elected=each.elected,
        )


def check(change: UnionChange, today: datetime.date) -> None:
    """Raise for what cannot be asked, or no longer be carried out."""
    CHECKS[ChangeKind(change.kind)](change, today)


def check_change(change: UnionChange, today: datetime.date) -> None:
    """Something is to be otherwise, and the new place can hold the union."""
    union, parent = change.union, change.new_parent
    asked = [change.new_name, change.new_form, change.new_address, parent, change.coverage.exists()]
    if not any(asked):
        raise NothingAsked(_("The application asks for no change."), remedy=_("Enter what is to be otherwise."))
    if parent is not None:
        check_in_force(parent)
        if not may_stand_under(union.level, parent.level) or parent.path.startswith(union.path):
            raise Refused(
                _("%(union)s cannot stand under %(parent)s.") % {"union": union.name, "parent": parent.name},
                remedy=_("Choose another upper union."),
                field="new_parent",
            )


def check_merger(change: UnionChange, today: datetime.date) -> None:
    """Another union takes over, and nothing else is asked for this one."""
    if change.survivor is None:
        raise Refused(_("The union that takes over is missing."), remedy=_("Enter its code."), field="survivor")
    check_mergeable(change.union, change.survivor)
    check_alone(change)


def check_revocation(change: UnionChange, today: datetime.date) -> None:
    """It is decided what becomes of members and employers, and no lower union is left."""
    if change.fate == Fate.PASS_ON:
        check_merger(change, today)
    elif change.fate != Fate.END:
        raise Refused(
            _("What becomes of members and employers is not decided."), remedy=_("Choose one of the two."), field="fate"
        )
    lower = change.union.children.in_force_or_preparing().count()  # type: ignore[attr-defined]
    if lower:
        raise Refused(
            _("%(count)s lower unions stand in the way.") % {"count": lower}, remedy=_("Move or end them first.")
        )
    check_alone(change)


def check_alone(change: UnionChange) -> None:
    """An end waits until everything else that is asked for the union is decided."""
    others = UnionChange.objects.filter(union=change.union, state__in=OPEN_STATES).exclude(pk=change.pk)
    if others.exists():
        raise Refused(
            _("Other applications about this union are not decided."), remedy=_("Decide or withdraw them first.")
        )


def check_renewal(change: UnionChange, today: datetime.date) -> None:
    """The election is valid, and the new term follows the last one."""
    if change.elected_on is not None:
        check_not_future(change.elected_on, today, "elected_on")
    if change.union.form in {Form.BRANCH, Form.GROUP}:
        raise Refused(_("A branch or group has no committee whose term is renewed."))
    refuse_stops(renewal_findings(change, today))


def check_postponement(change: UnionChange, today: datetime.date) -> None:
    """A running term, put off by no more than the policy allows."""
    term = term_on(change.union, today)
    if term is None:
        raise Refused(_("The union has no running term."), remedy=_("Report the election instead."))
    latest = latest_postponement(term.ends_on, policy(POSTPONEMENT, on=today).months)
    if change.term_ends_on is None or not term.ends_on < change.term_ends_on <= latest:
        raise Refused(
            _("The term ends on %(day)s; it can be postponed to %(latest)s at the latest.")
            % {"day": term.ends_on, "latest": latest},
            remedy=_("Give a day between the two."),
            field="term_ends_on",
        )


CHECKS = {
    ChangeKind.CHANGE: check_change,
    ChangeKind.MERGER: check_merger,
    ChangeKind.REVOCATION: check_revocation,
    ChangeKind.RENEWAL: check_renewal,
    ChangeKind.POSTPONEMENT: check_postponement,
}
