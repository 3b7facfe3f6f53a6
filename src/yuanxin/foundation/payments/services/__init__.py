"""Every write of the payment desk."""

from yuanxin.foundation.payments.services.funds import (
    ShortFund,
    close_fund,
    correct_fund,
    enter_money,
    open_fund,
    reverse_entry,
)
from yuanxin.foundation.payments.services.requesting import Cause, PaidAlready, Request, request_payments
from yuanxin.foundation.payments.services.settling import NotThePayer, settle_directly, write_paid
from yuanxin.foundation.payments.services.undoing import InABatch, cancel_payment, reverse_payment

__all__ = [
    "Cause",
    "InABatch",
    "NotThePayer",
    "PaidAlready",
    "Request",
    "ShortFund",
    "cancel_payment",
    "close_fund",
    "correct_fund",
    "enter_money",
    "open_fund",
    "request_payments",
    "reverse_entry",
    "reverse_payment",
    "settle_directly",
    "write_paid",
]
