"""What makes two people, two employers or two unions look like one entered twice. No database, no clock.

Points are said so that an officer can follow them: the same birth date +25, the same phone +35, another number −25;
from 60 points a pair is shown. The lines were set on the seeded set of `benchmarks.duplicates`.
"""

import datetime
import re
from functools import lru_cache

import polars as pl

from yuanxin.foundation.kernel.matching import Block, Matching, Rare, Same, Shared, Similar, Told
from yuanxin.foundation.kernel.names import initials_of_all, pinyin_of_all
from yuanxin.foundation.kernel.numbers import check_resident_ids
from yuanxin.foundation.kernel.numbers.divisions import divisions
from yuanxin.organisation.rosters.choices import PairKind

PERSONS = Matching(
    PairKind.PERSON,
    blocks=(
        Block("number", ("number",), window=20),
        Block("phone", ("phone",), window=40),
        Block("birth", ("born_on", "initial"), window=150),
        Block("name_year", ("pinyin", "birth_year"), window=60),
        Block("name_day", ("pinyin", "birth_day"), window=60),
        Block("initials_employer", ("initials", "employer"), window=60),
        # The three before the check digit, which is another one whatever digit is mistaken.
        Block("sequence", ("sequence", "pinyin"), window=60),
    ),
    comparisons=(
        # 100 points alone: the same number kept under two types of document, or once with 15 and once with 18 digits.
        Same("number", levels=((100, 100),), column="number"),
        Same("phone", levels=((100, 35),), column="phone"),
        Same("sex", levels=((100, 0),), otherwise=-15, column="sex"),
        Same("employer", levels=((100, 15),), column="employer"),
        Rare("rare_name", levels=((100, 10),), column="name"),
        Similar("born_on", levels=((100, 25), (87, 10)), otherwise=-20, tellings=(Told("birth_text", "swaps"),)),
        # Two places differ where one digit was mistaken, or two swapped, and the check digit made right again.
        Similar("digits", levels=((88, 25),), otherwise=-25, tellings=(Told("digits", "swaps"),)),
        Similar(
            "name",
            levels=((100, 30), (95, 22), (66, 8)),
            otherwise=-30,
            tellings=(Told("name", at_most=100), Told("pinyin", at_most=95)),
        ),
    ),
)

EMPLOYERS = Matching(
    PairKind.EMPLOYER,
    blocks=(
        Block("core", ("core",), window=40),
        Block("address", ("address",), window=40),
        Block("code", ("code_body",), window=20),
        Block("beginning", ("beginning",), window=40),
        Block("initials", ("initials",), window=40),
    ),
    comparisons=(
        Same("area", levels=((100, 5),), column="union"),
        Rare("rare_name", levels=((100, 10),), column="core"),
        Similar("code", levels=((100, 100), (88, 30)), otherwise=-60, tellings=(Told("code", "swaps"),)),
        Similar("address", levels=((90, 20), (70, 10)), tellings=(Told("address"),)),
        Similar(
            "name",
            levels=((100, 60), (90, 45), (80, 35), (70, 15)),
            otherwise=-40,
            tellings=(Told("core"), Told("sound", at_most=95)),
        ),
    ),
)

UNIONS = Matching(
    PairKind.UNION,
    blocks=(
        Block("core", ("core",), window=40),
        Block("employers", ("employers",), window=20),
        Block("code", ("code",), window=20),
        Block("beginning", ("beginning", "parent"), window=40),
    ),
    comparisons=(
        Same("level", levels=((100, 0),), otherwise=-100, column="level"),
        Same("upper_union", levels=((100, 15),), otherwise=-10, column="parent"),
        Same("code", levels=((100, 50),), otherwise=-40, column="code"),
        Shared("employers", levels=((100, 35),), otherwise=-10, column="employers"),
        Similar(
            "name",
            levels=((100, 50), (85, 35), (70, 15)),
            otherwise=-40,
            tellings=(Told("core"), Told("sound", at_most=95)),
        ),
    ),
)

MATCHINGS: dict[str, Matching] = {matching.code: matching for matching in (PERSONS, EMPLOYERS, UNIONS)}

LEGAL_FORMS = (
    "(特殊普通合伙)", "(普通合伙)", "(有限合伙)", "(个人独资)", "(集团)", "股份有限公司", "有限责任公司", "有限公司",
    "集团公司", "总公司", "公司", "集团", "个体工商户",
)  # fmt: skip
UNION_WORDS = ("联合工会委员会", "工会联合会", "工会委员会", "联合工会", "总工会", "工会")
PUNCTUATION = r"[\s()\[\]{}<>《》【】〔〕「」“”\"'‘’·•,，.。、;；:：\-—_/\\&＆]+"
AN_EIGHTEEN = r"^[0-9]{17}[0-9X]$"
A_FIFTEEN = r"^[0-9]{15}$"


@lru_cache(maxsize=1)
def place_names() -> str:
    """A pattern for the places that names of employers begin with: 浙江省, 杭州市, 西湖区, and 浙江, 杭州, 西湖."""
    names = {spell.name for spells in divisions().values() for spell in spells}
    names |= {name[:-1] for name in names if len(name) > 2 and name[-1] in "省市区县"}
    longest_first = sorted((re.escape(name) for name in names if len(name) > 1), key=len, reverse=True)
    return f"^(?:{'|'.join(longest_first)})"


