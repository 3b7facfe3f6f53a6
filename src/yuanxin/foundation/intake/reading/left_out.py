"""Rows of a table that are nobody's: notes under the header, totals, and the lines where people sign.

A row is left out only where its words say so and it lacks what every record has, so that no record is lost: whatever
else lacks it stays a row, and comes back as invalid.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import polars as pl

# Notes stand close under the header.
NOTES_WITHIN = 3
BLANKS = re.compile("[\\s\u00a0\u200b-\u200f\u2060\u3000\ufeff]+")
TOTAL = re.compile(
    r"^(?:本页|本表|本单位|全厂|全体|全部)?(?:合计|总计|小计|共计|累计|总人数|总数|人数合计)"
    r"(?:人数)?(?:[(（].*[)）])?[:：]?\d{0,6}[人名个]?$"
)
SIGNED = re.compile(
    r"^(?:填表|制表|填报|审核|复核|审批|经办|负责|报送|联系|单位|工会)?(?:人|单位|日期|时间|主席|部门)?"
    r"(?:签字|签名|签章|盖章|公章)?(?:[(（].{0,8}[)）])?[:：]"
)
REMARK = re.compile(r"^(?:注|备注|说明|填表说明|填写说明|注意事项)[:：0-9]")
EXAMPLE = re.compile(r"^(?:示例|样例|范例|例|举例|填写示例|填表说明|填写说明|说明|注)[:：]?$")
ADVICE = re.compile(
    r"必填|选填|可填|可不填|不填|免填|请填|填写|格式|示例|例如|例[:：]|如[:：]|文本|下拉|说明|与身份证|按身份证|\d+位"
)
# A number of more digits is a record's own, not a count.
COUNT = re.compile(r"^\d{0,6}(?:\.0)?[人名个]?$")
COLON = "[:：]"


class LeftOut(StrEnum):
    """Why a row is no record."""

    NOTE = "note"
    TOTAL = "total"
    SIGNATURE = "signature"


def may_lack(cells: pl.Expr) -> pl.Expr:
    """Which cells of a column that every record fills say nothing of a record: the only rows worth asking why of."""
    written = cells.fill_null("").str.replace_all(BLANKS.pattern, "")
    return written.str.contains(COUNT.pattern) | written.str.contains(COLON)


def why_left_out(cells: Sequence[Any], required: Sequence[int], *, below_header: int) -> LeftOut | None:
    """Why the row is no record; None for a record, and for what may be one.

    Args:
        cells: the row as written.
        required: the places of the columns that every record fills.
        below_header: how many rows it stands under the header.
    """
    written = [BLANKS.sub("", str(cell)) if cell is not None else "" for cell in cells]
    filled = [text for text in written if text]
    if not filled:
        return None
    if below_header <= NOTES_WITHIN and _is_note(filled):
        return LeftOut.NOTE
    lacking = any(COUNT.match(written[place]) for place in required if place < len(written))
    if lacking and any(TOTAL.match(text) for text in filled):
        return LeftOut.TOTAL
    told = [place for place in required if place < len(written) and written[place] and not SIGNED.match(written[place])]
    if len(told) < len(required) and (SIGNED.match(filled[0]) or (len(filled) == 1 and REMARK.match(filled[0]))):
        return LeftOut.SIGNATURE
    return None


def _is_note(filled: Sequence[str]) -> bool:
    """Whether the filled cells explain columns, or show an example, instead of naming a person."""
    if EXAMPLE.match(filled[0]):
        return True
    explained = sum(bool(ADVICE.search(text)) for text in filled)
    return 2 * explained >= len(filled)
