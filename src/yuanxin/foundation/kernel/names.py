"""Names of people: one written form, and the pinyin they are sorted and searched by.

Pinyin comes from a table by character, built once from pypinyin's data, with the readings that a character has as a
surname (单 shan, 曾 zeng, 仇 qiu). A column of names costs about a microsecond a name.
"""

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from unicodedata import normalize

import polars as pl

from yuanxin.foundation.kernel.characters import MOVED
from yuanxin.foundation.kernel.readings import COMPOUND_SURNAMES, GIVEN_NAMES, SURNAMES

MIDDLE_DOT = "\u00b7"
OTHER_DOTS = (
    "\u2022\u2027\u30fb\uff0e\u0387\ufe52\uff65\u2219\u22c5"
    "\u2024\u25cf\u25e6\u26ab\u2e30\u2e31\u2e33\u16eb\u1427\u02d9\ua78f"
)
BLANKS = "[\\s\u00a0\u200b-\u200f\u2060\u3000\ufeff]+"
CJK = "\u3007\u3400-\u9fff\U00020000-\U000323af"
LONGEST = 50
# RE2 syntax that Python's `re` and Polars' regular expressions both read.
CHINESE_NAME = f"^[{CJK}]+(?:{MIDDLE_DOT}[{CJK}]+)*$"
FOREIGN_NAME = r"^[A-Za-z\u00c0-\u024f]+(?:[ .'\-]{1,2}[A-Za-z\u00c0-\u024f]+)*\.?$"
HAS_LETTERS = "[A-Za-z\u00c0-\u024f]"
# A full stop between Chinese characters is the dot of who has no other on the keyboard.
FULL_STOP = f"([{CJK}])\\.([{CJK}])"

_FULL_WIDTH = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F) if chr(code) != "."}
_ONE_FORM = {**_FULL_WIDTH, **dict.fromkeys(OTHER_DOTS, MIDDLE_DOT), **MOVED}
_TRANSLATION = str.maketrans(_ONE_FORM)


def normalise_name(text: str) -> str:
    """The one written form: half-width letters, U+00B7 between parts, blanks only in foreign names.

    >>> normalise_name("张 三"), normalise_name("古丽•买买提"), normalise_name(" Ｊｏｈｎ  Smith ")
    ('张三', '古丽·买买提', 'John Smith')
    """
    text = text.translate(_TRANSLATION)
    text = re.sub(BLANKS, " " if re.search(HAS_LETTERS, text) else "", text).strip()
    # Twice: the parts of a name may be one character long, and a match takes the characters on both sides.
    return re.sub(FULL_STOP, rf"\1{MIDDLE_DOT}\2", re.sub(FULL_STOP, rf"\1{MIDDLE_DOT}\2", text))


def is_name(text: str) -> bool:
    """Whether a normalised text can be a person's name: 2 to 50 characters, Chinese with inner dots, or letters."""
    return 2 <= len(text) <= LONGEST and bool(re.fullmatch(CHINESE_NAME, text) or re.fullmatch(FOREIGN_NAME, text))


def normalised_names(names: pl.Series) -> pl.DataFrame:
    """The column's names normalised (`name`), and whether each can be one (`valid`); null where blank."""
    text = pl.col("name")
    frame = pl.DataFrame({"name": names.cast(pl.String)}).with_columns(
        text.str.replace_many(list(_ONE_FORM), list(_ONE_FORM.values()))
    )
    blank = pl.when(text.str.contains(HAS_LETTERS)).then(pl.lit(" ")).otherwise(pl.lit(""))
    frame = frame.with_columns(text.str.replace_all(BLANKS, "\ue000").alias("name"), blank.alias("blank")).with_columns(
        pl.when(pl.col("blank") == " ")
        .then(text.str.replace_all("\ue000", " ", literal=True))
        .otherwise(text.str.replace_all("\ue000", "", literal=True))
        .str.strip_chars()
        .str.replace_all(FULL_STOP, f"${{1}}{MIDDLE_DOT}${{2}}")
        .str.replace_all(FULL_STOP, f"${{1}}{MIDDLE_DOT}${{2}}")
        .alias("name")
    )
    return frame.select(
        pl.when(text == "").then(None).otherwise(text).alias("name"),
        (
            text.str.len_chars().is_between(2, LONGEST)
            & (text.str.contains(CHINESE_NAME) | text.str.contains(FOREIGN_NAME))
        )
        .fill_null(value=False)
        .alias("valid"),
    )


