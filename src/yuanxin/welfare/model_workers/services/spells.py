"""Spells ended and begun: what every move, death and change of level does to the register."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, snapshot
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.services.writing import locked, write
from yuanxin.welfare.model_workers.choices import SpellEnd, WorkerState
from yuanxin.welfare.model_workers.models import ModelWorker, WorkerSpell


class NotActive(Refused):
    """The district does not serve this model worker now."""


def open_spell(worker: ModelWorker) -> WorkerSpell:
    """The spell that runs, held until the transaction ends.

    Raises:
        NotActive: if none does.
    """
    found = WorkerSpell.objects.open().filter(worker=worker).first()
    if found is None:
        raise NotActive(
            _("%(name)s is not on the register: %(state)s.") % {"name": worker, "state": worker.get_state_display()},
            remedy=_("Register the model worker again first, if that is wrong."),
        )
    return locked(found)


def end_spell(worker: ModelWorker, on: datetime.date, kind: SpellEnd, *, field: str) -> list[RowChange]:
    """End the spell that runs before the day `on`.

    Raises:
        NotActive: if none runs.
        Refused: at `field`, for a day before it began.
    """
    spell = open_spell(worker)
    if on < spell.begins_on:
        raise Refused(
            _("%(name)s is on the register since %(day)s only.") % {"name": worker, "day": spell.begins_on},
            remedy=_("Give a later day."),
            field=field,
        )
    return changed(write(spell, {"ends_on": on, "end_kind": kind}))


def begin_spell(worker: ModelWorker, union: Union, level: int, on: datetime.date) -> list[RowChange]:
    """Begin a spell on the day `on`."""
    spell = WorkerSpell(worker=worker, union=union, level=level, begins_on=on)
    spell.save(force_insert=True)
    return [RowChange(spell, None, snapshot(spell))]


def put_state(worker: ModelWorker, state: WorkerState, **values: Any) -> list[RowChange]:
    """Write the state of a locked file."""
    return changed(write(worker, {"state": state, **values}))


def changed(row: RowChange | None) -> list[RowChange]:
    """The row, where it changed."""
    return [row] if row is not None else []
