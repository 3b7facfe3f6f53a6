"""Every write of the payment desk. The steps of a batch are those of its flow (`flow.services.act`)."""

from yuanxin.foundation.payments.services.accounts import correct_account, pay_again, show_account
from yuanxin.foundation.payments.services.bank_files import TakenAlready, take_bank_file
from yuanxin.foundation.payments.services.batches import (
    MadeAlready,
    batch_payments,
    collect_batch,
    collect_more,
    stop_collecting,
    take_out,
)
from yuanxin.foundation.payments.services.funds import (
    FundClosed,
    ShortFund,
    close_fund,
    correct_fund,
    enter_money,
    open_fund,
    reverse_entry,
)
from yuanxin.foundation.payments.services.requesting import Cause, PaidAlready, Request, request_payments
from yuanxin.foundation.payments.services.returns import tell_lines
from yuanxin.foundation.payments.services.sending import send_out
from yuanxin.foundation.payments.services.settling import NotThePayer, settle_directly, write_paid
from yuanxin.foundation.payments.services.undoing import InABatch, cancel_payment, reverse_payment

__all__ = [
    "Cause",
    "FundClosed",
    "InABatch",
    "MadeAlready",
    "NotThePayer",
    "PaidAlready",
    "Request",
    "ShortFund",
    "TakenAlready",
    "batch_payments",
    "cancel_payment",
    "close_fund",
    "collect_batch",
    "collect_more",
    "correct_account",
    "correct_fund",
    "enter_money",
    "open_fund",
    "pay_again",
    "request_payments",
    "reverse_entry",
    "reverse_payment",
    "send_out",
    "settle_directly",
    "show_account",
    "stop_collecting",
    "take_bank_file",
    "take_out",
    "tell_lines",
    "write_paid",
]
