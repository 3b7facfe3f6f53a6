"""Saying what an employer's name that a roster brought means."""

import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from yuanxin.foundation.audit.services import RowChange, record, required
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.bulk import in_pieces
from yuanxin.foundation.kernel.errors import OutOfScope, Stale
from yuanxin.foundation.unions.models import Employer
from yuanxin.foundation.unions.registry import Belonging, Merger
from yuanxin.foundation.unions.services.writing import write
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.members.models import Person
from yuanxin.organisation.rosters.choices import EmployerState
from yuanxin.organisation.rosters.models import UnknownEmployer


def persons_under(unknown: UnknownEmployer) -> QuerySet[Person]:
    """The persons of its union who have the name as written, and no employer of the register."""
    return Person.objects.filter(union=unknown.union_id, employer_name=unknown.name, employer=None)


def names_belonging() -> Belonging:
    """The employers' names of a union that wait to be confirmed, as something that passes on when unions merge."""
    return Belonging(
        code="rosters.employers",
        told=ngettext_lazy("%(count)s employer to confirm", "%(count)s employers to confirm", "count"),
        rows=lambda union: UnknownEmployer.objects.filter(union=union, state=EmployerState.OPEN),
        pass_on=pass_names_on,
        blocks=False,
    )


def pass_names_on(merger: Merger) -> list[RowChange]:
    """The survivor confirms what the absorbed union left open, and goes by what it confirmed.

    A name that waits in the survivor already is confirmed there for all its persons; here it stays as written.
    """
    names = UnknownEmployer.objects.select_for_update(of=("self",)).order_by("pk")
    waiting = {each.name: each for each in names.filter(union=merger.survivor, state=EmployerState.OPEN)}
    changes = []
    for unknown in names.filter(union=merger.absorbed, state__in=[EmployerState.OPEN, EmployerState.CONFIRMED]):
        twin = waiting.get(unknown.name) if unknown.state == EmployerState.OPEN else None
        if twin is None:
            changes.append(write(unknown, {"union": merger.survivor}))
        else:
            changes.append(write(twin, {"persons": twin.persons + unknown.persons}))
            changes.append(write(unknown, {"state": EmployerState.DISMISSED}))
    return [change for change in changes if change is not None]


@transaction.atomic
def confirm_employer(*, actor: Actor, unknown: UnknownEmployer, employer: Employer, today: datetime.date) -> int:
    """Say which registered employer a name means, and give it to the union's persons who have that name.

    The name itself stays as written. Returns how many persons were given the employer.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit members of the union, and sees the employer.
        Stale: if somebody decided it first, or its batch was undone.
    """
    actor.require(Permission.EDIT, unknown.union)
    if not Employer.objects.visible_to(actor).filter(pk=employer.pk).exists():
        raise OutOfScope
    decided = _decide(unknown, EmployerState.CONFIRMED, employer)
    ids = list(persons_under(unknown).select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    for piece in in_pieces(ids):
        Person.objects.filter(pk__among=piece).update(employer=employer, version=F("version") + 1)
    given = [RowChange(Person(pk=pk), {"employer_id": None}, {"employer_id": employer.pk}) for pk in ids]
    record(
        actor,
        "rosters.employer_confirmed",
        unknown,
        changes=[decided, *given],
        employer=employer.name,
        persons=len(ids),
    )
    return len(ids)


@transaction.atomic
def dismiss_employer(*, actor: Actor, unknown: UnknownEmployer, reason: str, today: datetime.date) -> UnknownEmployer:
    """Say that a name means no registered employer; the persons keep it as written.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit members of the union.
        Refused: without a reason.
        Stale: if somebody decided it first, or its batch was undone.
    """
    actor.require(Permission.EDIT, unknown.union)
    reason = required(reason)
    decided = _decide(unknown, EmployerState.DISMISSED, None)
    record(actor, "rosters.employer_dismissed", unknown, reason=reason, changes=[decided])
    return unknown


def _decide(unknown: UnknownEmployer, state: EmployerState, employer: Employer | None) -> RowChange:
    """Set what became of the name; the write itself compares the state, so that of two deciders one is refused."""
    waiting = UnknownEmployer.objects.filter(pk=unknown.pk, state=EmployerState.OPEN)
    if not waiting.update(state=state, employer=employer):
        raise Stale(_("This name is no longer to be confirmed."), remedy=_("Open it again to see what became of it."))
    unknown.state, unknown.employer = state, employer
    before = {"state": EmployerState.OPEN, "employer_id": None}
    return RowChange(unknown, before, {"state": state, "employer_id": unknown.employer_id})
