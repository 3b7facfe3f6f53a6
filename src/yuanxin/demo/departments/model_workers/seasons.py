"""Income surveys, and the three funds applied for by year: the year before, the year of the period, and now."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from yuanxin.demo.departments import Site
from yuanxin.demo.departments.model_workers.asked import Asked, gift_of
from yuanxin.demo.departments.model_workers.workers import Register
from yuanxin.demo.invention.days import ONE_DAY, years_before
from yuanxin.foundation.kernel.money import ZERO, split
from yuanxin.foundation.kernel.sealed import seal_many
from yuanxin.foundation.policies.queries import policy_version
from yuanxin.foundation.unions.models import Union
from yuanxin.growth.honours.choices import HonourLevel
from yuanxin.welfare.model_workers.choices import BenefitKind, SurveyState
from yuanxin.welfare.model_workers.models import IncomeStatement, IncomeSurvey, ModelWorker
from yuanxin.welfare.model_workers.queries.by_rule import (
    HOLIDAY,
    LOW_INCOME,
    MONTHS,
    Computation,
    allowance,
    gift,
    written,
)

# In the year before, one of six did not apply yet.
BEFORE = 5, 6
SURVEY_DAYS = 50
STATED_BY = "服务工会填报"


@dataclass(slots=True)
class Application:
    """What is applied for on behalf of a model worker."""

    worker: ModelWorker
    kind: BenefitKind
    amount: Decimal
    computed: Computation
    policy_id: int
    statement: IncomeStatement | None = None


@dataclass(slots=True)
class Season:
    """The applications of a year by level, all applied for on one day."""

    year: int
    applied_on: datetime.date
    by_level: dict[HonourLevel, list[Application]] = field(default_factory=dict)


def seasons(site: Site, asked: Asked, register: Register) -> list[Season]:
    """What is applied for in the year before and in that of the period, with the surveys behind it."""
    stream = site.stream("model workers' seasons")
    day = season_day(site)
    before = Season(day.year - 1, min(years_before(day, 1), site.facts.begins_on - ONE_DAY))
    period = Season(day.year, day)
    for season in (before, period):
        survey = surveyed(site, season.year, season.applied_on)
        wanted = {}
        for level, shared in asked.applied.items():
            shares = shared.shares(stream)
            if season is before:
                shares = shares[: len(shares) * BEFORE[0] // BEFORE[1]]
            wanted[level] = shares
        Statements(site, stream, survey, season).write(register, wanted)
    return [before, period]


def season_day(site: Site) -> datetime.date:
    """The day in the period on which is applied: in March, where it holds one."""
    first, last = site.facts.begins_on, site.facts.ends_on
    day = datetime.date(last.year, 3, 10)
    return min(max(day, first), last)


def surveyed(site: Site, year: int, until: datetime.date) -> IncomeSurvey:
    """The income survey of a year, closed where the year is over."""
    begun_on = min(datetime.date(year, 1, 5), until)
    closed = site.today.year > year
    return IncomeSurvey.objects.create(
        union=Union.objects.get(parent=None),
        year=year,
        begun_on=begun_on,
        due_on=begun_on + SURVEY_DAYS * ONE_DAY if closed else site.today + 10 * ONE_DAY,
        state=SurveyState.CLOSED if closed else SurveyState.OPEN,
    )


@dataclass(slots=True)
class Statements:
    """Writes what everybody lives on, so that the rule gives each applicant just the wanted share."""

    site: Site
    stream: Random
    survey: IncomeSurvey
    season: Season

    def write(self, register: Register, wanted: dict[HonourLevel, list[Decimal]]) -> None:
        """Statements of all, and the applications of the season."""
        rule = policy_version(LOW_INCOME, on=self.season.applied_on)
        stated: list[tuple[ModelWorker, list[Decimal], Decimal]] = []
        for level, workers in register.by_level.items():
            shares = wanted.get(level, [])
            for place, worker in enumerate(workers):
                share = shares[place] if place < len(shares) else ZERO
                given = gift_of(level, self.season.applied_on)
                rest = share - given if share - given >= rule.typed.least else share
                line = rule.typed.line(level, worker.employment) or Decimal(3000)
                stated.append((worker, self.incomes(line, rest), share))
        sealed = seal_many([written(incomes) for _worker, incomes, _share in stated])
        rows = [
            IncomeStatement(
                union_id=worker.union_id,
                survey=self.survey,
                worker=worker,
                employment=worker.employment,
                insurance=worker.insurance,
                incomes=text,
                stated_on=min(self.survey.begun_on + self.stream.randint(1, 30) * ONE_DAY, self.season.applied_on),
                stated_by=STATED_BY,
            )
            for (worker, _incomes, _share), text in zip(stated, sealed, strict=True)
        ]
        IncomeStatement.objects.bulk_create(rows, batch_size=500)
        for (worker, incomes, share), statement in zip(stated, rows, strict=True):
            if share:
                self.apply(worker, incomes, share, statement)

    def incomes(self, line: Decimal, rest: Decimal) -> list[Decimal]:
        """Twelve incomes that lie `rest` below the line together; above it for who is given nothing."""
        if not rest:
            return [line + self.stream.randint(1, 40) * 50] * len(MONTHS)
        gaps = split(rest, dict.fromkeys(MONTHS, 1), remainder_to=MONTHS[-1])
        return [line - gaps[month] for month in MONTHS]

    def apply(self, worker: ModelWorker, incomes: list[Decimal], share: Decimal, statement: IncomeStatement) -> None:
        """The allowance, and what is left of the share as the gift of the level."""
        level = HonourLevel(worker.level)
        rule = policy_version(LOW_INCOME, on=self.season.applied_on)
        computed = allowance(
            rule.typed, level=level, employment=worker.employment, incomes=incomes, months=list(MONTHS)
        )
        of_level = self.season.by_level.setdefault(level, [])
        of_level.append(Application(worker, BenefitKind.DIFFICULTY, computed.amount, computed, rule.pk, statement))
        if computed.amount != share:
            holiday = policy_version(HOLIDAY, on=self.season.applied_on)
            given = gift(holiday.typed, level=level)
            of_level.append(Application(worker, BenefitKind.HOLIDAY, given.amount, given, holiday.pk))
