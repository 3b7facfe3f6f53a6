"""Files that list everybody: which of their rows somebody accepted. Nothing is accepted until somebody says so."""

from collections.abc import Iterable

import polars as pl
from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.intake.choices import WRITTEN, BatchState, RowClass
from yuanxin.foundation.intake.declarations import declaration_of
from yuanxin.foundation.intake.models import Batch, StagedRow
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.bulk import in_pieces
from yuanxin.foundation.kernel.errors import Refused

HELD_BACK = "row:held_back"


def is_accepted(batch: Batch, group: str, number: int) -> bool:
    """Whether one row of a group is accepted."""
    said = batch.accepted.get(group, {})
    return bool(said.get("all", False)) != (number in said.get("but", []))


def accepted_in(batch: Batch, group: pl.Expr, number: pl.Expr) -> pl.Expr:
    """The same over columns; everything where the file does not list everybody."""
    if not batch.whole:
        return pl.lit(value=True)
    accepted = pl.lit(value=False)
    for name, said in batch.accepted.items():
        but = number.cast(pl.Int64).is_in(said.get("but", []))
        accepted |= (group == name) & (~but if said.get("all", False) else but)
    return accepted


@transaction.atomic
def accept(*, actor: Actor, batch: Batch, group: str, accepted: bool, numbers: Iterable[int] | None = None) -> Batch:
    """Accept the rows of a group, or take the acceptance back: all of them, or those with these numbers.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may import into the batch's union.
        Refused: unless the batch waits to be written.
    """
    actor.require(declaration_of(batch.declaration).permission, batch.union)
    held = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if held.state != BatchState.READY:
        raise Refused(
            _("Batch %(batch)s is not waiting to be written: %(state)s.")
            % {"batch": held.pk, "state": held.get_state_display()},
            remedy=_("Open its page for the present state."),
        )
    said = held.accepted.get(group, {"all": False, "but": []})
    if numbers is None:
        said = {"all": accepted, "but": []}
    else:
        but = set(said["but"])
        # A number is an exception where it is to be otherwise than its group.
        but = but | set(numbers) if accepted != said["all"] else but - set(numbers)
        said = {"all": said["all"], "but": sorted(but)}
    held.accepted = held.accepted | {group: said}
    held.save(update_fields=["accepted"])
    batch.accepted = held.accepted
    return batch


def hold_back(batch: Batch) -> None:
    """Rows that nobody accepted are written as unchanged, with the reason; inside the transaction of the import."""
    rows = StagedRow.objects.filter(batch=batch, outcome__in=WRITTEN).values_list("number", "outcome")
    held = [number for number, outcome in rows if not is_accepted(batch, outcome, number)]
    for numbers in in_pieces(held):
        StagedRow.objects.filter(batch=batch, number__among=numbers).update(
            outcome=RowClass.UNCHANGED, problems=HELD_BACK, record=None, detail=None, changed="", kept="", before=None
        )
