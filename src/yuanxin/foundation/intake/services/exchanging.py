"""The file of another system: written from the registry, and taken in as a list of ours."""

import datetime
from typing import IO

from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.audit.services import record_export, required
from yuanxin.foundation.documents.spreadsheets import Column, Kind, Sheet, write_text, write_workbook
from yuanxin.foundation.intake.choices import ExchangeKind, Mode
from yuanxin.foundation.intake.exchange import Exchange, as_own
from yuanxin.foundation.intake.exchange.files import Lines
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.services.receiving import receive_and_stage
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import Union


def write_exchange(
    stream: IO[bytes],
    *,
    actor: Actor,
    exchange: Exchange,
    union: Union,
    kind: ExchangeKind,
    clear: bool,
    reason: str,
    today: datetime.date,
) -> int:
    """Write what `union` and everything below it exchanges, as the format in force has it; how many rows.

    Where something is masked, only a file in clear can be read back; masked it is for looking at.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may export there, and see in clear if asked for.
        NoPolicy: if no version of the format holds today.
        Refused: without a reason.
    """
    actor.require(exchange.export, union)
    if clear and exchange.clear:
        actor.require(exchange.clear, union)
    reason = required(reason)
    format = exchange.format(today)
    lines = Lines(exchange, exchange.records(union, today), format, clear=clear)
    sheet = Sheet(exchange.file_name, [Column(head, kind=Kind.TEXT) for head in format.heads.values()], lines)
    if kind is ExchangeKind.XLSX:
        write_workbook(stream, [sheet], mark=actor.label)
    else:
        write_text(stream, sheet, encoding="gb18030" if kind is ExchangeKind.GB18030 else "utf-8-sig")
    record_export(
        actor, exchange.kind, rows=lines.number, reason=reason, union=union.pk, label=exchange.file_name, clear=clear,
        format=str(kind),
    )  # fmt: skip
    return lines.number


def receive_exchange(
    *,
    actor: Actor,
    user: User,
    exchange: Exchange,
    union: Union,
    content: bytes,
    file_name: str,
    mode: Mode = Mode.FILL,
    dated_on: datetime.date,
    whole: bool = False,
    today: datetime.date,
) -> Batch:
    """Take the other system's file in as a list of ours, by the format in force; a worker begins to read it.

    Raises:
        NoPolicy: if no version of the format holds today.
        UnreadableFile: if it cannot be read, or has other heads than the format says.
        OutOfScope, NotAllowed, Refused: as `receive`.
    """
    actor.require(exchange.declaration.permission, union)
    return receive_and_stage(
        actor=actor,
        user=user,
        declaration=exchange.declaration,
        union=union,
        content=as_own(content, exchange, exchange.format(today)),
        file_name=file_name,
        mode=mode,
        dated_on=dated_on,
        whole=whole,
    )
