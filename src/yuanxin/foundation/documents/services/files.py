"""Keeping files with records."""

from pathlib import PurePosixPath
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.documents.contents import FileRefused, kind_of
from yuanxin.foundation.documents.models import Attachment
from yuanxin.foundation.documents.registry import holder_of
from yuanxin.foundation.documents.storage import keep
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused, Stale
from yuanxin.foundation.unions.models import Scoped

LONGEST_NAME = 200


@transaction.atomic
def attach(
    *,
    actor: Actor,
    target: Scoped,
    stream: IO[bytes],
    name: str,
    purpose: str = "",
    replaces: Attachment | None = None,
) -> Attachment:
    """Keep a file with a record, in the place of another where `replaces` is given.

    Raises:
        TakesNone: if records of this kind take no attachments.
        NotAllowed, OutOfScope: without the right to change the record's attachments.
        FileRefused: if the file is not taken, or has no name.
        Stale: if what it replaces was taken off meanwhile, or belongs to another record.
    """
    actor.require(holder_of(target._meta.label_lower).edit, target.union)
    return keep_file(actor=actor, target=target, stream=stream, name=name, purpose=purpose, replaces=replaces)


@transaction.atomic
def keep_file(
    *,
    actor: Actor,
    target: Scoped,
    stream: IO[bytes],
    name: str,
    purpose: str = "",
    replaces: Attachment | None = None,
) -> Attachment:
    """As `attach`, for a caller who has checked that `actor` may: a step taken on the record, a paper issued.

    Raises:
        TakesNone, FileRefused, Stale: as `attach`.
    """
    holder = holder_of(target._meta.label_lower)
    name = plain_name(name)
    file_type = kind_of(stream, name)
    changes = [_end(replaces, target, _("Replaced"))] if replaces is not None else []
    digest, size = keep(stream)
    attachment = Attachment.objects.create(
        union=target.union,
        kind=target._meta.label_lower,
        object_id=target.pk,
        object_label=str(target)[:200],
        permission=holder.view,
        purpose=purpose.strip()[:100],
        name=name,
        file_type=file_type,
        size=size,
        digest=digest,
        attached_at=clock.now(),
        attached_by=actor.label,
        replaced=replaces,
    )
    changes.append(RowChange(attachment, None, snapshot(attachment)))
    record(actor, "documents.attached", target, changes=changes, file=name, sha256=digest, size=size)
    return attachment


@transaction.atomic
def take_off(*, actor: Actor, target: Scoped, attachment: Attachment, reason: str) -> None:
    """Take an attachment off its record; row and file stay.

    Raises:
        NotAllowed, OutOfScope: without the right to change the record's attachments.
        Refused: without a reason.
        Stale: if it was taken off already, or belongs to another record.
    """
    actor.require(holder_of(target._meta.label_lower).edit, target.union)
    if not reason.strip():
        raise Refused(_("Say why the file is taken off."), field="reason")
    change = _end(attachment, target, reason.strip()[:200])
    record(actor, "documents.taken_off", target, reason=reason.strip(), changes=[change], file=attachment.name)


def plain_name(name: str) -> str:
    """The file's own name, without folders and control characters, within length.

    Raises:
        FileRefused: if nothing is left.
    """
    bare = "".join(character for character in PurePosixPath(name.replace("\\", "/")).name if character.isprintable())
    bare = bare.strip(" .")
    if not bare:
        raise FileRefused(_("The file has no name."), remedy=_("Choose another file."))
    path = PurePosixPath(bare)
    return path.stem[: LONGEST_NAME - len(path.suffix)] + path.suffix


def _end(attachment: Attachment, target: Scoped, reason: str) -> RowChange:
    standing = Attachment.objects.of(target).standing().filter(pk=attachment.pk).first()
    before = snapshot(standing) if standing else None
    ended = Attachment.objects.of(target).standing().filter(pk=attachment.pk)
    if not ended.update(ended_at=clock.now(), ended_because=reason):
        raise Stale(_("The file was taken off or replaced by somebody else."), remedy=_("Open the page again."))
    attachment.refresh_from_db()
    return RowChange(attachment, before, snapshot(attachment))
