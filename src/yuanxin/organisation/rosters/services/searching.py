"""Searching for records entered twice: the step of the long work, and what it stores."""

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import Exists, OuterRef

from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.long_work import Hold
from yuanxin.foundation.kernel.matching import BlockReport, Found, find
from yuanxin.organisation.rosters.choices import PairState
from yuanxin.organisation.rosters.models import DuplicatePair, DuplicateSearch
from yuanxin.organisation.rosters.models.duplicates import standing_records
from yuanxin.organisation.rosters.queries.duplicates import FRAMES, names_of, refused_pairs
from yuanxin.organisation.rosters.rules.duplicates import MATCHINGS

STORED_AT_ONCE = 5_000
LABEL_LENGTH = DuplicatePair._meta.get_field("label").max_length or 0


def find_pairs(search: DuplicateSearch, hold: Hold[DuplicateSearch]) -> None:
    """The step that does it: read, compare, store. Broken off anywhere, it is done again from the beginning."""
    frame = FRAMES[search.kind](search.union)
    blocks = len(MATCHINGS[search.kind].blocks)

    def tell(done: int, _total: int) -> None:
        hold.beat(done, blocks + 1)

    order = "pinyin" if "pinyin" in frame.columns else "sound"
    found = find(frame, MATCHINGS[search.kind], order=order, tell=tell)
    hold.beat(blocks, blocks + 1)
    store(search, found, records=frame.height, beat=hold.beat)


def store(search: DuplicateSearch, found: Found, *, records: int, beat: Callable[[], None] = lambda: None) -> None:
    """Keep the pairs of a search: new ones are open, those known keep what was decided of them.

    Open pairs within its union that it did not find again have lapsed.
    """
    refused = pl.DataFrame(
        sorted(refused_pairs(search.kind)), schema={"left": pl.Int64, "right": pl.Int64}, orient="row"
    )
    pairs = found.pairs.join(refused, on=["left", "right"], how="anti", maintain_order="left")
    named = names_of(search.kind, pl.concat([pairs["left"], pairs["right"]]).unique().to_list())
    codes = [comparison.code for comparison in MATCHINGS[search.kind].comparisons]
    for portion in pairs.iter_slices(STORED_AT_ONCE):
        rows = [_pair(search, row, codes, named) for row in portion.iter_rows(named=True)]
        with transaction.atomic():
            beat()
            DuplicatePair.objects.bulk_create(
                rows,
                batch_size=1000,
                update_conflicts=True,
                unique_fields=["kind", "left", "right"],
                update_fields=["label", "score", "explanation", "search", "found_at"],
            )
    with transaction.atomic():
        beat()
        known = DuplicatePair.objects.filter(kind=search.kind)
        known.filter(search=search, state=PairState.LAPSED).update(state=PairState.OPEN)
        within = standing_records(search.kind).within(search.union)  # type: ignore[attr-defined]
        looked_at = known.open().filter(
            Exists(within.filter(pk=OuterRef("left"))), Exists(within.filter(pk=OuterRef("right")))
        )
        looked_at.exclude(search=search).update(state=PairState.LAPSED)
        DuplicateSearch.objects.filter(pk=search.pk).update(
            records=records,
            found=pairs.height,
            counts={"compared": found.compared, "blocks": [_block(block) for block in found.blocks]},
            ended_at=clock.now(),
        )


def _pair(search: DuplicateSearch, row: dict[str, Any], codes: Sequence[str], named: dict[int, str]) -> DuplicatePair:
    names = [named.get(row[side], "") for side in ("left", "right")]
    return DuplicatePair(
        kind=search.kind,
        left=row["left"],
        right=row["right"],
        label=" · ".join(dict.fromkeys(names))[:LABEL_LENGTH],
        score=row["score"],
        explanation=[[code, row[code], row[f"{code}_points"]] for code in codes if row[code] is not None],
        search=search,
        found_at=clock.now(),
    )


def _block(block: BlockReport) -> dict[str, Any]:
    return {
        "code": block.code,
        "pairs": block.pairs,
        "largest": block.largest,
        "oversized": block.oversized,
        "oversized_rows": block.oversized_rows,
    }
