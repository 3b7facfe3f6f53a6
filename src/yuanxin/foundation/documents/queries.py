"""Reading attachments: always by the record they belong to, as it stands today."""

from django.db.models import QuerySet

from yuanxin.foundation.documents.models import Attachment
from yuanxin.foundation.documents.registry import TakesNone, holder_of
from yuanxin.foundation.documents.storage import checked
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import OutOfScope
from yuanxin.foundation.unions.models import Scoped


def attachments_of(target: Scoped) -> QuerySet[Attachment]:
    """The attachments a record has, the newest first."""
    return Attachment.objects.of(target).standing().order_by("-attached_at", "-pk")


def attachment_visible_to(actor: Actor, pk: int) -> Attachment:
    """One attachment, if its record lies within the actor's scope now: a record that moved takes its files with it.

    Raises:
        OutOfScope: if not, or there is none.
    """
    attachment = Attachment.objects.standing().filter(pk=pk).first()
    if attachment is None or not _record_visible(actor, attachment):
        raise OutOfScope
    return attachment


def content_of(attachment: Attachment) -> bytes:
    """The stored file, proved to be the one that was attached.

    Raises:
        FileDamaged: if it is missing or was changed.
    """
    return checked(attachment.digest)


def _record_visible(actor: Actor, attachment: Attachment) -> bool:
    try:
        holder = holder_of(attachment.kind)
    except TakesNone:
        return False
    rows = holder.model._default_manager.filter(pk=attachment.object_id)
    return rows.visible_to(actor, holder.view).exists()  # type: ignore[attr-defined]
