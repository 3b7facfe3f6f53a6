"""Relief that was paid: in the period exactly what the facts say, and before and after it so that there are trends."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from yuanxin.demo.departments import Site
from yuanxin.demo.departments.hardship.asked import Asked, make_room
from yuanxin.demo.departments.hardship.files import DISTRICT, STREETS, UNITS, Story
from yuanxin.demo.departments.hardship.households import Home
from yuanxin.demo.invention.days import ONE_DAY, draw_day
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.kernel.sealed import seal
from yuanxin.foundation.payments.choices import EntryKind, FundLevel
from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.payments.services import enter_money, open_fund, write_paid
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.policies.queries import each_once
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.hardship.choices import ReliefKind, ReliefState
from yuanxin.welfare.hardship.models import GoodsHelp, GoodsItem, Relief
from yuanxin.welfare.hardship.queries.relief import computed_by, rules_of
from yuanxin.welfare.hardship.services.approving import payment_of

CASHIER = Actor(key="system:demo-cashier", label="区总工会出纳", everywhere=True)
SITUATIONS = ("家庭成员患重病，医疗支出较大", "遭遇意外，家庭收入中断", "子女就学支出较大，生活困难")
AROUND = 400
FUNDS = (("困难职工帮扶资金", FundLevel.CITY), ("送温暖资金", FundLevel.DISTRICT))


@dataclass(frozen=True, slots=True)
class Given:
    """Relief that is to be paid to a household on a day."""

    home: Home
    story: Story | None
    kind: ReliefKind
    amount: Decimal
    paid_on: datetime.date
    occasion: str = ""


def write_relief(site: Site, homes: list[Home], stories: list[Story], asked: Asked) -> int:
    """Write all relief with its payments, and goods; how many applications."""
    stream = site.stream("hardship relief")
    routine = asked.routine.shares(stream)
    # Approved days before it is paid, so that the cap must hold before the period as well.
    make_room(routine, site.facts.begins_on - AROUND * ONE_DAY)
    given = [
        *of_the_period(site, stream, homes, stories, asked, routine),
        *around_it(site, stream, homes, stories),
    ]
    funds = open_funds(site, given)
    with each_once():
        reliefs = [application(stream, each, funds[each.kind == ReliefKind.HOLIDAY]) for each in given]
    Relief.objects.bulk_create(reliefs, batch_size=500)
    Decision.objects.bulk_create([step for relief in reliefs for step in steps_of(relief)], batch_size=500)
    settled = [
        (payment_of(relief, relief.fund), each.paid_on)
        for relief, each in zip(reliefs, given, strict=True)
        if relief.fund is not None
    ]
    write_paid(actor=CASHIER, settled=settled, today=site.today, receipt="签收单")
    write_goods(site, homes)
    return len(reliefs)


def of_the_period(
    site: Site, stream: Random, homes: list[Home], stories: list[Story], asked: Asked, routine: list[Decimal]
) -> Iterable[Given]:
    """What the facts count: routine relief for the first files, temporary relief for the last households."""
    first, last = site.facts.begins_on, min(site.facts.ends_on, site.today)
    for place, amount in enumerate(routine):
        yield Given(homes[place], stories[place], ReliefKind.ROUTINE, amount, draw_day(stream, first, last))
    there = len(homes)
    for place, amount in enumerate(asked.temporary.shares(stream)):
        home, story = homes[there - 1 - place], stories[there - 1 - place]
        for part in cases(amount, rules_of(home.household.union, first)):
            yield Given(home, story if story.filed else None, ReliefKind.TEMPORARY, part, draw_day(stream, first, last))


def cases(amount: Decimal, rules: tuple[Policy, Policy]) -> Iterable[Decimal]:
    """The amount in cases none of which is over the cap."""
    line, caps = rules
    most = line.typed.monthly * caps.typed.temporary_months
    while amount > most:
        yield most
        amount -= most
    yield amount


def around_it(site: Site, stream: Random, homes: list[Home], stories: list[Story]) -> Iterable[Given]:
    """Relief before and after the period, and a holiday within it, of households that were on file then."""
    first, last = site.facts.begins_on, site.facts.ends_on
    before = (first - AROUND * ONE_DAY, first - ONE_DAY)
    after = (last + ONE_DAY, min(site.today, last + AROUND * ONE_DAY))
    for home, story in zip(homes, stories, strict=True):
        for start, end in (before, after):
            if start > end or stream.random() > 0.3:
                continue
            kind = stream.choice((ReliefKind.TEMPORARY, ReliefKind.ROUTINE))
            paid_on = draw_day(stream, start, end)
            on_file = story.spells and story.spells[0].begins_on < paid_on
            amount = Decimal(stream.randint(8, 20) * 100)
            yield Given(home, story if on_file else None, kind if on_file else ReliefKind.TEMPORARY, amount, paid_on)
    spring = datetime.date(last.year, 1, 28)
    if spring <= site.today:
        for home, story in zip(homes, stories, strict=True):
            if story.filed and story.spells[0].begins_on < spring - 30 * ONE_DAY and len(story.spells) == 1:
                occasion = f"{spring.year}年春节送温暖"
                yield Given(home, story, ReliefKind.HOLIDAY, ZERO, spring, occasion)


def application(stream: Random, given: Given, fund: Fund) -> Relief:
    """An approved application for what is given, computed by the rules of its day."""
    file = given.story.file if given.story is not None else None
    household = given.home.household
    applied_on = given.paid_on - stream.randint(12, 25) * ONE_DAY
    line, caps = rules_of(household.union, applied_on)
    holiday = given.kind == ReliefKind.HOLIDAY
    category = given.story.spells[0].category if given.story is not None and given.story.spells else ""
    computed = computed_by(
        given.kind,
        applied=None if holiday else given.amount,
        line=line,
        caps=caps,
        used=ZERO,
        category=category,
        day=applied_on,
    )
    return Relief(
        union=household.union,
        household=household,
        file=file,
        kind=given.kind,
        year=given.paid_on.year,
        occasion=given.occasion,
        situation=seal(given.occasion or stream.choice(SITUATIONS)),
        applied_on=applied_on,
        applied_fen=computed.applied,
        computed_fen=computed.amount,
        steps=seal(computed.as_text()),
        line=line,
        caps=caps,
        account=file.account if file is not None else None,
        account_digest=file.account_digest if file is not None else None,
        bank=file.bank if file is not None else "",
        approved_fen=computed.amount,
        overlap_opinion="与其他帮扶不重复，同意",
        fund=fund,
        approved_on=given.paid_on - stream.randint(1, 6) * ONE_DAY,
        state=ReliefState.APPROVED,
        version=4,
        round=3,
    )


def steps_of(relief: Relief) -> list[Decision]:
    """The steps by which an application was approved."""
    taken = (
        ("begin", "", ReliefState.SUBMITTED, UNITS),
        ("review", ReliefState.SUBMITTED, ReliefState.REVIEWED, STREETS),
        ("approve", ReliefState.REVIEWED, ReliefState.APPROVED, DISTRICT),
    )
    return [
        Decision(
            kind=relief._meta.label_lower,
            object_id=relief.pk,
            label=str(relief)[:200],
            round=number,
            action=action,
            from_state=old,
            to_state=new,
            actor=actor.key,
            actor_label=actor.label,
            union=relief.union_id,
            opinion="同意" if action != "begin" else "",
            at=clock.now(),
        )
        for number, (action, old, new, actor) in enumerate(taken, start=1)
    ]


def open_funds(site: Site, given: list[Given]) -> dict[bool, Fund]:
    """The fund of relief, and that of holidays (`True`), each with money enough and some left."""
    district = Union.objects.get(parent=None)
    on = site.facts.begins_on - (AROUND + 60) * ONE_DAY
    funds = {}
    for holiday, (name, level) in enumerate(FUNDS):
        fund = open_fund(actor=DISTRICT, union=district, name=name, level=level, today=on)
        needed = sum((each.amount for each in given if (each.kind == ReliefKind.HOLIDAY) is bool(holiday)), ZERO)
        spare = Decimal(2000) * sum(each.kind == ReliefKind.HOLIDAY for each in given) if holiday else ZERO
        amount = ((needed + spare) // 100_000 + 2) * 100_000
        enter_money(
            actor=DISTRICT,
            fund=fund,
            kind=EntryKind.RECEIVED,
            amount_fen=Decimal(amount),
            on=on,
            today=site.today,
            note="年度帮扶资金",
        )
        funds[bool(holiday)] = fund
    return funds


def write_goods(site: Site, homes: list[Home]) -> None:
    """Rice and oil for some of the households at the turn of the year."""
    day = datetime.date(site.facts.ends_on.year, 1, 20)
    if day > site.today:
        return
    chosen = homes[:: max(len(homes) // 12, 1)]
    helped = [
        GoodsHelp(
            union=home.household.union,
            household=home.household,
            occasion="元旦春节送温暖",
            given_on=day,
            received_by=home.head.name,
            value_fen=Decimal(196),
        )
        for home in chosen
    ]
    GoodsHelp.objects.bulk_create(helped)
    GoodsItem.objects.bulk_create(
        [
            GoodsItem(help=each, name=name, quantity=1, measure=measure, price_fen=Decimal(price))
            for each in helped
            for name, measure, price in (("大米", "袋", 98), ("食用油", "桶", 98))
        ]
    )
