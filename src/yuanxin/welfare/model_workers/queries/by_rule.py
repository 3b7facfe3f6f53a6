"""The rules, for who computes records in bulk from above: what each policy is called, and what it gives."""

from yuanxin.welfare.model_workers.rules.computing import HUNDRED, MONTHS, allowance, gift, reimbursement
from yuanxin.welfare.model_workers.rules.incomes import written
from yuanxin.welfare.model_workers.rules.policies import HOLIDAY, LOW_INCOME, MEDICAL
from yuanxin.welfare.model_workers.rules.steps import Computation

__all__ = [
    "HOLIDAY",
    "HUNDRED",
    "LOW_INCOME",
    "MEDICAL",
    "MONTHS",
    "Computation",
    "allowance",
    "gift",
    "reimbursement",
    "written",
]
