"""Words of a code table: by any word people use for a code, and by a word mistyped in one place."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA

from yuanxin.foundation.intake.parsers.cells import Cells, Parsed, Parser

YES = ("是", "y", "yes", "true", "t", "1", "√", "✓", "✔", "☑", "有", "对", "是的")
NO = ("否", "n", "no", "false", "f", "0", "×", "x", "✗", "✘", "☒", "无", "不是", "非", "没有")
NOISE = re.compile(r"[\s\u3000]+")
# A whole number as a number cell gives it: 1.0.
WHOLE = r"^(\d+)\.0+$"
PUNCTUATION = re.compile(r"[·.、，,()/\-—_:：;；'\"“”]+")
# Of a word this long one wrong character leaves no doubt; in a shorter one it may be another word.
CERTAIN_FROM, DOUBTFUL_FROM = 4, 3
# A character that turns a word into its contrary is never a slip of the hand.
TURNING = frozenset("不非未无没否前曾")


class Guess(NamedTuple):
    """What a word that is not in the table is taken for: written as that (`certain`), or only told."""

    word: str
    certain: bool


def words(codes: dict[str, str]) -> dict[str, str]:
    """Code → words separated by blanks, turned into word → code, the code itself among the words."""
    return {word: code for code, said in codes.items() for word in (code, *said.split())}


def plain(column: pl.Expr) -> pl.Expr:
    """A code-table cell as compared: half-width, no blanks, small letters."""
    return (
        column.str.normalize("NFKC")
        .str.replace_all(r"[\s\u3000]+", "")
        .str.replace_all("[—－]", "-")
        .str.to_lowercase()
        .str.replace(WHOLE, "${1}")
    )


def code_table(words: Mapping[str, str | int], *, nearest: bool = True) -> Parser:
    """A value of a code table, by any of the words that people use for it, its standard code among them.

    A word mistyped in one place is taken for the one it must be (warning `corrected`); where it may be one of the
    table's words the cell is left blank (warning `doubtful`); otherwise it is an error.

    Args:
        nearest: whether mistyped words are looked for at all.
    """
    table = {str(word).lower(): value for word, value in words.items()}
    kind = pl.Int16 if all(isinstance(value, int) for value in table.values()) else pl.String

    def parse(cells: Cells, _today: datetime.date) -> Parsed:
        # Few distinct words stand in a column: each is looked up once.
        distinct = pl.DataFrame({"word": cells.texts}).unique().drop_nulls()
        known = distinct.with_columns(plain(pl.col("word")).alias("plain")).with_columns(
            pl.col("plain").replace_strict(table, default=None, return_dtype=kind).alias("value")
        )
        strange = known.filter(pl.col("value").is_null()).select("word", "plain") if nearest else known.clear()
        guesses = pl.DataFrame(
            [_guessed(word, text, table) for word, text in strange.select("word", "plain").iter_rows()],
            schema={"word": pl.String, "guess": kind, "warning": pl.String},
            orient="row",
        )
        looked_up = known.join(guesses, on="word", how="left").with_columns(
            pl.coalesce("value", "guess").alias("value")
        )
        frame = pl.DataFrame({"word": cells.texts}).join(looked_up, on="word", how="left", maintain_order="left")
        unknown = pl.col("word").is_not_null() & pl.col("value").is_null() & pl.col("warning").is_null()
        done = frame.select("value", pl.when(unknown).then(pl.lit("unknown_word")).alias("error"), "warning")
        return Parsed(
            done["value"], done["error"], done["warning"] if done["warning"].null_count() < frame.height else None
        )

    return parse


def _guessed(word: str, plain_word: str, table: Mapping[str, str | int]) -> tuple[str, str | int | None, str | None]:
    """The word, the value it is taken for, and the warning that tells so."""
    guess = nearest_word(plain_word, table)
    if guess is None:
        return word, None, None
    told = f"{NOISE.sub('', word)}→{guess.word}"
    return (word, table[guess.word], f"corrected={told}") if guess.certain else (word, None, f"doubtful={told}")


def nearest_word(written: str, table: Mapping[str, str | int]) -> Guess | None:
    """The word of the table that a mistyped one must be, or may be; None where none is near.

    >>> table = {"劳务派遣": "dispatch", "劳务外包": "outsourced", "保安员": "guard"}
    >>> nearest_word("劳务派谴", table), nearest_word("保安圆", table), nearest_word("劳务", table)
    (Guess(word='劳务派遣', certain=True), Guess(word='保安员', certain=False), None)
    """
    # Of words that differ only in punctuation the first one is meant.
    bare = {PUNCTUATION.sub("", word): word for word in reversed(list(table))}
    text = PUNCTUATION.sub("", written)
    if text in bare:
        return Guess(bare[text], certain=True)
    if len(text) < DOUBTFUL_FROM or any(character.isdigit() for character in text):
        return None
    long_enough = [word for word in bare if len(word) >= DOUBTFUL_FROM]
    near = process.extract(text, long_enough, scorer=OSA.distance, score_cutoff=1, limit=None)
    meant = {table[bare[word]]: word for word, _distance, _place in reversed(near)}
    if not near:
        return None
    best = near[0][0]
    turned = any((word in text) != (word in best) for word in TURNING)
    certain = len(meant) == 1 and not turned and min(len(text), len(best)) >= CERTAIN_FROM
    return Guess(bare[best], certain)


def yes_no() -> Parser:
    """是 or 否 and their like."""
    as_number = code_table({**dict.fromkeys(YES, 1), **dict.fromkeys(NO, 0)}, nearest=False)

    def parse(cells: Cells, today: datetime.date) -> Parsed:
        number = as_number(cells, today)
        return replace(number, value=number.value.cast(pl.Boolean))

    return parse
