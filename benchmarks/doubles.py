"""A registry in which some people are entered twice, and it is known which: for the benchmark of the search."""

import datetime
import random
from typing import Any

import polars as pl

from benchmarks.registry import FIRST_BIRTH, GIVEN, SURNAMES, build_unions
from yuanxin.foundation.kernel.names import initials_of_all, pinyin_of_all
from yuanxin.foundation.kernel.numbers import check_digit

SEED = 2016
SHARE = 0.01
NAMESAKES, FAMILIES = 0.002, 0.002
EMPLOYERS_PER_PERSON = 0.02
KINDS = (
    "name by its sound", "name by its shape", "one digit", "two digits swapped", "year of birth", "other phone",
    "15 digits", "passport", "rare character",
)  # fmt: skip
SOUNDS = dict(
    zip("伟芳娜敏静丽强军勇杰明华英文建玉志鑫波宇俊帆", "炜方那闵净莉墙君永洁鸣桦瑛雯剑钰智欣播羽骏凡", strict=True)
)
SHAPES = dict(zip("伟磊洋涛超霞刚桂辉国红梅浩凯健荣亮庆", "伪蕾详铸起瑕钢挂挥固江海洁皑键菜高床", strict=True))
COUNTIES = (
    "330102",
    "330105",
    "330181",
    "330326",
    "330602",
    "341024",
    "342401",
    "360122",
    "412829",
    "510781",
    "522121",
)
RARE = {"吉": "𠮷", "喆": "囍", "峰": "峯", "淼": "㵘"}

Person = dict[str, Any]


def people(count: int) -> list[Person]:
    """People of whom each stands once; names, phones and employers as they are spread in a district."""
    dice = random.Random(SEED)  # noqa: S311  invented people
    employers = max(20, int(count * EMPLOYERS_PER_PERSON))
    made = []
    for number in dict.fromkeys(drawn_number(dice, index) for index in range(count)):
        given = dice.choice(GIVEN) + (dice.choice(GIVEN) if dice.random() < 0.7 else "")
        made.append(
            {
                "name": dice.choice(SURNAMES) + given,
                "kind": "resident_id",
                "number": number,
                "born_on": datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14])),
                "sex": 2 - int(number[16]) % 2,
                "phone": f"13{dice.randrange(10**9):09d}" if dice.random() < 0.9 else None,
                "employer": f"第{dice.randrange(employers)}公司",
            }
        )
    return made


def drawn_number(dice: random.Random, index: int) -> str:
    """A number as people of a district have them: two thirds of the district, the others of counties all over."""
    division = "330106" if dice.random() < 0.66 else dice.choice(COUNTIES)
    body = f"{division}{FIRST_BIRTH + datetime.timedelta(days=index % 14_000):%Y%m%d}{dice.randrange(1, 1000):03d}"
    return body + check_digit(body)


def with_doubles(count: int) -> tuple[list[Person], dict[tuple[int, int], str]]:
    """The people, `SHARE` of them once more with a mistake each, and the true pairs (places) with their kind.

    Beside them people who only look alike: of one name and one birth date, or of one family with one phone.
    """
    entered = people(count)
    dice = random.Random(SEED + 1)  # noqa: S311
    count = len(entered)
    taken = {each["number"] for each in entered}
    truth: dict[tuple[int, int], str] = {}
    chosen = dice.sample(range(count), int(count * (SHARE + NAMESAKES + FAMILIES)))
    doubles = int(count * SHARE)
    for place, original in enumerate(chosen):
        kind = KINDS[place % len(KINDS)] if place < doubles else ""
        if kind:
            twin = double(entered[original], kind, dice)
        elif place % 2:
            twin = namesake(entered[original], dice)
        else:
            twin = relative(entered[original], dice)
        if twin is None or twin["number"] in taken:
            continue
        taken.add(twin["number"])
        entered.append(twin)
        if kind:
            truth[original, len(entered) - 1] = kind
    return entered, truth


