"""Rows that are nobody's: what picks those worth a look misses none of them."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from yuanxin.foundation.intake.reading.left_out import NOTES_WITHIN, LeftOut, may_lack, why_left_out

REQUIRED = (0, 1)
WRITTEN = st.sampled_from(
    [
        "",
        "张三",
        "合计",
        "合 计：12人",
        "1 2 人",
        "3.0",
        "填表人：",
        "审核人:李四",
        "330106199001010018",
        "注：以实为准",
    ]
) | st.text("0123456789人名个 .:：合计签字注", max_size=8)


def looked_at(cells: list[str | None]) -> bool:
    row = pl.DataFrame([[cell] for cell in cells[: len(REQUIRED)]], schema={"c0": pl.String, "c1": pl.String})
    return bool(row.select(pl.any_horizontal(may_lack(pl.col(f"c{place}")) for place in REQUIRED)).item())


@given(st.lists(WRITTEN, min_size=2, max_size=4))
def test_whatever_is_left_out_below_the_notes_is_looked_at(written):
    cells = [cell or None for cell in written]
    if why_left_out(cells, REQUIRED, below_header=NOTES_WITHIN + 1) is not None:
        assert looked_at(cells)


def test_a_total_is_looked_at_and_a_record_is_not():
    assert why_left_out(["合计", "12人"], REQUIRED, below_header=9) == LeftOut.TOTAL
    assert looked_at(["合计", "12人"])
    assert not looked_at(["张三", "330106199001010018"])
