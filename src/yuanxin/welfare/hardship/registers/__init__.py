"""困难职工档案台账, 档案事项, 入户调查, 帮扶台账, 实物帮扶."""

from yuanxin.welfare.hardship.registers.files import FILES, KEPT
from yuanxin.welfare.hardship.registers.relief import GOODS, RELIEFS
from yuanxin.welfare.hardship.registers.requests import REQUESTS, VISITS

__all__ = ["FILES", "GOODS", "KEPT", "RELIEFS", "REQUESTS", "VISITS"]
