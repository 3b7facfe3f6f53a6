"""Finding: every block in turn, scored and gathered, each pair once."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from yuanxin.foundation.kernel.matching.blocking import PAIRS_AT_ONCE, candidates, keyed, size_of
from yuanxin.foundation.kernel.matching.declarations import SAME, UNKNOWN, Matching
from yuanxin.foundation.kernel.matching.scoring import Scored, Scorer

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class BlockReport:
    """What one block cost: rows that shared a key, pairs compared, and the blocks that were too large to be whole."""

    code: str
    rows: int
    pairs: int
    largest: int
    oversized: int
    oversized_rows: int


@dataclass(frozen=True, slots=True)
class Found:
    """The pairs found and what was looked at.

    `pairs` has `left`, `right` (ids, the smaller first), `score` (0–100), and for each comparison `<code>` (per cent,
    null where unknown) and `<code>_points`.
    """

    pairs: pl.DataFrame
    blocks: list[BlockReport] = field(default_factory=list)

    @property
    def compared(self) -> int:
        """How many pairs were compared, a pair in several blocks counted in each."""
        return sum(block.pairs for block in self.blocks)


def find(
    frame: pl.DataFrame,
    matching: Matching,
    *,
    key: str = "id",
    order: str = "",
    tell: Tell = lambda _done, _total: None,
    at_once: int = PAIRS_AT_ONCE,
) -> Found:
    """The pairs of rows of `frame` that reach the matching's line.

    Args:
        key: the column of unique ids.
        order: the column that makes neighbours in an oversized block; by default the frame's own order.
        tell: called with the block that is worked on and the number of blocks, once for every `at_once` pairs; what
            it raises ends the search.
        at_once: pairs scored at a time, which bounds the memory.

    Raises:
        LookupError: if the frame lacks a column that the matching reads.
    """
    if missing := matching.columns() - set(frame.columns):
        raise LookupError(f"{matching.code}: the frame has no {sorted(missing)}")
    if order:
        frame = frame.sort(order, nulls_last=True, maintain_order=True)
    scorer = Scorer(frame, matching)
    reports, gathered = [], []
    for number, block in enumerate(matching.blocks):
        rows = keyed(frame, block)
        size = size_of(rows, block.window)
        compared = 0
        tell(number, len(matching.blocks))
        for left, right in candidates(rows, block.window, at_once):
            distinct = left != right
            scored = scorer.score(left[distinct], right[distinct])
            compared += int(distinct.sum())
            gathered.append(_as_frame(scored, matching))
            tell(number, len(matching.blocks))
        reports.append(BlockReport(block.code, size.rows, compared, size.largest, size.oversized, size.oversized_rows))
    return Found(_named(gathered, frame[key], matching), reports)


def _as_frame(scored: Scored, matching: Matching) -> pl.DataFrame:
    columns: dict[str, object] = {
        "left": scored.left,
        "right": scored.right,
        "score": np.clip(scored.points, 0, SAME),
    }
    for comparison, percents, points in zip(matching.comparisons, scored.similarity, scored.brought, strict=True):
        columns |= {comparison.code: percents, f"{comparison.code}_points": points}
    return pl.DataFrame(columns)


def _named(gathered: list[pl.DataFrame], ids: pl.Series, matching: Matching) -> pl.DataFrame:
    """Each pair once, by ids instead of places, the smaller id on the left."""
    codes = [comparison.code for comparison in matching.comparisons]
    empty = np.array([], dtype=np.int32)
    if not gathered:
        nothing = Scored(
            empty, empty, empty.astype(np.int16), [empty.astype(np.uint8) for _ in codes],
            [empty.astype(np.int16) for _ in codes],
        )  # fmt: skip
        gathered = [_as_frame(nothing, matching)]
    pairs = pl.concat(gathered).unique(["left", "right"], keep="first", maintain_order=True)
    one, other = ids.gather(pairs["left"]), ids.gather(pairs["right"])
    return pairs.with_columns(
        pl.min_horizontal(one, other).alias("left"),
        pl.max_horizontal(one, other).alias("right"),
        *(pl.when(pl.col(code) != UNKNOWN).then(pl.col(code)).alias(code) for code in codes),
    ).sort(["score", "left", "right"], descending=[True, False, False])
