"""What a change of an honour means for the model worker who stands on it; told by honours inside its transaction."""

import datetime

from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.services.writing import write
from yuanxin.growth.honours.models import Honour
from yuanxin.growth.honours.queries import highest_model_honour
from yuanxin.welfare.model_workers.choices import SpellEnd, WorkerState
from yuanxin.welfare.model_workers.models import ModelWorker, WorkerSpell
from yuanxin.welfare.model_workers.services.spells import begin_spell, changed
from yuanxin.welfare.model_workers.services.stopping import stop_all


def follow_honour(honour: Honour, *, actor: Actor, today: datetime.date) -> None:
    """Bring level and state of the model workers concerned in line with what they hold now.

    A higher honour raises the level from its day on; without the one that gave the level the next highest counts, from
    the day of the withdrawal. Without any the title is gone: spells end, and what was applied for is stopped.
    """
    concerned = ModelWorker.objects.select_for_update(no_key=True, of=("self",)).filter(state=WorkerState.ACTIVE)
    workers = {worker.pk: worker for worker in concerned.filter(honour=honour)}
    if honour.person_id is not None and honour.title.model_worker:
        workers |= {worker.pk: worker for worker in concerned.filter(person=honour.person_id)}
    for worker in workers.values():
        _bring_in_line(worker, honour, actor, today)


def _bring_in_line(worker: ModelWorker, honour: Honour, actor: Actor, today: datetime.date) -> None:
    best = highest_model_honour(worker.person, today)
    on = honour.withdrawn_on or honour.awarded_on
    if best is None:
        changes = _end_from(worker, on)
        changes += changed(write(worker, {"state": WorkerState.REVOKED}))
        record(actor, "model_workers.revoked", worker, reason=_("%(honour)s is held no more.") % {"honour": honour},
               changes=changes)  # fmt: skip
        stop_all(worker, actor=actor, today=today)
        return
    changes = changed(write(worker, {"honour": best, "level": best.title.level}))
    changes += _level_from(worker, best.title.level, on)
    if changes:
        record(actor, "model_workers.level_changed", worker, reason=str(honour), changes=changes)


def _level_from(worker: ModelWorker, level: int, on: datetime.date) -> list[RowChange]:
    """Another level from a day: the spell that holds it is divided, later ones take the level."""
    changes: list[RowChange] = []
    for spell in WorkerSpell.objects.select_for_update(no_key=True).filter(worker=worker).order_by("begins_on", "pk"):
        if spell.level == level or (spell.ends_on is not None and spell.ends_on <= on):
            continue
        if spell.begins_on >= on:
            changes += changed(write(spell, {"level": level}))
            continue
        ends_on, end_kind = spell.ends_on, spell.end_kind
        changes += changed(write(spell, {"ends_on": on, "end_kind": SpellEnd.LEVEL}))
        begun = begin_spell(worker, spell.union, level, on)
        if ends_on is not None:
            later = begun[0].target
            changed(write(later, {"ends_on": ends_on, "end_kind": end_kind}))
        changes += begun
    return changes


def _end_from(worker: ModelWorker, on: datetime.date) -> list[RowChange]:
    """No spell holds a day from `on` on."""
    changes: list[RowChange] = []
    for spell in WorkerSpell.objects.select_for_update(no_key=True).filter(worker=worker).order_by("begins_on", "pk"):
        if spell.ends_on is None or spell.ends_on > on:
            ends_on = max(on, spell.begins_on)
            changes += changed(write(spell, {"ends_on": ends_on, "end_kind": SpellEnd.REVOKED}))
    return changes
