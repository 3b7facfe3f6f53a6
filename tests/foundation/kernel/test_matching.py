"""The matching engine: blocks that bound the work, comparisons that explain themselves, pairs found once."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanxin.foundation.kernel.matching import Block, Matching, Rare, Same, Shared, Similar, Told, find

NAME = Similar("name", levels=((100, 30), (60, 15)), otherwise=-20, tellings=(Told("name"), Told("sound", at_most=95)))
BORN = Same("born", levels=((100, 30),), otherwise=-10, column="born")
PEOPLE = Matching(
    "tests.people", blocks=(Block("born", ("born",)), Block("sound", ("sound",))), comparisons=(BORN, NAME)
)


def people(*rows: tuple[int, str | None, str | None, str | None]) -> pl.DataFrame:
    schema = {"id": pl.Int64, "name": pl.String, "sound": pl.String, "born": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def found(frame: pl.DataFrame, matching: Matching = PEOPLE, **options: object) -> list[tuple[int, int, int]]:
    return find(frame, matching, **options).pairs.select("left", "right", "score").rows()


def test_a_pair_in_several_blocks_is_found_once_with_the_points_that_make_its_score():
    result = find(people((7, "张三", "zhangsan", "1990"), (3, "张三", "zhangsan", "1990")), PEOPLE)
    (pair,) = result.pairs.to_dicts()
    assert pair == {
        "left": 3, "right": 7, "score": 60, "born": 100, "born_points": 30, "name": 100, "name_points": 30,
    }  # fmt: skip
    assert [(each.code, each.pairs) for each in result.blocks] == [("born", 1), ("sound", 1)]
    assert result.compared == 2


def test_the_same_sound_counts_as_nearly_the_same_name():
    matching = Matching("tests.sound", PEOPLE.blocks, PEOPLE.comparisons, found=45)
    (pair,) = find(people((1, "张伟", "zhangwei", "1990"), (2, "章威", "zhangwei", "1990")), matching).pairs.to_dicts()
    assert (pair["name"], pair["name_points"], pair["score"]) == (95, 15, 45)


def test_a_blank_brings_nothing_and_takes_nothing():
    matching = Matching("tests.blank", (Block("sound", ("sound",)),), PEOPLE.comparisons, found=30)
    (pair,) = find(people((1, "张三", "zhangsan", None), (2, "张三", "zhangsan", "1990")), matching).pairs.to_dicts()
    assert (pair["born"], pair["born_points"], pair["score"]) == (None, 0, 30)


def test_a_difference_takes_points_away():
    frame = people((1, "张三", "zhangsan", "1990"), (2, "张三", "zhangsan", "1991"))
    assert found(frame) == []
    assert found(frame, Matching("tests.low", PEOPLE.blocks, PEOPLE.comparisons, found=20)) == [(1, 2, 20)]


def test_an_oversized_block_compares_neighbours_only_and_says_so():
    crowd = people(*((number, f"人{number:03d}", f"ren{number:03d}", "1990") for number in range(50)))
    alike = Matching("tests.crowd", (Block("born", ("born",), window=4),), (BORN,), found=30)
    result = find(crowd, alike, order="sound")
    (report,) = result.blocks
    assert (report.rows, report.largest, report.oversized, report.oversized_rows) == (50, 50, 1, 50)
    assert report.pairs == 4 * 50 - (4 + 3 + 2 + 1)
    assert all(right - left <= 4 for left, right, _score in result.pairs.select("left", "right", "score").rows())


def test_a_list_puts_its_row_into_a_block_for_each_element_and_shares_any():
    frame = pl.DataFrame({"id": [1, 2, 3], "employers": [[10, 11], [11, 12], []]}, schema_overrides={"id": pl.Int64})
    matching = Matching(
        "tests.lists",
        (Block("employers", ("employers",)),),
        (Shared("employers", levels=((100, 70),), column="employers"),),
    )
    assert found(frame, matching) == [(1, 2, 70)]


def test_a_rare_value_counts_and_a_common_one_does_not():
    rows = [(number, "张伟", "zhangwei", "1990") for number in range(4)] + [(9, "鄢睿", "yanrui", "1990")] * 1
    rows.append((10, "鄢睿", "yanrui", "1990"))
    rare = Rare("rare", levels=((100, 60),), column="name")
    assert found(people(*rows), Matching("tests.rare", (Block("born", ("born",)),), (rare,))) == [(9, 10, 60)]


def test_a_frame_without_a_column_is_refused_by_name():
    with pytest.raises(LookupError, match="sound"):
        find(people((1, "张三", "zhangsan", "1990")).drop("sound"), PEOPLE)


def test_nothing_in_gives_nothing_out_with_its_columns():
    result = find(people(), PEOPLE)
    assert result.pairs.height == 0
    assert result.pairs.columns == ["left", "right", "score", "born", "born_points", "name", "name_points"]


def test_whoever_is_told_can_end_the_search():
    class Enough(Exception):
        pass

    def stop(done: int, total: int) -> None:
        assert total == 2
        if done == 1:
            raise Enough

    with pytest.raises(Enough):
        find(people((1, "张三", "zhangsan", "1990")), PEOPLE, tell=stop)


texts = st.sampled_from(["张三", "张山", "李四", "王小明", "王晓明", None])
days = st.sampled_from(["1990", "1991", None])


@given(rows=st.lists(st.tuples(texts, texts, days), max_size=30), at_once=st.integers(1, 7))
def test_the_pairs_are_those_that_comparing_all_rows_would_give(rows, at_once):
    """Whatever the size of the portions: each two rows that share a block, in ids of which the smaller comes first."""
    frame = people(*((number, *row) for number, row in enumerate(rows)))
    matching = Matching("tests.all", PEOPLE.blocks, PEOPLE.comparisons, found=20)
    given_pairs = {(left, right): score for left, right, score in found(frame, matching, at_once=at_once)}
    expected = {}
    for left, one in enumerate(rows):
        for right, other in enumerate(rows):
            shares = (one[2] and one[2] == other[2]) or (one[1] and one[1] == other[1])
            if left < right and shares:
                pair = people((left, *one), (right, *other))
                whole = Matching("tests.whole", (Block("one", ("all",)),), PEOPLE.comparisons, found=20)
                both = find(pair.with_columns(pl.lit("x").alias("all")), whole).pairs
                expected |= dict.fromkeys([(left, right)] * both.height, both["score"].max())
    assert given_pairs == expected
