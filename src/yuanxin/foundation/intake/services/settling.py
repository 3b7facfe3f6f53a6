"""Deciding a row of the queue: a person says what became of it, and the register is written where that follows."""

import datetime
from collections.abc import Iterable

import polars as pl
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from yuanxin.foundation.audit.services import RowChange, record, required
from yuanxin.foundation.intake.choices import QueueState, Verdict
from yuanxin.foundation.intake.declarations import declaration_of
from yuanxin.foundation.intake.models import QueuedRow, StagedChunk
from yuanxin.foundation.intake.staging import unpacked
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused, Stale
from yuanxin.foundation.unions.registry import Belonging, Merger
from yuanxin.foundation.unions.services.writing import write


def queue_belonging() -> Belonging:
    """The doubtful rows of a union, as something that passes on when unions merge."""
    return Belonging(
        code="intake.queue",
        told=ngettext_lazy("%(count)s doubtful row", "%(count)s doubtful rows", "count"),
        rows=lambda union: QueuedRow.objects.filter(union=union, state=QueueState.OPEN),
        pass_on=pass_queue_on,
        blocks=False,
    )


def pass_queue_on(merger: Merger) -> list[RowChange]:
    """The survivor decides what the absorbed union left open; a doubt that waits there already is settled by that."""
    waiting = QueuedRow.objects.filter(state=QueueState.OPEN)
    known = set(map(bytes, waiting.filter(union=merger.survivor).values_list("digest", flat=True)))
    changes = []
    for row in waiting.filter(union=merger.absorbed).select_for_update().order_by("pk"):
        twin = bytes(row.digest) in known
        changes.append(write(row, {"state": QueueState.SETTLED} if twin else {"union": merger.survivor}))
    return [change for change in changes if change is not None]


LONGEST_LABEL = 150


class Decided(Stale):
    """Somebody decided the row first; the message says who and what."""


@transaction.atomic
def settle_row(*, actor: Actor, row: QueuedRow, opinion: str, today: datetime.date) -> QueuedRow:
    """Take a doubtful row out of the queue; `opinion` says what was done: corrected by hand, file mended, refused.

    Nothing of the row is written: whoever decides has corrected the record, or brings a mended file in.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may import into the row's union.
        Refused: without an opinion.
        Decided: if somebody decided it first, or its batch was undone.
    """
    actor.require(declaration_of(row.batch.declaration).permission, row.union)
    try:
        opinion = required(opinion)
    except Refused as refusal:
        refusal.field = "opinion"
        raise
    _close(actor, row, "", opinion)
    return row


@transaction.atomic
def decide_row(*, actor: Actor, row: QueuedRow, verdict: Verdict, today: datetime.date, opinion: str = "") -> QueuedRow:
    """Decide a doubtful row, and write at once what the verdict means: a name corrected, a member admitted.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may import into the row's union, and may write what follows.
        Decided: if somebody decided it first, or its batch was undone.
        Refused: if the verdict fits no row of this kind, or what follows from it is refused.
    """
    declaration = declaration_of(row.batch.declaration)
    actor.require(declaration.permission, row.union)
    if verdict not in declaration.verdicts(row):
        raise Refused(
            _("“%(verdict)s” cannot be decided of this row.") % {"verdict": Verdict(verdict).label},
            remedy=_("Open it for what can be decided."),
        )
    reason = opinion.strip() or _("%(row)s: %(verdict)s") % {"row": row, "verdict": Verdict(verdict).label}
    # The row is closed before anything is written, so that of two deciders one writes nothing.
    _close(actor, row, verdict, reason)
    declaration.carry_out(row, Verdict(verdict), row_as_read(row), actor, reason)
    return row


def decide_rows(
    *, actor: Actor, rows: Iterable[QueuedRow], verdict: Verdict, today: datetime.date
) -> tuple[int, list[str]]:
    """Decide several rows alike, each in a transaction of its own; how many, and why others were not.

    Raises:
        OutOfScope, NotAllowed: as `decide_row`.
    """
    decided, refused = 0, []
    for row in rows:
        try:
            decide_row(actor=actor, row=row, verdict=verdict, today=today)
        except Refused as refusal:
            refused.append(f"{row}: {refusal}")
        else:
            decided += 1
    return decided, refused


def row_as_read(row: QueuedRow) -> dict[str, object]:
    """The values of the row as they were read from its file."""
    chunk = StagedChunk.objects.only("values").get(
        batch=row.batch_id, first_row__lte=row.number, last_row__gte=row.number
    )
    return unpacked(chunk.values).row(by_predicate=pl.col("row") == row.number, named=True)


def _close(actor: Actor, row: QueuedRow, verdict: str, reason: str) -> None:
    """Take the row out of the queue; the write itself compares the state, so that of two deciders one is refused."""
    values = {
        "state": QueueState.SETTLED,
        "verdict": verdict,
        "decided_by": actor.label[:LONGEST_LABEL],
        "decided_at": clock.now(),
    }
    if not QueuedRow.objects.filter(pk=row.pk, state=QueueState.OPEN).update(**values):
        raise _decided(row)
    for name, value in values.items():
        setattr(row, name, value)
    after = {"state": QueueState.SETTLED, "verdict": str(verdict)}
    settled = RowChange(row, {"state": QueueState.OPEN, "verdict": ""}, after)
    record(actor, "intake.settled", row, reason=reason, changes=[settled])


def _decided(row: QueuedRow) -> Decided:
    row.refresh_from_db()
    if row.state != QueueState.SETTLED or row.decided_at is None:
        return Decided(_("This row is no longer to be decided."), remedy=_("Open it again to see what became of it."))
    told = {
        "who": row.decided_by,
        "when": clock.local_day(row.decided_at),
        "what": row.get_verdict_display() or _("settled with an opinion"),
    }
    return Decided(
        _("%(who)s decided this row on %(when)s: %(what)s.") % told, remedy=_("Open it again to see what became of it.")
    )
