"""What becomes of a worker's condolences when two records of one person are made one."""

from collections.abc import Sequence

from yuanxin.foundation.audit.services import RowChange
from yuanxin.foundation.unions.services.merging import Joining
from yuanxin.foundation.unions.services.writing import write
from yuanxin.organisation.members.models import Person
from yuanxin.welfare.care.models import Recipient
from yuanxin.welfare.care.services.recipients import receivers_of


def follow_person(joining: Joining) -> Sequence[RowChange]:
    """The lists name the survivor, and the worker counts once, save where both stand on one list already."""
    survivor: Person = joining.survivor  # type: ignore[assignment]
    digest = bytes(survivor.document_digest)
    receiver = receivers_of([digest])[digest]
    changes = []
    for row in Recipient.objects.filter(person=joining.absorbed.pk).select_for_update(no_key=True).order_by("pk"):
        values: dict[str, object] = {"person": survivor}
        others = Recipient.objects.filter(programme=row.programme_id, receiver=receiver).listed()
        if not others.exists():
            values["receiver_id"] = receiver
        changed = write(row, values)
        changes += [changed] if changed is not None else []
    return changes
