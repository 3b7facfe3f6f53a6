"""Scores: the points of candidate pairs, comparison by comparison, dropping what can no longer reach the line."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz import process

from yuanxin.foundation.kernel.matching.blocking import Places
from yuanxin.foundation.kernel.matching.declarations import (
    SAME,
    SCORERS,
    UNKNOWN,
    Comparison,
    Matching,
    Rare,
    Same,
    Shared,
    Similar,
    Told,
)

Percents = npt.NDArray[np.uint8]
Points = npt.NDArray[np.int16]
Compare = Callable[[Places, Places], Percents]

CORES = 2
MILLION = 1_000_000
RARE_AT_ANY_SIZE = 3


class Scored(NamedTuple):
    """Pairs that reached the line: places, points, and by comparison the similarity and the points it brought."""

    left: Places
    right: Places
    points: Points
    similarity: list[Percents]
    brought: list[Points]


class Scorer:
    """A matching made ready for one frame: each column is encoded once, whatever the number of pairs."""

    def __init__(self, frame: pl.DataFrame, matching: Matching) -> None:
        self.line = matching.found
        self.comparisons = matching.comparisons
        self._compare: list[Compare] = [_ready(frame, comparison) for comparison in matching.comparisons]
        most = [comparison.most for comparison in matching.comparisons]
        self._still_possible = [sum(most[place + 1 :]) for place in range(len(most))]

    def score(self, left: Places, right: Places) -> Scored:
        """The pairs of these places that reach the line."""
        points = np.zeros(len(left), dtype=np.int16)
        similarity: list[Percents] = []
        brought: list[Points] = []
        for comparison, compare, possible in zip(self.comparisons, self._compare, self._still_possible, strict=True):
            percents = compare(left, right)
            worth = points_of(comparison, percents)
            points = points + worth
            keep = points + possible >= self.line
            if not keep.all():
                left, right, points, percents, worth = (
                    left[keep],
                    right[keep],
                    points[keep],
                    percents[keep],
                    worth[keep],
                )
                similarity = [each[keep] for each in similarity]
                brought = [each[keep] for each in brought]
            similarity.append(percents)
            brought.append(worth)
        return Scored(left, right, points, similarity, brought)


def points_of(comparison: Comparison, percents: Percents) -> Points:
    """What similarities are worth."""
    table = np.full(UNKNOWN + 1, comparison.otherwise, dtype=np.int16)
    for least, points in sorted(comparison.levels):
        table[least : SAME + 1] = points
    table[UNKNOWN] = 0
    worth: Points = table[percents]
    return worth


def _ready(frame: pl.DataFrame, comparison: Comparison) -> Compare:
    if isinstance(comparison, Similar):
        return _similar(frame, comparison.tellings)
    if isinstance(comparison, Shared):
        return _shared(frame[comparison.column])
    if isinstance(comparison, Rare):
        return _rare(frame[comparison.column], comparison.at_most)
    if isinstance(comparison, Same):
        return _same(frame[comparison.column])
    raise TypeError(f"no such comparison: {comparison!r}")


def codes_of(column: pl.Series) -> npt.NDArray[np.uint32]:
    """A number for each different value; 0 for a blank."""
    codes = column.rank("dense").fill_null(0).cast(pl.UInt32)
    return codes.to_numpy()


def _same(column: pl.Series) -> Compare:
    codes = codes_of(column)

    def compare(left: Places, right: Places) -> Percents:
        one, other = codes[left], codes[right]
        percents = np.where(one == other, SAME, 0).astype(np.uint8)
        percents[(one == 0) | (other == 0)] = UNKNOWN
        return percents

    return compare


def _rare(column: pl.Series, at_most: int) -> Compare:
    codes = codes_of(column)
    limit = max(RARE_AT_ANY_SIZE, at_most * len(column) // MILLION)
    rare = np.bincount(codes) <= limit
    rare[0] = False

    def compare(left: Places, right: Places) -> Percents:
        one = codes[left]
        return np.where((one == codes[right]) & rare[one], SAME, UNKNOWN).astype(np.uint8)

    return compare


def _shared(column: pl.Series) -> Compare:
    elements = column.to_list()
    sets = [frozenset(each) if each else None for each in elements]

    def compare(left: Places, right: Places) -> Percents:
        percents = np.full(len(left), UNKNOWN, dtype=np.uint8)
        for place, (one, other) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
            mine, theirs = sets[one], sets[other]
            if mine is not None and theirs is not None:
                percents[place] = 0 if mine.isdisjoint(theirs) else SAME
        return percents

    return compare


def _similar(frame: pl.DataFrame, tellings: tuple[Told, ...]) -> Compare:
    told = [_telling(frame[telling.column], telling) for telling in tellings]

    def compare(left: Places, right: Places) -> Percents:
        best = np.full(len(left), -1, dtype=np.int16)
        for each in told:
            # What one telling finds equal need not be told again.
            unsure = np.flatnonzero(best < SAME)
            if len(unsure):
                best[unsure] = np.maximum(best[unsure], each(left[unsure], right[unsure]))
        return np.where(best < 0, UNKNOWN, best).astype(np.uint8)

    return compare


def _telling(column: pl.Series, telling: Told) -> Callable[[Places, Places], Points]:
    """Similarity of one text column, -1 where it is blank; each different text is kept once."""
    codes = codes_of(column)
    texts = np.array(["", *column.drop_nulls().unique().sort().to_list()], dtype=object)
    scorer = SCORERS[telling.scorer]

    def compare(left: Places, right: Places) -> Points:
        one, other = codes[left], codes[right]
        percents = np.full(len(left), SAME, dtype=np.int16)
        differing = np.flatnonzero((one != other) & (one != 0) & (other != 0))
        if len(differing):
            percents[differing] = process.cpdist(
                texts[one[differing]],
                texts[other[differing]],
                scorer=scorer,
                score_multiplier=SAME,
                dtype=np.uint8,
                workers=CORES,
            )
        percents = np.minimum(percents, telling.at_most)
        percents[(one == 0) | (other == 0)] = -1
        return percents.astype(np.int16)

    return compare
