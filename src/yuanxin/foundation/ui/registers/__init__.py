"""The register core: a 台账 page from one declaration."""

from yuanxin.foundation.ui.registers.actions import Action, BulkAction, Export, Importer
from yuanxin.foundation.ui.registers.columns import (
    AmountColumn,
    ChipColumn,
    Column,
    DateColumn,
    MaskedColumn,
    NumberColumn,
    TextColumn,
    TimeColumn,
    YearColumn,
    YesNoColumn,
)
from yuanxin.foundation.ui.registers.filters import Chip, Choice, Filter, Period, UnionFilter, YesNo
from yuanxin.foundation.ui.registers.register import Register, detail_address, join_detail, register_of
from yuanxin.foundation.ui.registers.sections import Facts, Related, Section
from yuanxin.foundation.ui.registers.views import answer_list, answer_record

__all__ = [
    "Action",
    "AmountColumn",
    "BulkAction",
    "Chip",
    "ChipColumn",
    "Choice",
    "Column",
    "DateColumn",
    "Export",
    "Facts",
    "Filter",
    "Importer",
    "MaskedColumn",
    "NumberColumn",
    "Period",
    "Register",
    "Related",
    "Section",
    "TextColumn",
    "TimeColumn",
    "UnionFilter",
    "YearColumn",
    "YesNo",
    "YesNoColumn",
    "answer_list",
    "answer_record",
    "detail_address",
    "join_detail",
    "register_of",
]
