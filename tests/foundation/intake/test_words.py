"""Words of a code table: the near misses that are corrected, those that are only told, and what stays an error."""

import polars as pl
import pytest

from yuanxin.foundation.intake.parsers import Cells, code_table, yes_no
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.codes import EDUCATION, ETHNIC_GROUP, POLITICAL_STATUS, SEX
from yuanxin.organisation.rosters.intake.words import EMPLOYMENT_WORDS, HOUSEHOLD_WORDS, NEW_FORM_WORDS


def read(words, written, **options):
    parsed = code_table(words, **options)(Cells(pl.Series([written], dtype=pl.String)), clock.today())
    return parsed.value[0], parsed.error[0], parsed.warning[0] if parsed.warning is not None else None


@pytest.mark.parametrize(
    ("words", "written", "code"),
    [
        (SEX.words, "男", "1"),
        (SEX.words, "1.0", "1"),
        (SEX.words, "ＦＥＭＡＬＥ", "2"),
        (ETHNIC_GROUP.words, "汉", "01"),
        (ETHNIC_GROUP.words, "１", "01"),
        (ETHNIC_GROUP.words, "维 吾 尔", "05"),
        (EDUCATION.words, "本科", "20"),
        (EMPLOYMENT_WORDS, "劳务派遣", "dispatch"),
    ],
)
def test_words_and_codes_are_read_without_a_remark(words, written, code):
    assert read(words, written) == (code, None, None)


@pytest.mark.parametrize(
    ("words", "written", "code", "meant"),
    [
        (EMPLOYMENT_WORDS, "劳务派谴", "dispatch", "劳务派遣"),
        (EMPLOYMENT_WORDS, "劳务、派遣", "dispatch", "劳务派遣"),
        (NEW_FORM_WORDS, "网约车司几", "ride_driver", "网约车司机"),
        (POLITICAL_STATUS.words, "中共予备党员", "02", "中共预备党员"),
        (EDUCATION.words, "大学本种", "20", "大学本科"),
        (HOUSEHOLD_WORDS, "外地-农村", "other_rural", "外地农村"),
    ],
)
def test_a_word_mistyped_in_one_place_is_the_one_it_must_be(words, written, code, meant):
    assert read(words, written) == (code, None, f"corrected={written}→{meant}")


@pytest.mark.parametrize(
    ("words", "written"),
    [
        (NEW_FORM_WORDS, "外卖圆"),
        # As near to the one as to the other, and the contrary of a word.
        (HOUSEHOLD_WORDS, "他地农村"),
        (POLITICAL_STATUS.words, "非中共党员"),
    ],
)
def test_a_doubtful_word_is_told_and_not_written(words, written):
    value, error, warning = read(words, written)
    assert (value, error) == (None, None)
    assert warning.startswith(f"doubtful={written}→")


@pytest.mark.parametrize(
    ("words", "written"),
    [
        (ETHNIC_GROUP.words, "火星族"),
        (SEX.words, "男女"),
        (EDUCATION.words, "2016"),
        (POLITICAL_STATUS.words, "非党员"),
    ],
)
def test_what_is_near_to_nothing_stays_an_error(words, written):
    assert read(words, written) == (None, "unknown_word", None)


def test_without_nearest_nothing_is_guessed():
    assert read(EMPLOYMENT_WORDS, "劳务派谴", nearest=False) == (None, "unknown_word", None)


@pytest.mark.parametrize(
    ("written", "value"),
    [("是", True), ("Ｙ", True), ("√", True), ("1", True), ("否", False), ("×", False), ("不是", False)],
)
def test_yes_and_no_in_words_marks_and_codes(written, value):
    parsed = yes_no()(Cells(pl.Series([written])), clock.today())
    assert (parsed.value[0], parsed.error[0]) == (value, None)


def test_a_column_without_near_misses_says_no_word_twice():
    cells = Cells(pl.Series(["男", "女", None, "男"]))
    parsed = code_table(SEX.words)(cells, clock.today())
    assert (parsed.value.to_list(), parsed.error.null_count()) == (["1", "2", None, "1"], 4)
