"""Records of the payment desk: funds and what they hold, payments, batches with their lines."""

from yuanxin.foundation.payments.models.batches import BankFile, Batch, Line
from yuanxin.foundation.payments.models.funds import Fund, FundEntry
from yuanxin.foundation.payments.models.payments import Payment, PaymentQuerySet

__all__ = ["BankFile", "Batch", "Fund", "FundEntry", "Line", "Payment", "PaymentQuerySet"]