def split_surname(name: str) -> tuple[str, str]:
    """Surname and given name of a Chinese name; a two-character surname only where a given name is left."""
    length = 2 if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else 1
    return name[:length], name[length:]


def pinyin_of(name: str) -> str:
    """The pinyin of a person's name in small letters without tones or blanks: `曾国藩` → `zengguofan`.

    Only a–z and digits, so that every database sorts it alike. A character without a known reading is left out.
    """
    table, _ = _readings()
    if len(name) > 2 and name[:2] in COMPOUND_SURNAMES:
        return COMPOUND_SURNAMES[name[:2]].replace(" ", "") + name[2:].translate(table)
    surname = SURNAMES.get(name[:1])
    return surname + name[1:].translate(table) if surname else name.translate(table)


def initials_of(name: str) -> str:
    """The first letters of the syllables of a person's name: `曾国藩` → `zgf`; of a foreign name, of its words."""
    if name.isascii():
        return "".join(word[0] for word in re.split(r"[^a-z0-9]+", name.lower()) if word)
    _, table = _readings()
    if len(name) > 2 and name[:2] in COMPOUND_SURNAMES:
        first, second = COMPOUND_SURNAMES[name[:2]].split(" ")
        return first[0] + second[0] + name[2:].translate(table)
    surname = SURNAMES.get(name[:1])
    return surname[0] + name[1:].translate(table) if surname else name.translate(table)


def pinyin_of_all(names: Iterable[str]) -> list[str]:
    """`pinyin_of` over a column."""
    return [pinyin_of(name) for name in names]


def initials_of_all(names: Iterable[str]) -> list[str]:
    """`initials_of` over a column."""
    return [initials_of(name) for name in names]


def title_pinyin(title: str) -> tuple[str, str]:
    """Pinyin and initials of a name that is no person's, by phrases: `重庆银行` → `chongqingyinhang`, `cqyh`.

    It goes through pypinyin's segmentation, tens of microseconds a call: for hundreds of names, not for a roster.
    """
    from pypinyin import lazy_pinyin

    syllables = [re.sub("[^a-z0-9]", "", syllable.lower()) for syllable in lazy_pinyin(title, v_to_u=False)]
    return "".join(syllables), "".join(syllable[0] for syllable in syllables if syllable)


class _Readings(dict[int, str]):
    """For `str.translate`: a character that is not in the table vanishes."""

    def __missing__(self, code: int) -> str:
        return ""


@lru_cache(maxsize=1)
def _readings() -> tuple[_Readings, _Readings]:
    """Character → syllable, and character → first letter. Where a character has several readings, the commonest."""
    syllables, firsts = _Readings(), _Readings()
    # The file alone: importing the package reads its phrases as well, most of a second not needed here.
    package = find_spec("pypinyin")
    folder = Path((package and package.origin) or "").parent
    table = json.loads((folder / "pinyin_dict.json").read_text("utf-8"))
    plain = lru_cache(maxsize=None)(_plain)
    for code, readings in table.items():
        syllable = plain(readings.partition(",")[0])
        if syllable:
            syllables[int(code)], firsts[int(code)] = syllable, syllable[0]
    for letter in "abcdefghijklmnopqrstuvwxyz0123456789":
        for written in {letter, letter.upper()}:
            syllables[ord(written)] = firsts[ord(written)] = letter
    for character, syllable in {**GIVEN_NAMES, "〇": "ling"}.items():
        syllables[ord(character)], firsts[ord(character)] = syllable, syllable[0]
    return syllables, firsts


def _plain(syllable: str) -> str:
    """Without tone marks, ü as v, as people type it."""
    return re.sub("[^a-z]", "", normalize("NFD", re.sub("[üǖǘǚǜ]", "v", syllable)))
