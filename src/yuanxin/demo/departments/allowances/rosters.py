"""The invented people on the rosters of units."""

import datetime
from dataclasses import dataclass
from random import Random

from yuanxin.demo.invention.people import FEMALE, MALE, Names
from yuanxin.foundation.kernel.numbers import check_digit
from yuanxin.foundation.kernel.sealed import lookup_digests, seal_many

JOBS = ("协管员", "辅警", "协辅人员", "窗口服务", "保洁员", "驾驶员", "食堂工作人员", "编外教师", "护理员", "档案员")
# Birthdays come round after so many people, and each round has two sequences to a birthday: no number comes twice.
OLDEST, DAYS, STRIDE, FIRST = datetime.date(1962, 1, 1), 12_000, 37, 700


@dataclass(frozen=True, slots=True)
class Listed:
    """One of them, number sealed."""

    name: str
    sealed: bytes
    digest: bytes
    job: str


def invent(stream: Random, count: int) -> list[Listed]:
    """So many people, nobody twice."""
    names = Names(stream)
    people = []
    for number in range(count):
        born = OLDEST + datetime.timedelta(days=number * STRIDE % DAYS)
        sequence = FIRST + number // DAYS * 2 + number % 2
        body = f"330106{born:%Y%m%d}{sequence:03d}"
        sex = MALE if sequence % 2 else FEMALE
        people.append((names.draw(sex, born.year), body + check_digit(body), stream.choice(JOBS)))
    numbers = [number for _name, number, _job in people]
    return [
        Listed(name, sealed, digest, job)
        for (name, _number, job), sealed, digest in zip(
            people, seal_many(numbers), lookup_digests(numbers), strict=True
        )
    ]
