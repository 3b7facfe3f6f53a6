"""台账 of the payment desk: payments, batches and their lines, funds and their money, returns and their doubts."""

from yuanxin.foundation.payments.registers.batches import BATCHES, LINES
from yuanxin.foundation.payments.registers.funds import ENTRIES, FUNDS
from yuanxin.foundation.payments.registers.payments import PAYMENTS
from yuanxin.foundation.payments.registers.returns import QUEUE, RETURNS

__all__ = ["BATCHES", "ENTRIES", "FUNDS", "LINES", "PAYMENTS", "QUEUE", "RETURNS"]
