"""Model workers served by another union, moved away, died; files opened by mistake."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, required
from yuanxin.foundation.flow.services import begin
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.periods import ONE_DAY
from yuanxin.foundation.kernel.sealed import seal
from yuanxin.foundation.policies.queries import policy_version
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.services.writing import check_in_force, check_not_future, check_version, locked, write
from yuanxin.welfare.model_workers.choices import (
    BenefitKind,
    Permission,
    Purpose,
    SpellEnd,
    WorkerState,
)
from yuanxin.welfare.model_workers.models import Benefit, IncomeStatement, ModelWorker, WorkerSpell
from yuanxin.welfare.model_workers.queries.workers import district_of
from yuanxin.welfare.model_workers.rules.computing import gift
from yuanxin.welfare.model_workers.rules.policies import FUNERAL
from yuanxin.welfare.model_workers.services.filings import open_filing
from yuanxin.welfare.model_workers.services.spells import begin_spell, changed, end_spell, put_state
from yuanxin.welfare.model_workers.services.stopping import limit_to_register


@transaction.atomic
def serve_by(
    *, actor: Actor, worker: ModelWorker, union: Union, on: datetime.date, today: datetime.date, version: int
) -> ModelWorker:
    """Let another union serve a model worker from a day on: a statement still to be given goes along.

    What was applied for stays with the union that applied.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may edit model workers of both unions.
        Stale: if somebody else changed the file since.
        NotActive, UnionEnded, Refused: if not on the register; for a union no longer in force, the same one, or a day
            to come or before the spell began.
    """
    current = _current(worker, actor, version)
    actor.require(Permission.EDIT, union)
    check_in_force(union)
    check_not_future(on, today, "on")
    if union.pk == current.union_id:
        raise Refused(_("This union serves the model worker already."), field="union")
    changes = end_spell(current, on, SpellEnd.UNION, field="on")
    changes += begin_spell(current, union, current.level, on)
    changes += changed(write(current, {"union": union}))
    for statement in IncomeStatement.objects.awaited().filter(worker=current):
        changes += changed(write(statement, {"union": union}))
    record(actor, "model_workers.served_by", current, changes=changes, to=union.name)
    return current


@transaction.atomic
def move_out(
    *, actor: Actor, worker: ModelWorker, on: datetime.date, to: str, reason: str, today: datetime.date, version: int
) -> ModelWorker:
    """Enter that a model worker goes over to another district (转出) from a day on: the months after are paid there.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may edit model workers of the serving union.
        Stale: if somebody else changed the file since.
        NotActive, Refused: if not on the register; without a reason or where to; for a day to come or before the spell
            began.
    """
    current = _current(worker, actor, version)
    reason = required(reason)
    check_not_future(on, today, "on")
    if not to.strip():
        raise Refused(_("Say to which district the model worker moves."), field="to")
    changes = end_spell(current, on, SpellEnd.MOVED_OUT, field="on")
    changes += put_state(current, WorkerState.MOVED_OUT, moved_to=to.strip())
    record(actor, "model_workers.moved_out", current, reason=reason, changes=changes, to=to.strip())
    limit_to_register(current, on=on, actor=actor, today=today)
    return current


@transaction.atomic
def enter_death(
    *,
    actor: Actor,
    worker: ModelWorker,
    died_on: datetime.date,
    today: datetime.date,
    version: int,
    payee_name: str = "",
    reason: str = "",
) -> Benefit | None:
    """Enter that a model worker died: benefits stop from the next month on, and the family is given the condolence.

    Args:
        payee_name: who of the family receives the condolence (丧葬慰问); without a name none is applied for.

    Returns:
        The condolence applied for, where the rule has one for the level.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may edit model workers of the serving union.
        Stale: if somebody else changed the file since.
        NotActive, Refused: if not on the register; for a day to come or before the spell began.
    """
    current = _current(worker, actor, version)
    check_not_future(died_on, today, "died_on")
    changes = end_spell(current, died_on + ONE_DAY, SpellEnd.DECEASED, field="died_on")
    changes += put_state(current, WorkerState.DECEASED, died_on=died_on)
    record(actor, "model_workers.died", current, reason=reason.strip(), changes=changes)
    limit_to_register(current, on=died_on, actor=actor, today=today)
    return _condole(current, payee_name.strip(), actor, today) if payee_name.strip() else None


@transaction.atomic
def annul_worker(*, actor: Actor, worker: ModelWorker, reason: str, today: datetime.date, version: int) -> ModelWorker:
    """Say that a file was opened by mistake: it stays on record, and counts on no day.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may edit model workers of the serving union.
        Stale: if somebody else changed the file since.
        Refused: without a reason, or if something was applied for in this file.
    """
    current = _current(worker, actor, version)
    reason = required(reason)
    if current.benefits.exists() or current.medicalclaims.exists():  # type: ignore[attr-defined]
        raise Refused(
            _("Something was applied for in this file."), remedy=_("Enter how the model worker left the register.")
        )
    changes: list[RowChange] = []
    for spell in WorkerSpell.objects.select_for_update(no_key=True).filter(worker=current).order_by("pk"):
        changes += changed(write(spell, {"ends_on": spell.begins_on, "end_kind": SpellEnd.MISTAKE}))
    changes += put_state(current, WorkerState.MISTAKE, died_on=None)
    record(actor, "model_workers.annulled", current, reason=reason, changes=changes)
    return current


def _current(worker: ModelWorker, actor: Actor, version: int) -> Any:
    current = locked(worker)
    actor.require(Permission.EDIT, current.union)
    check_version(current, version)
    return current


def _condole(worker: ModelWorker, payee_name: str, actor: Actor, today: datetime.date) -> Benefit | None:
    rule = policy_version(FUNERAL, on=today)
    computed = gift(rule.typed, level=worker.level)
    if not computed.amount:
        return None
    filing = open_filing(
        purpose=Purpose.FUNERAL, level=None, year=today.year, union=district_of(worker.union), actor=actor, today=today
    )
    condolence = Benefit(
        union=worker.union,
        worker=worker,
        filing=filing,
        kind=BenefitKind.FUNERAL,
        level=worker.level,
        year=today.year,
        computed=computed.amount,
        applied=computed.amount,
        policy=rule,
        basis=seal(computed.dumped()),
        payee_name=payee_name[:50],
        submitted_on=today,
    )
    return begin(condolence, actor=actor, today=today)
