"""Files that are to be looked into again (复核), as something to do."""

import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.flow.inbox import Item, Source
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.welfare.hardship.choices import Permission
from yuanxin.welfare.hardship.models import FileRequest, HardshipFile

# How long before the day a re-check is shown as something to do.
AHEAD = datetime.timedelta(days=30)


def due_for(actor: Actor, today: datetime.date) -> QuerySet[HardshipFile]:
    """Open files of the actor's unions whose re-check is due soon or late, and about which nothing is asked yet."""
    asked = FileRequest.objects.open().filter(household=OuterRef("household"))
    files = HardshipFile.objects.visible_to(actor, Permission.APPLY).due(today + AHEAD)  # type: ignore[attr-defined]
    return files.filter(~Exists(asked)).select_related("household__head").order_by("recheck_due_on", "pk")


def item_of(file: HardshipFile, _actor: Actor, today: datetime.date) -> Item:
    """A file as something to do."""
    late = file.recheck_due_on is not None and file.recheck_due_on < today
    return Item(
        kind=str(file._meta.verbose_name),
        subject=str(file),
        url=reverse("hardship:hardshipfile-detail", args=[file.pk]),
        state=gettext("Re-check overdue") if late else gettext("Re-check due"),
        due_on=file.recheck_due_on,
        overdue=late,
    )


RECHECKS = Source(
    code="hardship.rechecks",
    label=_("Re-checks of hardship files"),
    waiting=due_for,
    item=item_of,
)
