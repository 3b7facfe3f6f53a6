"""Every write of imports: receiving a file, staging its rows, writing them in one transaction, undoing them."""

from yuanxin.foundation.intake.services.checking import CheckedFile, check_file
from yuanxin.foundation.intake.services.exchanging import receive_exchange, write_exchange
from yuanxin.foundation.intake.services.receiving import (
    apply,
    cancel,
    receive,
    receive_and_stage,
    start_applying,
    start_staging,
)
from yuanxin.foundation.intake.services.settling import Decided, decide_row, decide_rows, settle_row
from yuanxin.foundation.intake.services.undoing import AlreadyUndone, LaterWork, undo

__all__ = [
    "AlreadyUndone",
    "CheckedFile",
    "Decided",
    "LaterWork",
    "apply",
    "cancel",
    "check_file",
    "decide_row",
    "decide_rows",
    "receive",
    "receive_and_stage",
    "receive_exchange",
    "settle_row",
    "start_applying",
    "start_staging",
    "undo",
    "write_exchange",
]
