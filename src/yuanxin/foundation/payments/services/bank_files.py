"""The files of a batch for the bank: written by a worker, sealed, and taken once."""

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import record, required
from yuanxin.foundation.documents.services.files import plain_name
from yuanxin.foundation.documents.spreadsheets import Column, Kind, Sheet, write_text, write_workbook
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.bulk import insert_large
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.long_work import Hold
from yuanxin.foundation.kernel.sealed import seal_bytes, unseal, unseal_bytes
from yuanxin.foundation.payments.choices import BankFormat, Permission
from yuanxin.foundation.payments.models import BankFile, Batch, Line
from yuanxin.foundation.payments.rules import reference_of
from yuanxin.foundation.payments.services.filling import check_whole
from yuanxin.foundation.ui import shell

LINES_AT_ONCE = 2000
# Words of the bank's form, Chinese whatever the language of the pages; the return names its columns alike.
COLUMNS = (
    Column("序号", Kind.INTEGER),
    Column("流水号", Kind.TEXT, width=18),
    Column("收款账号", Kind.TEXT, width=26),
    Column("户名", Kind.TEXT, width=20),
    Column("开户行", Kind.TEXT, width=30),
    Column("金额", Kind.AMOUNT, width=14),
    Column("用途", Kind.TEXT, width=24),
)
SHEET = "代发明细"
# What banks' own programs read.
ENCODING = "gb18030"


class TakenAlready(Refused):
    """The file was taken before: sent to the bank twice, it pays twice."""


def write_xlsx(batch: Batch, hold: Hold[Batch]) -> None:
    """The step that writes the workbook."""
    _write(batch, hold, BankFormat.XLSX, lambda stream, sheet: write_workbook(stream, [sheet], mark=_mark(batch)))


def write_csv(batch: Batch, hold: Hold[Batch]) -> None:
    """The step that writes the text file, in the encoding of banks' programs."""
    _write(batch, hold, BankFormat.CSV, lambda stream, sheet: write_text(stream, sheet, encoding=ENCODING))


@transaction.atomic
def take_bank_file(
    *, actor: Actor, batch: Batch, file_type: str, reason: str, again: bool = False
) -> tuple[str, bytes]:
    """Name and content of a bank file, with the account numbers in clear: once, and for a reason.

    Args:
        again: whoever takes it again knows that it was taken before.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may take bank files of its union, and may see every payment in it.
        TakenAlready: if it was taken before and `again` is not said.
        Refused: without a reason; if it is not written yet, or no longer kept.
    """
    actor.require(Permission.BANK_FILE, batch.union)
    check_whole(batch, actor)
    reason = required(reason)
    file = BankFile.objects.select_for_update(of=("self",)).filter(batch=batch, file_type=file_type).first()
    if file is None:
        raise Refused(_("The file is not written yet."), remedy=_("Wait until the bar is full."))
    if file.content is None:
        raise Refused(
            _("The batch is settled; its file is no longer kept."), remedy=_("Its lines are on the page of the batch.")
        )
    if file.times and not again:
        raise TakenAlready(
            _("%(who)s took this file on %(when)s. A file that goes to the bank twice pays twice.")
            % {"who": file.taken_by, "when": clock.local_day(file.taken_at)},  # type: ignore[arg-type]
            remedy=_("Make sure that the bank has not read it, and say so."),
            field="again",
        )
    file.times, file.taken_at, file.taken_by = file.times + 1, clock.now(), actor.label[:100]
    file.save(update_fields=["times", "taken_at", "taken_by"])
    record(
        actor,
        "payments.bank_file_taken",
        batch,
        reason=reason,
        file=file.get_file_type_display(),
        sha256=file.digest,
        lines=batch.count,
        times=file.times,
    )
    return plain_name(f"{batch.title}-{batch.pk}.{file.file_type}"), unseal_bytes(file.content)


def _write(batch: Batch, hold: Hold[Batch], file_type: str, write: Callable[[IO[bytes], Sheet], None]) -> None:
    """Write one file, unless it is there already."""
    if BankFile.objects.filter(batch=batch, file_type=file_type).exists():
        return
    stream = io.BytesIO()
    write(stream, Sheet(SHEET, COLUMNS, _rows(batch, hold)))
    content = stream.getvalue()
    with transaction.atomic():
        hold.beat(done=batch.count)
        insert_large(
            BankFile,
            batch_id=batch.pk,
            file_type=str(file_type),
            content=seal_bytes(content),
            digest=hashlib.sha256(content).hexdigest(),
            size=len(content),
            made_at=clock.now(),
            taken_by="",
            times=0,
        )


def _rows(batch: Batch, hold: Hold[Batch]) -> Iterator[Sequence[Any]]:
    """The lines as the bank reads them, and the progress bar with them; a query for some thousands at a time."""
    columns = ("number", "account", "payee_name", "bank", "amount_fen", "purpose")
    last, position = 0, 0
    while lines := list(Line.objects.of(batch).filter(number__gt=last).values_list(*columns)[:LINES_AT_ONCE]):
        hold.beat(done=position, total=batch.count)
        for number, account, *others in lines:
            position += 1
            yield (position, reference_of(batch.pk, number), unseal(account), *others)
        last = lines[-1][0]


def _mark(batch: Batch) -> str:
    return " ".join(filter(None, [shell.demo_notice(), batch.title, f"{batch.union}"]))
