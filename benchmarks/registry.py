"""A registry of a million: unions and members with valid numbers, made fast, for the benchmarks."""

import datetime
import random

import polars as pl
from django.db import connection, transaction

from yuanxin.foundation.kernel import bulk
from yuanxin.foundation.kernel.names import initials_of_all, pinyin_of_all
from yuanxin.foundation.kernel.numbers import check_digit
from yuanxin.foundation.kernel.sealed import lookup_digests, seal_many
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.choices import EmploymentForm, NewForm
from yuanxin.organisation.members.models import Membership, Person

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟"
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华文辉建国红玉兰志梅鑫波宇浩凯健俊帆雪荣莉亮庆"
FIRST_JOINING, JOINING_DAYS = datetime.date(2008, 1, 1), 2900
FIRST_BIRTH = datetime.date(1965, 1, 1)
AT_ONCE = 100_000


def numbers(first: int, count: int) -> list[str]:
    """Invented resident numbers of the district, each different: by day of birth, then by sequence."""
    made = []
    for index in range(first, first + count):
        day = FIRST_BIRTH + datetime.timedelta(days=index % 14_000)
        body = f"330106{day:%Y%m%d}{index // 14_000 + 1:03d}"
        made.append(body + check_digit(body))
    return made


def names(count: int, dice: random.Random) -> list[str]:
    """Names of two or three characters."""
    return [
        dice.choice(SURNAMES) + dice.choice(GIVEN) + (dice.choice(GIVEN) if dice.random() < 0.7 else "")
        for _ in range(count)
    ]


def build_unions(count: int) -> list[int]:
    """A district, twenty streets and grassroots unions below them; the ids of the latter."""
    district = Union.objects.create(
        code="330106", name="示范区总工会", level="district", form="federation", path="00001"
    )
    streets = [
        Union(
            code=f"3301060{n:02d}",
            name=f"第{n}街道总工会",
            level="street",
            form="federation",
            path=f"00001{n:05d}",
            parent=district,
        )
        for n in range(1, 21)
    ]
    Union.objects.bulk_create(streets)
    unions = [
        Union(
            code=f"G{n:06d}",
            name=f"第{n}工会",
            level="grassroots",
            form="committee",
            path=f"{streets[n % 20].path}{n // 20 + 1:05d}",
            parent=streets[n % 20],
        )
        for n in range(count)
    ]
    Union.objects.bulk_create(unions, batch_size=500)
    return [union.pk for union in unions]


def build(members: int, unions: int, *, varied: bool = False) -> None:
    """`members` persons with a membership each, spread over `unions` grassroots unions.

    `varied` gives them what a list is filtered by: kinds of work, ways of joining; and one in twelve has left.
    """
    dice = random.Random(2016)  # noqa: S311  invented people
    places = build_unions(unions)
    for first in range(0, members, AT_ONCE):
        count = min(AT_ONCE, members - first)
        written = numbers(first, count)
        called = names(count, dice)
        phones = [f"13{dice.randrange(10**9):09d}" for _ in range(count)]
        ids = pl.int_range(first + 1, first + count + 1, eager=True)
        homes = [places[(first + n) % len(places)] for n in range(count)]
        person = pl.DataFrame(
            {
                "id": ids,
                "union_id": homes,
                "name": called,
                "pinyin": pinyin_of_all(called),
                "initials": initials_of_all(called),
                "document_number": seal_many(written),
                "document_digest": lookup_digests(written),
                "sex": [2 - int(number[16]) % 2 for number in written],
                "born_on": [datetime.date(int(n[6:10]), int(n[10:12]), int(n[12:14])) for n in written],
                "phone": seal_many(phones),
                "phone_digest": lookup_digests(phones),
            }
        ).sort("document_digest")
        membership = pl.DataFrame(
            {
                "id": ids,
                "union_id": homes,
                "person_id": ids,
                "joined_on": [FIRST_JOINING + datetime.timedelta(days=n % JOINING_DAYS) for n in range(count)],
                "join_kind": ["first"] * count,
            }
        )
        if varied:
            person, membership = with_particulars(person, dice), with_endings(membership, dice)
        with transaction.atomic():
            bulk.insert(Person, person)
            bulk.insert(Membership, membership)
    settle(members)


def with_particulars(person: pl.DataFrame, dice: random.Random) -> pl.DataFrame:
    """The persons with their work: most by contract, one in eight in a new form of employment, three in ten migrant."""
    count = len(person)
    return person.with_columns(
        employment_form=pl.Series(dice.choices(EmploymentForm.values, [60, 12, 8, 5, 4, 8, 2, 1], k=count)),
        new_form=pl.Series(
            dice.choices(["", *NewForm.values], [87, 2, 2, 2, 3, 1, 1, 1, 0.5, 0.3, 0.2, 0.01], k=count)
        ),
        migrant=pl.Series(dice.choices([True, False, None], [30, 60, 10], k=count)),
        employer_name=pl.Series([f"第{n}厂" for n in dice.choices(range(20_000), k=count)]),
        job=pl.Series(dice.choices(["", "操作工", "职员", "司机"], k=count)),
    )


def with_endings(membership: pl.DataFrame, dice: random.Random) -> pl.DataFrame:
    """The memberships, some by another way of joining, and one in twelve ended in one way or another."""
    count = len(membership)
    ended = [dice.random() < 1 / 12 for _ in range(count)]
    kinds = dice.choices(["left", "deemed_left", "deceased", "expelled"], [60, 25, 14, 1], k=count)
    ends = [FIRST_JOINING + datetime.timedelta(days=JOINING_DAYS + dice.randrange(800)) for _ in range(count)]
    return membership.with_columns(
        join_kind=pl.Series(dice.choices(["first", "transfer", "rejoin"], [90, 8, 2], k=count)),
        left_on=pl.Series([day if gone else None for day, gone in zip(ends, ended, strict=True)]),
        leave_kind=pl.Series([kind if gone else "" for kind, gone in zip(kinds, ended, strict=True)]),
    )


def settle(members: int) -> None:
    """Counters behind the given ids, fresh statistics, a quiet disk."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for model in (Person, Membership):
                table = model._meta.db_table
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, members])
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")
        else:
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
