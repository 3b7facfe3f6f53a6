"""Records of condolence and of cover."""

from yuanxin.welfare.care.models.condolence import (
    CondolenceProgramme,
    ProgrammeGoods,
    Receipt,
    Receiver,
    Recipient,
    RecipientQuerySet,
)
from yuanxin.welfare.care.models.cover import CoverClaim, LossItem
from yuanxin.welfare.care.models.goods import GoodsEntry, GoodsItem

__all__ = [
    "CondolenceProgramme",
    "CoverClaim",
    "GoodsEntry",
    "GoodsItem",
    "LossItem",
    "ProgrammeGoods",
    "Receipt",
    "Receiver",
    "Recipient",
    "RecipientQuerySet",
]
