"""银行回盘: the files that were read, and the rows of them that fit no line."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.intake.models import QueuedRow
from yuanxin.foundation.intake.queries import WrittenRows
from yuanxin.foundation.intake.queue import QUEUE_COLOURS, Doubt, IdentityColumn, QueueRegister, ReasonColumn
from yuanxin.foundation.intake.registers import BatchRegister
from yuanxin.foundation.payments.intake import BANK_RETURN
from yuanxin.foundation.payments.models import Line
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import ChipColumn, NumberColumn, TimeColumn

SHOWN = ("reference", "name", "account", "amount", "result", "reason", "day")


class ReturnRegister(BatchRegister):
    """银行回盘文件: every file brought in, and where it stands."""

    advice = _("Bring in what the bank returns of a batch; every line is shown before anything is written.")


class DoubtAboutLine(Doubt):
    """The row as the bank wrote it, masked, beside the line it may be about."""

    label = _("Row of the return")
    template = "payments/doubt.html"

    def context(self, request: ActorRequest, record: QueuedRow) -> dict[str, Any]:
        cells = WrittenRows()
        written = {code: cells.cell(record.batch, record.number, code) for code in SHOWN}
        lines = Line.objects.visible_to(request.actor).select_related("batch", "payment")
        return super().context(request, record) | {
            "cells": [
                (BANK_RETURN.column(code).label, BANK_RETURN.masked(code, text))
                for code, text in written.items()
                if text
            ],
            "line": lines.filter(pk=record.record).first() if record.record is not None else None,
        }


class ReturnQueue(QueueRegister):
    """回盘疑难队列: rows that name no line, or one of which the bank has spoken, or another amount."""

    declaration = BANK_RETURN
    name = "doubt"
    title = _("Doubtful returns")
    advice = _("Rows of a bank return that fit no line appear here; ask the bank, and say what came of it.")
    columns = (
        IdentityColumn("pk", _("Row of the return")),
        ReasonColumn("reason", _("Why it is in the queue"), css="wrapping"),
        "union",
        NumberColumn("batch_id", _("Return")),
        NumberColumn("number"),
        ChipColumn("state", QUEUE_COLOURS),
        TimeColumn("batch__applied_at", _("Read at")),
    )
    # Nothing of such a row is written: whoever decides has asked the bank, and says what it answered.
    verdicts = ()
    detail = (DoubtAboutLine(), Timeline())


RETURNS = ReturnRegister(BANK_RETURN)
QUEUE = ReturnQueue()
