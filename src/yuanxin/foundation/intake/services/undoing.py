"""Taking an import back, as long as nothing stands on it."""

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import record_bulk
from yuanxin.foundation.intake.applying import JOURNAL, journal_digest, lock_imports, queue_conflicts
from yuanxin.foundation.intake.choices import BatchState, Mode, QueueState
from yuanxin.foundation.intake.declarations import Circumstances, declaration_of
from yuanxin.foundation.intake.hooks import run_after_apply
from yuanxin.foundation.intake.models import Batch, QueuedRow
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused

TOLD_AT_MOST = 20


class AlreadyUndone(Refused):
    """The batch was undone before."""


class LaterWork(Refused):
    """Records of the batch were changed or referred to later; `told` lists them, at most twenty."""

    def __init__(self, told: list[str]) -> None:
        super().__init__(
            _("The batch cannot be undone, since later work stands on it: %(work)s") % {"work": "；".join(told)},
            remedy=_("Correct these records one by one instead."),
        )
        self.told = told


def undo(*, actor: Actor, batch: Batch) -> Batch:
    """Put back everything the batch inserted, filled, overrode and proposed.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may import into the batch's union.
        AlreadyUndone: the second time.
        LaterWork: if one of its records was changed, passed on, merged or referred to later.
        Refused: if the batch was never written, or is of a kind that stays written.
    """
    declaration = declaration_of(batch.declaration)
    actor.require(declaration.permission, batch.union)
    if not declaration.undoable:
        raise Refused(
            _("%(what)s: what was written cannot be taken back.") % {"what": declaration.label},
            remedy=_("Correct these records one by one instead."),
        )
    with transaction.atomic():
        lock_imports()
        batch = Batch.objects.select_for_update().select_related("union").get(pk=batch.pk)
        if batch.state == BatchState.UNDONE and batch.undone_at is not None:
            raise AlreadyUndone(
                _("Batch %(batch)s is undone already, since %(day)s.")
                % {"batch": batch.pk, "day": clock.local_day(batch.undone_at)}
            )
        if batch.state != BatchState.APPLIED:
            raise Refused(
                _("Batch %(batch)s was not written: %(state)s.")
                % {"batch": batch.pk, "state": batch.get_state_display()}
            )
        if told := declaration.later_work(batch, TOLD_AT_MOST):
            raise LaterWork(told)
        number, digest = journal_digest(batch)
        event = record_bulk(actor, "intake.undone", batch, journal=JOURNAL, rows=number, rows_digest=digest)
        declaration.undo(
            batch,
            Circumstances(
                actor=actor,
                union=batch.union,
                dated_on=batch.dated_on,
                mode=Mode(batch.mode),
                today=clock.today(),
                answers=batch.answers,
            ),
        )
        withdraw_queued(batch)
        batch.state, batch.undone_at, batch.undo_event = BatchState.UNDONE, clock.now(), event.pk
        batch.save(update_fields=["state", "undone_at", "undo_event"])
    run_after_apply()
    return batch


def withdraw_queued(batch: Batch) -> None:
    """Take the batch's doubtful rows out of the queue; a later batch that brought the same doubt now queues its own."""
    queued = QueuedRow.objects.filter(batch=batch, state=QueueState.OPEN)
    digests = {bytes(digest) for digest in queued.values_list("digest", flat=True)}
    queued.update(state=QueueState.WITHDRAWN)
    if digests:
        later = Batch.objects.filter(
            declaration=batch.declaration, state=BatchState.APPLIED, event__gt=batch.event
        ).order_by("event")
        for other in later:
            queue_conflicts(other, digests)