def double(person: Person, kind: str, dice: random.Random) -> Person | None:
    """The same person entered again with a mistake of one kind; None where it cannot be made.

    Whatever the kind, half keep their phone, a third have another, the rest none; two thirds keep their employer.
    """
    twin = dict(person)
    luck = dice.random()
    twin["phone"] = person["phone"] if luck < 0.5 else f"15{dice.randrange(10**9):09d}" if luck < 0.85 else None
    if dice.random() > 0.65:
        twin["employer"] = f"第{dice.randrange(1000)}公司"
    twin["number"] = with_digit_mistaken(person["number"], dice, 14, 17)
    if kind in {"name by its sound", "name by its shape"}:
        twin["name"] = replaced(person["name"], SOUNDS if kind.endswith("sound") else SHAPES)
    elif kind == "rare character":
        common, rare = dice.choice(sorted(RARE.items()))
        person["name"], twin["name"] = person["name"][:-1] + rare, person["name"][:-1] + common
    elif kind == "two digits swapped":
        twin["number"] = with_digits_swapped(person["number"], dice)
    elif kind == "year of birth":
        year = person["born_on"].year + dice.choice((-10, -2, -1, 1, 2, 10))
        try:
            twin["born_on"] = person["born_on"].replace(year=year)
        except ValueError:
            return None
        body = f"{person['number'][:6]}{twin['born_on']:%Y%m%d}{person['number'][14:17]}"
        twin["number"] = body + check_digit(body)
    elif kind == "other phone":
        twin["phone"] = f"18{dice.randrange(10**9):09d}"
    elif kind == "15 digits":
        if person["born_on"].year >= 2000:
            return None
        twin |= {"number": person["number"][:6] + person["number"][8:17], "kind": "other"}
    elif kind == "passport":
        twin |= {"number": f"E{dice.randrange(10**8):08d}", "kind": "passport"}
    same = twin["name"] == person["name"] and kind.startswith("name")
    return None if same or twin["number"] == person["number"] else twin


def namesake(person: Person, dice: random.Random) -> Person:
    """Somebody else of the same name, born on the same day."""
    body = f"{dice.choice(('330102', '330326', '342401', '412829'))}{person['number'][6:14]}{dice.randrange(100, 999)}"
    return person | {
        "number": body + check_digit(body),
        "sex": 2 - int(body[16]) % 2,
        "phone": f"17{dice.randrange(10**9):09d}",
        "employer": f"第{dice.randrange(1000)}公司",
    }


def relative(person: Person, dice: random.Random) -> Person:
    """Somebody of the family, who gave the same phone and works at the same place."""
    born_on = person["born_on"] + datetime.timedelta(days=dice.randrange(-1500, 1500))
    body = f"{person['number'][:6]}{born_on:%Y%m%d}{dice.randrange(100, 999)}"
    name = person["name"][0] + dice.choice(GIVEN) + dice.choice(GIVEN)
    return person | {
        "number": body + check_digit(body), "sex": 2 - int(body[16]) % 2, "born_on": born_on, "name": name,
    }  # fmt: skip


def replaced(name: str, table: dict[str, str]) -> str:
    """The name with the last character that the table has written as its likeness."""
    for place in range(len(name) - 1, 0, -1):
        if name[place] in table:
            return name[:place] + table[name[place]] + name[place + 1 :]
    return name


def with_digit_mistaken(number: str, dice: random.Random, first: int, last: int) -> str:
    """One digit between two places another one, with the check digit that goes with it."""
    place = dice.randrange(first, last)
    digit = dice.choice([each for each in "0123456789" if each != number[place]])
    body = number[:place] + digit + number[place + 1 : 17]
    return body + check_digit(body)


def with_digits_swapped(number: str, dice: random.Random) -> str:
    """Two neighbours of the last three digits swapped, with the check digit that goes with it."""
    place = dice.choice((14, 15))
    body = number[:place] + number[place + 1] + number[place] + number[place + 2 : 17]
    return body + check_digit(body)


def as_frame(entered: list[Person]) -> pl.DataFrame:
    """The people as columns, numbers and phones in clear."""
    frame = pl.DataFrame(entered, infer_schema_length=None).with_row_index("id", offset=1)
    called = frame["name"].to_list()
    return frame.with_columns(
        pl.col("id").cast(pl.Int64),
        pl.Series("pinyin", pinyin_of_all(called)),
        pl.Series("initials", initials_of_all(called)),
    )


def write(frame: pl.DataFrame) -> None:
    """The people into an empty registry of two thousand unions."""
    from django.db import transaction

    from yuanxin.foundation.kernel import bulk
    from yuanxin.foundation.kernel.sealed import lookup_digests, seal_many
    from yuanxin.organisation.members.models import Person as Row

    places = build_unions(2_000)
    for part in frame.iter_slices(100_000):
        written = part["number"].to_list()
        phones = part["phone"].to_list()
        keyed = dict(zip(phones, lookup_digests([phone or "" for phone in phones]), strict=True))
        rows = part.select(
            "id",
            pl.col("id").map_elements(lambda key: places[key % len(places)], return_dtype=pl.Int64).alias("union_id"),
            "name",
            "pinyin",
            "initials",
            pl.col("kind").alias("document_type"),
            pl.Series("document_number", seal_many(written)),
            pl.Series("document_digest", lookup_digests(written)),
            "sex",
            "born_on",
            pl.Series("phone", [seal_many([phone])[0] if phone else None for phone in phones], dtype=pl.Binary),
            pl.Series("phone_digest", [keyed[phone] if phone else None for phone in phones], dtype=pl.Binary),
            pl.col("employer").alias("employer_name"),
        )
        with transaction.atomic():
            bulk.insert(Row, rows)