def core_names(names: pl.Series, endings: tuple[str, ...] = LEGAL_FORMS) -> pl.Series:
    """What distinguishes names of employers: without legal form, brackets and the places they begin with.

    `浙江圆心科技（杭州）有限责任公司` and `杭州圆心科技有限公司` both give `圆心科技`. A name of which nothing would be
    left keeps what stood before its places were taken away.
    """
    text = pl.col("name")
    bare = pl.DataFrame({"name": names}).select(text.str.normalize("NFKC").str.to_uppercase())
    forms = "|".join(re.escape(form) for form in endings)
    bare = bare.select(text.str.replace_all(f"(?:{forms})+", ""))
    places = place_names()
    # Places in brackets say the same as those in front.
    bare = bare.select(text.str.replace_all(r"\(" + places.removeprefix("^") + r"\)", ""))
    bare = bare.select(text.str.replace_all(PUNCTUATION, ""))
    cut = bare
    for _province_city_district in range(3):
        shorter = cut.select(text.str.replace(places, ""))
        cut = shorter.select(pl.when(text.str.len_chars() >= 2).then(text).otherwise(cut["name"]).alias("name"))
    return cut.select(pl.when(text == "").then(bare["name"]).otherwise(text).alias("name"))["name"]


def core_union_names(names: pl.Series) -> pl.Series:
    """What distinguishes names of unions: the core of the employer's name, without the words for a union."""
    words = "|".join(UNION_WORDS)
    return core_names(names.str.replace_all(f"(?:{words})", ""))


def plain_addresses(addresses: pl.Series) -> pl.Series:
    """Addresses in one written form, without the places all of them begin with; null where nothing is left."""
    text = pl.col("address")
    frame = pl.DataFrame({"address": addresses}).select(
        text.str.normalize("NFKC").str.to_uppercase().str.replace_all(PUNCTUATION, "").str.replace_all("号$", "")
    )
    for _province_city_district in range(3):
        frame = frame.select(text.str.replace(place_names(), ""))
    return frame.select(pl.when(text != "").then(text).alias("address"))["address"]


def person_columns(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns that `PERSONS` reads, from `id`, `name`, `pinyin`, `initials`, `number` (in clear), `sex`, `born_on`,
    `phone` (any key of it), `employer_id` and `employer_name`.
    """
    number, resident = pl.col("number"), pl.col("number").str.contains(AN_EIGHTEEN)
    return frame.select(
        "id",
        "name",
        pl.when(pl.col("pinyin") != "").then(pl.col("pinyin")).alias("pinyin"),
        pl.when(pl.col("initials") != "").then(pl.col("initials")).alias("initials"),
        pl.when(pl.col("initials") != "").then(pl.col("initials").str.slice(0, 1)).alias("initial"),
        "number",
        pl.when(resident).then(number).alias("digits"),
        pl.when(resident).then(number.str.slice(-4, 3)).alias("sequence"),
        pl.when(pl.col("sex").is_in([1, 2])).then(pl.col("sex")).alias("sex"),
        "born_on",
        pl.col("born_on").dt.year().alias("birth_year"),
        (pl.col("born_on").dt.month().cast(pl.Int32) * 100 + pl.col("born_on").dt.day()).alias("birth_day"),
        pl.col("born_on").dt.strftime("%Y%m%d").alias("birth_text"),
        "phone",
        pl.coalesce(
            pl.format("#{}", "employer_id"), pl.when(pl.col("employer_name") != "").then(pl.col("employer_name"))
        ).alias("employer"),
    )


def upgraded(numbers: pl.Series) -> pl.Series:
    """Numbers of 15 digits as 18, in whatever type of document they were kept; the others as they are."""
    old = numbers.str.contains(A_FIFTEEN).fill_null(value=False).arg_true()
    if not len(old):
        return numbers
    # The day only decides whether a number is valid, which is not asked here.
    written = check_resident_ids(numbers.gather(old), today=datetime.date.max)["number"]
    return numbers.scatter(old, written)


def employer_columns(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns that `EMPLOYERS` reads, from `id`, `name`, `credit_code`, `address` and `union`."""
    core = core_names(frame["name"])
    code = pl.col("credit_code")
    return frame.with_columns(*_sounds(core), plain_addresses(frame["address"])).select(
        "id",
        "core",
        "sound",
        pl.col("core").str.slice(0, 2).alias("beginning"),
        pl.when(pl.col("initials").str.len_chars() > 3).then(pl.col("initials")).alias("initials"),
        code.alias("code"),
        code.str.slice(8, 9).alias("code_body"),
        "address",
        "union",
    )


def union_columns(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns that `UNIONS` reads, from `id`, `name`, `level`, `parent`, `credit_code` and `employers`."""
    core = core_union_names(frame["name"])
    code = pl.col("credit_code")
    return frame.with_columns(*_sounds(core)).select(
        "id",
        "core",
        "sound",
        pl.col("core").str.slice(0, 2).alias("beginning"),
        "level",
        "parent",
        pl.when(code != "").then(code).alias("code"),
        "employers",
    )


def _sounds(core: pl.Series) -> list[pl.Series]:
    """The cores with their pinyin and its initials."""
    texts = core.to_list()
    return [
        core.alias("core"),
        pl.Series("sound", pinyin_of_all(texts), dtype=pl.String),
        pl.Series("initials", initials_of_all(texts), dtype=pl.String),
    ]
