"""What becomes of model workers' files when people or unions are merged."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from yuanxin.foundation.audit.services import RowChange
from yuanxin.foundation.unions.registry import Belonging, Merger
from yuanxin.foundation.unions.services.merging import Joining, MergeRefused
from yuanxin.foundation.unions.services.writing import write
from yuanxin.welfare.model_workers.choices import SpellEnd, WorkerState
from yuanxin.welfare.model_workers.models import Benefit, IncomeStatement, MedicalClaim, ModelWorker, WorkerSpell
from yuanxin.welfare.model_workers.services.spells import begin_spell, changed


def pass_files_on(joining: Joining) -> Sequence[RowChange]:
    """The file of a person entered twice becomes the survivor's; of two files the survivor's stays, with what was
    applied for in either, and the other counts on no day.

    Raises:
        MergeRefused: where both were given what is given once a year.
    """
    files = ModelWorker.objects.select_for_update(no_key=True, of=("self",))
    absorbed = files.filter(person=joining.absorbed.pk).first()
    survivor = files.filter(person=joining.survivor.pk).first()
    if absorbed is None:
        return []
    if survivor is None:
        return changed(write(absorbed, {"person_id": joining.survivor.pk}))
    changes: list[RowChange] = []
    for spell in WorkerSpell.objects.select_for_update(no_key=True).filter(worker=absorbed).order_by("pk"):
        changes += changed(write(spell, {"ends_on": spell.begins_on, "end_kind": SpellEnd.MISTAKE}))
    changes += changed(write(absorbed, {"state": WorkerState.MISTAKE, "died_on": None}))
    models: tuple[Any, ...] = (Benefit, MedicalClaim, IncomeStatement)
    try:
        with transaction.atomic():
            for model in models:
                for row in model.objects.select_for_update(no_key=True, of=("self",)).filter(worker=absorbed):
                    changes += changed(write(row, {"worker_id": survivor.pk}))
    except IntegrityError as error:
        raise MergeRefused(
            _("Both files hold what is given once a year."),
            remedy=_("Withdraw or refuse one of the two applications first."),
        ) from error
    return changes


def worker_belonging() -> Belonging:
    """Model workers on the register, as something that passes on when unions merge."""
    return Belonging(
        code="model_workers.workers",
        told=ngettext_lazy("%(count)s model worker", "%(count)s model workers", "count"),
        rows=lambda union: ModelWorker.objects.active().filter(union=union),
        pass_on=pass_workers_on,
        remedy=gettext_lazy("Let another union serve the model workers first."),
    )


def pass_workers_on(merger: Merger) -> Sequence[RowChange]:
    """Files, spells that run, statements to be given and applications under way go to the survivor; the past stays."""
    changes: list[RowChange] = []
    here: dict[str, Any] = {"union": merger.absorbed}
    for spell in WorkerSpell.objects.open().select_for_update(no_key=True, of=("self",)).filter(**here):
        on = max(merger.on, spell.begins_on)
        changes += changed(write(spell, {"ends_on": on, "end_kind": SpellEnd.UNION}))
        changes += begin_spell(spell.worker, merger.survivor, spell.level, on)
    rows: tuple[Any, ...] = (
        ModelWorker.objects.filter(**here),
        IncomeStatement.objects.awaited().filter(**here),
        Benefit.objects.undecided().filter(**here),
        MedicalClaim.objects.undecided().filter(**here),
    )
    for of_kind in rows:
        for row in of_kind.select_for_update(no_key=True, of=("self",)):
            changes += changed(write(row, {"union": merger.survivor}))
    return changes
