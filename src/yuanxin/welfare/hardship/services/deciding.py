"""The district's approval of what is asked about a file, and what it does to the file."""

import datetime
from typing import Any

from django.db import transaction

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.unions.services.writing import check_in_force, check_version, locked, write
from yuanxin.welfare.hardship.choices import Category, CloseReason, FileStatus, Permission, RequestKind, RequestState
from yuanxin.welfare.hardship.models import FileRequest, FileSpell, HardshipFile
from yuanxin.welfare.hardship.queries.files import file_of, open_spell, region_of
from yuanxin.welfare.hardship.rules.files import Effect, effect_of, next_recheck
from yuanxin.welfare.hardship.rules.policies import EXIT_MONTHS, REVIEW_MONTHS
from yuanxin.welfare.hardship.states import REQUEST_FLOW


@transaction.atomic
def approve_request(
    *,
    actor: Actor,
    request: FileRequest,
    today: datetime.date,
    opinion: str = "",
    version: int | None = None,
) -> FileRequest:
    """Approve what is asked; in the same transaction it is done to the file, from today.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may approve there.
        NotByYou: for who brought the request in or reviewed it.
        NotPossible: in another state than that of awaiting approval.
        NoEffect: where the file does not stand so that this could be done to it.
        UnionEnded: if a file would be opened in a union no longer in force.
        Stale: if somebody else has dealt with it.
    """
    request = locked(request)
    actor.require(Permission.APPROVE, request.union)
    check_version(request, version)
    given = write(request, {"approved_on": today})
    record(actor, "hardship.approval_entered", request, changes=[given] if given else [])
    return act(request, "approve", actor=actor, today=today, opinion=opinion)


@REQUEST_FLOW.entering(RequestState.APPROVED)
def carry_out(request: FileRequest, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Do to the file what was approved: open it, change it, watch it, close it, or only note the re-check."""
    known = file_of(request.household)
    file = locked(known) if known is not None else None
    effect = effect_on(file, request, today)
    if file is None:
        check_in_force(request.household.union)
        file, changes = _opened(request, effect, today)
    else:
        changes = _spells(file, effect, today)
        row = write(file, _values(file, request, effect, today))
        changes += [row] if row is not None else []
    row = write(request, {"file": file})
    return [*changes, *([row] if row is not None else [])]


def effect_on(file: HardshipFile | None, request: FileRequest, today: datetime.date) -> Effect:
    """What the approval would do.

    Raises:
        NoEffect: where it could do nothing.
    """
    spell = open_spell(file) if file is not None else None
    watched = spell.begins_on if spell is not None and spell.category == Category.RECOVERED else None
    return effect_of(
        request.kind,
        status=file.status if file is not None else None,
        category=file.category if file is not None else "",
        assessed=request.category,
        reason=request.close_reason,
        watched_since=watched,
        exit_months=policy(EXIT_MONTHS, on=today, region=region_of(request.union)).months,
        today=today,
    )


def _opened(request: FileRequest, effect: Effect, today: datetime.date) -> tuple[HardshipFile, list[RowChange]]:
    union = request.household.union
    file = HardshipFile(
        union=union,
        household=request.household,
        number=file_number(request, region_of(union), today),
        opened_on=today,
    )
    for name, value in _values(file, request, effect, today).items():
        setattr(file, name, value)
    file.save(force_insert=True)
    return file, [RowChange(file, None, snapshot(file)), *_spells(file, effect, today)]


def file_number(request: FileRequest, region: str, today: datetime.date) -> str:
    """The number of a file: division, year, and the number of the request that opened it."""
    return f"{region[:6] or '000000'}{today.year}{request.pk:06d}"


def _values(file: HardshipFile, request: FileRequest, effect: Effect, today: datetime.date) -> dict[str, Any]:
    region = region_of(file.union)
    closed = effect.status == FileStatus.CLOSED
    values: dict[str, Any] = {
        "status": effect.status,
        "category": effect.category,
        "recheck_due_on": next_recheck(
            today,
            effect,
            policy(REVIEW_MONTHS, on=today, region=region),
            policy(EXIT_MONTHS, on=today, region=region).months,
        ),
        "closed_on": today if closed else None,
        "close_reason": (request.close_reason or CloseReason.RECOVERED) if closed else "",
    }
    if request.kind != RequestKind.CLOSE:
        values["current"] = request
    if request.account is not None:
        values |= {"account": request.account, "account_digest": request.account_digest}
    if request.bank:
        values["bank"] = request.bank
    return values


def _spells(file: HardshipFile, effect: Effect, today: datetime.date) -> list[RowChange]:
    """End the file's time, and begin the next, as the effect says."""
    changes = []
    if effect.ends:
        spell = FileSpell.objects.open().select_for_update(no_key=True).get(file=file)
        changes.append(write(spell, {"ends_on": today, "end_kind": effect.ends}))
    if effect.begins:
        begun = FileSpell.objects.create(
            file=file, union=file.union, category=effect.category, begins_on=today, begin_kind=effect.begins
        )
        changes.append(RowChange(begun, None, snapshot(begun)))
    return [change for change in changes if change is not None]
