"""Saying what the columns of a file mean: remembered for the union, and the file is read anew by it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import record
from yuanxin.foundation.intake.choices import BatchState
from yuanxin.foundation.intake.declarations import declaration_of
from yuanxin.foundation.intake.models import Batch, HeaderMeaning, StagedChunk, StagedRow, Upload
from yuanxin.foundation.intake.reading import digest_of, plain_label
from yuanxin.foundation.intake.tasks import STAGING
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused

LONGEST_LABEL = 150
OPEN_TO_NAMING = (BatchState.MAPPING, BatchState.READY)


@transaction.atomic
def name_columns(*, actor: Actor, batch: Batch, sheet: str, labels: list[Any], fields: Mapping[int, str]) -> Batch:
    """Say which column of a batch's file holds which field, remember it, and have the file read anew.

    Args:
        labels: the header cells as written.
        fields: the field by the place of its column; columns without one are not read.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may import into the batch's union.
        Refused: for a field said twice, a required one not said, or a batch that is written or discarded by now.
    """
    declaration = declaration_of(batch.declaration)
    actor.require(declaration.permission, batch.union)
    held = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if held.state not in OPEN_TO_NAMING or not Upload.objects.filter(batch=held).exists():
        raise Refused(
            _("The columns of batch %(batch)s can no longer be named.") % {"batch": held.pk},
            remedy=_("Bring the file in again."),
        )
    said = [code for code in fields.values() if code]
    for code in said:
        if said.count(code) > 1:
            raise Refused(
                _("Two columns are named “%(column)s”.") % {"column": declaration.column(code).label},
                remedy=_("Leave one of them out."),
            )
    missing = "、".join(column.label for column in declaration.columns if column.required and column.code not in said)
    if missing:
        raise Refused(
            _("No column is named “%(column)s”.") % {"column": missing}, remedy=_("Say which column holds it.")
        )
    meaning = {plain_label(label): fields.get(place, "") for place, label in enumerate(labels) if plain_label(label)}
    HeaderMeaning.objects.update_or_create(
        union=batch.union,
        declaration=batch.declaration,
        digest=digest_of(labels),
        defaults={"fields": meaning, "said_by": actor.label[:LONGEST_LABEL], "said_at": clock.now()},
    )
    record(actor, "intake.columns_named", batch, columns=len(said))
    StagedRow.objects.filter(batch=held).delete()
    StagedChunk.objects.filter(batch=held).delete()
    Batch.objects.filter(pk=held.pk).update(
        state=BatchState.STAGING,
        sheet=sheet[:100],
        header={},
        notices=[],
        left_out={},
        remarks=[],
        counts={},
        accepted={},
    )
    STAGING.start(held)
    batch.refresh_from_db()
    return batch
