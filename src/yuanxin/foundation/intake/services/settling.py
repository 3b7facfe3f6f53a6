"""Deciding a row of the queue: a person says what became of it."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from yuanxin.foundation.audit.services import RowChange, record, required
from yuanxin.foundation.intake.choices import QueueState
from yuanxin.foundation.intake.declarations import declaration_of
from yuanxin.foundation.intake.models import QueuedRow
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused, Stale
from yuanxin.foundation.unions.registry import Belonging, Merger
from yuanxin.foundation.unions.services.writing import write


def queue_belonging() -> Belonging:
    """The doubtful rows of a union, as something that passes on when unions merge."""
    return Belonging(
        code="intake.queue",
        told=ngettext_lazy("%(count)s doubtful row", "%(count)s doubtful rows", "count"),
        count=lambda union: QueuedRow.objects.filter(union=union, state=QueueState.OPEN).count(),
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


@transaction.atomic
def settle_row(*, actor: Actor, row: QueuedRow, opinion: str, today: datetime.date) -> QueuedRow:
    """Take a doubtful row out of the queue; `opinion` says what was done: corrected by hand, file mended, refused.

    Nothing of the row is written: whoever decides has corrected the record, or brings a mended file in.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may import into the row's union.
        Refused: without an opinion.
        Stale: if somebody decided it first, or its batch was undone.
    """
    actor.require(declaration_of(row.batch.declaration).permission, row.union)
    try:
        opinion = required(opinion)
    except Refused as refusal:
        refusal.field = "opinion"
        raise
    # The state is compared by the write itself, so that of two deciders one is refused.
    if not QueuedRow.objects.filter(pk=row.pk, state=QueueState.OPEN).update(state=QueueState.SETTLED):
        raise Stale(_("This row is no longer to be decided."), remedy=_("Open it again to see what became of it."))
    row.state = QueueState.SETTLED
    settled = RowChange(row, {"state": QueueState.OPEN}, {"state": QueueState.SETTLED})
    record(actor, "intake.settled", row, reason=opinion, changes=[settled])
    return row
