"""The lists of allowances."""

from yuanxin.finance.allowances.registers.allowances import ALLOWANCES, BATCHES, STAFF
from yuanxin.finance.allowances.registers.calls import CALLS
from yuanxin.finance.allowances.registers.grants import GRANTS

__all__ = ["ALLOWANCES", "BATCHES", "CALLS", "GRANTS", "STAFF"]
