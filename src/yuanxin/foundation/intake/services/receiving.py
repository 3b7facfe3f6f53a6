"""Taking a file in, and asking for the work on it."""

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.audit.services import record
from yuanxin.foundation.intake.choices import BatchState, Mode
from yuanxin.foundation.intake.declarations import Declaration, declaration_of
from yuanxin.foundation.intake.models import Batch, Upload
from yuanxin.foundation.intake.reading import inspect
from yuanxin.foundation.intake.tasks import APPLYING, STAGING
from yuanxin.foundation.kernel import bulk, clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.sealed import seal_bytes
from yuanxin.foundation.unions.choices import UnionState
from yuanxin.foundation.unions.models import Union


@transaction.atomic
def receive(
    *,
    actor: Actor,
    user: User,
    declaration: Declaration,
    union: Union,
    content: bytes,
    file_name: str,
    mode: Mode = Mode.FILL,
    dated_on: datetime.date,
    sheet: str = "",
    whole: bool = False,
    attended: bool = False,
    answers: Mapping[str, str] | None = None,
) -> Batch:
    """Keep an uploaded file, sealed, as a new batch; nothing is read yet but what kind of file it is.

    Args:
        user: who brings it; the work later runs with the rights this user then has.
        dated_on: the roster's own date, for rows that name none.
        sheet: the one that is meant, where a workbook holds several tables.
        attended: whether somebody can be asked what its columns mean.
        whole: whether the file lists everybody of the union, so that whoever it does not list may have left.
        answers: what was asked besides (`Declaration.questions`).

    Raises:
        OutOfScope, NotAllowed: unless `actor` may import into `union`.
        UnreadableFile: if it is no spreadsheet.
        Refused: if the union is no longer in force.
    """
    actor.require(declaration.permission, union)
    check_in_force(union)
    inspection = inspect(content)
    batch = Batch.objects.create(
        union=union,
        declaration=declaration.code,
        made_by=user,
        address=actor.address,
        made_at=clock.now(),
        file_name=file_name[-200:],
        file_digest=hashlib.blake2b(content, digest_size=32).digest(),
        dated_on=dated_on,
        mode=mode,
        sheet=sheet[:100],
        whole=whole,
        attended=attended,
        answers=dict(answers or {}),
    )
    bulk.insert_large(
        Upload,
        batch_id=batch.pk,
        content=seal_bytes(content),
        inspection=json.dumps(inspection.as_json()),
    )
    record(actor, "intake.received", batch, file=batch.file_name, digest=batch.file_digest.hex(), mode=str(mode))
    return batch


@transaction.atomic
def receive_and_stage(**given: Any) -> Batch:
    """`receive`, and have a worker begin to read; takes and raises what `receive` does."""
    batch = receive(**given)
    start_staging(batch)
    return batch


def start_staging(batch: Batch) -> None:
    """Ask a worker to read the file.

    Raises:
        Busy: if it is being worked on.
    """
    STAGING.start(batch)


@transaction.atomic
def start_applying(*, actor: Actor, batch: Batch) -> None:
    """Ask a worker to write the staged rows.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may import into the batch's union.
        Refused: unless the batch waits for it.
    """
    confirm(actor, batch)
    APPLYING.start(batch)


def apply(*, actor: Actor, batch: Batch) -> None:
    """Write the staged rows here and now; raises as `start_applying`."""
    confirm(actor, batch)
    APPLYING.run(batch)


@transaction.atomic
def confirm(actor: Actor, batch: Batch) -> None:
    """Record who has the batch written, which need not be who brought it; raises as `start_applying`."""
    actor.require(declaration_of(batch.declaration).permission, batch.union)
    if batch.state != BatchState.READY:
        raise Refused(
            _("Batch %(batch)s is not waiting to be written: %(state)s.")
            % {"batch": batch.pk, "state": batch.get_state_display()},
            remedy=_("Open its page for the present state."),
        )
    Upload.objects.filter(batch=batch).delete()
    record(actor, "intake.confirmed", batch)


@transaction.atomic
def cancel(*, actor: Actor, batch: Batch) -> None:
    """End the work on a batch that is not written, or discard its preview.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may import into the batch's union.
        Refused: if it is written already.
    """
    actor.require(declaration_of(batch.declaration).permission, batch.union)
    waiting = Batch.objects.filter(pk=batch.pk, state__in=[BatchState.READY, BatchState.MAPPING])
    if not (STAGING.cancel(batch) or APPLYING.cancel(batch) or waiting.update(state=BatchState.CANCELLED)):
        raise Refused(_("Batch %(batch)s can no longer be cancelled.") % {"batch": batch.pk})
    Upload.objects.filter(batch=batch, batch__state=BatchState.CANCELLED).delete()
    record(actor, "intake.cancelled", batch)


def check_in_force(union: Union) -> None:
    """Raise for a union that was merged or revoked."""
    if union.state != UnionState.ACTIVE:
        raise Refused(
            _("“%(union)s” is no longer in force.") % {"union": union.name}, remedy=_("Choose the union it became.")
        )
