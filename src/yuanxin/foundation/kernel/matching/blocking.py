"""Candidates: the pairs of rows that share a block, made by columns of numbers."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from yuanxin.foundation.kernel.matching.declarations import Block

PAIRS_AT_ONCE = 1_000_000

Places = npt.NDArray[np.int32]


class Keyed(NamedTuple):
    """The rows of one block by its key: `places` in the frame, sorted by `keys` and then by place."""

    keys: npt.NDArray[np.uint64]
    places: Places


class Size(NamedTuple):
    """How large the blocks of one kind are: rows in blocks, the largest, those larger than their window."""

    rows: int
    largest: int
    oversized: int
    oversized_rows: int


def keyed(frame: pl.DataFrame, block: Block) -> Keyed:
    """The rows that have all the block's columns, by a 64-bit key of them."""
    rows = frame.select(pl.int_range(pl.len(), dtype=pl.Int32).alias("__place"), *dict.fromkeys(block.columns))
    for column in dict.fromkeys(block.columns):
        if isinstance(rows.schema[column], pl.List):
            rows = rows.explode(column)
    rows = rows.drop_nulls(list(dict.fromkeys(block.columns)))
    keys = rows.select(block.columns).hash_rows(seed=2016).to_numpy()
    order = np.argsort(keys, kind="stable")
    return Keyed(keys[order], rows["__place"].to_numpy()[order])


def size_of(rows: Keyed, window: int) -> Size:
    """How large the blocks are."""
    if not len(rows.keys):
        return Size(0, 0, 0, 0)
    sizes = np.unique(rows.keys, return_counts=True)[1]
    shared, large = sizes[sizes > 1], sizes[sizes > window + 1]
    return Size(int(shared.sum()), int(sizes.max()), len(large), int(large.sum()))


def candidates(rows: Keyed, window: int, at_once: int = PAIRS_AT_ONCE) -> Iterator[tuple[Places, Places]]:
    """Left and right places of the pairs, some `at_once` at a time; a pair may come again where a row stands twice."""
    lefts: list[Places] = []
    rights: list[Places] = []
    waiting = 0
    starts = np.arange(len(rows.keys) - 1, dtype=np.int64)
    for offset in range(1, window + 1):
        # Rows whose neighbour at this distance is still of their block; fewer at each distance.
        starts = starts[starts + offset < len(rows.keys)]
        starts = starts[rows.keys[starts] == rows.keys[starts + offset]]
        if not len(starts):
            break
        for piece in np.array_split(starts, max(1, len(starts) // at_once)):
            one, other = rows.places[piece], rows.places[piece + offset]
            lefts.append(np.minimum(one, other))
            rights.append(np.maximum(one, other))
            waiting += len(piece)
            if waiting >= at_once:
                yield np.concatenate(lefts), np.concatenate(rights)
                lefts, rights, waiting = [], [], 0
    if waiting:
        yield np.concatenate(lefts), np.concatenate(rights)
