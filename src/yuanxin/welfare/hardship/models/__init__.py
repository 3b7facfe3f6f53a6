"""Hardship files with their times on file, what is asked about them, home visits, relief, and help in goods."""

from yuanxin.welfare.hardship.models.files import FileSpell, HardshipFile
from yuanxin.welfare.hardship.models.goods import GoodsHelp, GoodsItem
from yuanxin.welfare.hardship.models.relief import Relief
from yuanxin.welfare.hardship.models.requests import Assessment, FileRequest, HomeVisit, Visitor

__all__ = [
    "Assessment",
    "FileRequest",
    "FileSpell",
    "GoodsHelp",
    "GoodsItem",
    "HardshipFile",
    "HomeVisit",
    "Relief",
    "Visitor",
]
