"""Reads of the payment desk."""

from yuanxin.foundation.payments.queries.batches import (
    Doubts,
    Told,
    WaitingSum,
    doubts_of,
    fund_after,
    outcomes_of,
    waiting_sums,
)
from yuanxin.foundation.payments.queries.help import Help, cause_address, help_to, paid_between
from yuanxin.foundation.payments.queries.inbox import failed_source, waiting_source
from yuanxin.foundation.payments.queries.money import MoneyOut, money_out

__all__ = [
    "Doubts",
    "Help",
    "MoneyOut",
    "Told",
    "WaitingSum",
    "cause_address",
    "doubts_of",
    "failed_source",
    "fund_after",
    "help_to",
    "money_out",
    "outcomes_of",
    "paid_between",
    "waiting_source",
    "waiting_sums",
]
