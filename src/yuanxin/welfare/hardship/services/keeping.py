"""What keeps files in order by themselves: a file goes along with its household."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy, ngettext_lazy

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.registry import Belonging, Merger
from yuanxin.foundation.unions.services.writing import change, check_version, locked, write
from yuanxin.welfare.hardship.choices import Permission, SpellBegin, SpellEnd
from yuanxin.welfare.hardship.models import FileRequest, FileSpell, GoodsHelp, HardshipFile, Relief


@transaction.atomic
def pair_with(
    *, actor: Actor, file: HardshipFile, officer: str, today: datetime.date, version: int | None = None
) -> HardshipFile:
    """Name the officer who looks after the household (结对干部); empty for nobody.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may enter requests of the file's union.
        Stale: if `version` is given and no longer the file's.
    """
    file = locked(file)
    actor.require(Permission.APPLY, file.union)
    check_version(file, version)
    change(actor, "hardship.file_paired", file, {"paired_with": officer.strip()})
    return file


def follow_households(*, actor: Actor, today: datetime.date) -> int:
    """Daily: bring open files to the union to which the head of the household has moved; how many moved."""
    strayed = HardshipFile.objects.open().exclude(union=F("household__head__union"))
    pks = list(strayed.order_by("pk").values_list("pk", flat=True))
    return sum(_follow(pk, actor, today) for pk in pks)


@transaction.atomic
def _follow(pk: int, actor: Actor, today: datetime.date) -> bool:
    file = HardshipFile.objects.open().select_for_update(no_key=True).filter(pk=pk).first()
    if file is None or file.union_id == file.household.union_id:
        return False
    changes = move_file(file, file.household.union, today)
    for model in (FileRequest, Relief, GoodsHelp):
        rows = model._default_manager.filter(household=file.household).select_for_update(no_key=True).order_by("pk")
        changes += moved_to(file.union, rows)
    record(actor, "hardship.file_moved", file, changes=changes)
    return True


def move_file(file: HardshipFile, union: Union, on: datetime.date) -> list[RowChange]:
    """Bring the locked file into a union; its time there begins on that day, the one before ends."""
    changes = []
    spell = FileSpell.objects.open().select_for_update(no_key=True).filter(file=file).first()
    if spell is not None:
        day = max(on, spell.begins_on)
        changes.append(write(spell, {"ends_on": day, "end_kind": SpellEnd.MOVED}))
        begun = FileSpell.objects.create(
            file=file, union=union, category=spell.category, begins_on=day, begin_kind=SpellBegin.MOVED
        )
        changes.append(RowChange(begun, None, snapshot(begun)))
    changes.append(write(file, {"union": union}))
    return [each for each in changes if each is not None]


def files_belonging() -> Belonging:
    """Files with all that was asked and given, as something that passes on when unions merge."""
    return Belonging(
        code="hardship.files",
        told=ngettext_lazy("%(count)s hardship file", "%(count)s hardship files", "count"),
        rows=lambda union: HardshipFile.objects.open().filter(union=union),
        pass_on=pass_files_on,
        remedy=gettext_lazy("Transfer the workers first; their files go along."),
    )


def requests_belonging() -> Belonging:
    """What is asked and not decided, as something that keeps a union from being revoked."""
    return Belonging(
        code="hardship.requests",
        told=ngettext_lazy(
            "%(count)s undecided request about a hardship file",
            "%(count)s undecided requests about hardship files",
            "count",
        ),
        rows=lambda union: FileRequest.objects.open().filter(union=union),
        pass_on=lambda merger: pass_on(FileRequest, merger),
        remedy=gettext_lazy("Decide the requests first."),
    )


def relief_belonging() -> Belonging:
    """Relief that is asked for and not decided, likewise."""
    return Belonging(
        code="hardship.relief",
        told=ngettext_lazy(
            "%(count)s undecided application for relief", "%(count)s undecided applications for relief", "count"
        ),
        rows=lambda union: Relief.objects.open().filter(union=union),
        pass_on=lambda merger: [*pass_on(Relief, merger), *pass_on(GoodsHelp, merger)],
        remedy=gettext_lazy("Decide the applications first."),
    )


def pass_files_on(merger: Merger) -> list[RowChange]:
    """Every file is the survivor's from then on."""
    files = HardshipFile.objects.filter(union=merger.absorbed).select_for_update(no_key=True).order_by("pk")
    return [row for file in files for row in move_file(file, merger.survivor, merger.on)]


def pass_on(model: type[Any], merger: Merger) -> list[RowChange]:
    """What was asked and given is the survivor's too, decided or not: it belongs to the file."""
    rows = model._default_manager.filter(union=merger.absorbed).select_for_update(no_key=True).order_by("pk")
    return moved_to(merger.survivor, rows)


def moved_to(union: Union, rows: Iterable[Any]) -> list[RowChange]:
    """The rows, each in another union."""
    changes = [write(row, {"union": union}) for row in rows]
    return [each for each in changes if each is not None]
