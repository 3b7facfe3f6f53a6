"""The lists of condolence and of cover."""

from yuanxin.welfare.care.registers.condolence import BATCHES, PROGRAMMES, RECEIPTS, RECIPIENTS
from yuanxin.welfare.care.registers.cover import CLAIMS
from yuanxin.welfare.care.registers.goods import ENTRIES, GOODS

__all__ = ["BATCHES", "CLAIMS", "ENTRIES", "GOODS", "PROGRAMMES", "RECEIPTS", "RECIPIENTS"]
