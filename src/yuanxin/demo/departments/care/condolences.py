"""Programmes in the heat and in the winter, with goods from the store signed for; all of it through the services."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from yuanxin.demo.departments import Site
from yuanxin.demo.invention.days import ONE_DAY, draw_day
from yuanxin.demo.invention.people import FEMALE, MALE, Names
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.unions.choices import Level
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.care.choices import CareKind
from yuanxin.welfare.care.models import CondolenceProgramme, GoodsItem
from yuanxin.welfare.care.services import (
    PROJECT,
    Named,
    Plan,
    list_recipients,
    plan_programme,
    register_goods,
    set_goods,
    sign_for,
    take_into_store,
)

UNITS = Actor(key="system:demo-units", label="各单位工会", everywhere=True)
DISTRICT = Actor(key="system:demo-district", label="区总工会", everywhere=True)
SECTIONS = (
    "奥体博览城标段", "地铁四号线标段", "地铁二号线西北段", "紫之隧道标段", "西溪路改造标段", "天目山路整治标段",
    "环湖景观提升标段", "灵隐路管网标段", "之江路整治标段", "浙大路立面整治班组", "转塘片区配套标段", "湖滨保洁班组",
)  # fmt: skip
COOL_GOODS = (("夏令用品", "份", Decimal(90)), ("急救包", "个", Decimal(45)))
WARM_GOODS = (("棉大衣", "件", Decimal(160)),)
# Of the receivers in the heat so many in a hundred are reached by a street as well, and count once all the same.
TWICE = 6
GROUP = 25
WORKERS_BORN = (1962, 1994)
HEAT, WINTER = datetime.timedelta(days=20), datetime.timedelta(days=12)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A programme as it is carried out: whose, what for, from a day to a day, with what goods."""

    union: Union
    kind: CareKind
    name: str
    project: str
    first: datetime.date
    last: datetime.date
    goods: Sequence[tuple[str, str, Decimal]]


class Store:
    """The goods of each union, bought for each programme with a few to spare."""

    SPARE = 12

    def __init__(self) -> None:
        self.items: dict[tuple[int, str], GoodsItem] = {}

    def stock(self, occasion: Occasion, people: int, on: datetime.date, today: datetime.date) -> dict[GoodsItem, int]:
        """Buy for so many people; what each of them gets."""
        for name, measure, price in occasion.goods:
            key = (occasion.union.pk, name)
            if key not in self.items:
                self.items[key] = register_goods(
                    actor=DISTRICT, union=occasion.union, name=name, measure=measure, today=today
                )
            take_into_store(
                actor=DISTRICT,
                item=self.items[key],
                quantity=people + self.SPARE,
                on=on,
                today=today,
                note=f"政府采购，单价{price}元",
            )
        return {self.items[occasion.union.pk, name]: 1 for name, _measure, _price in occasion.goods}


def write_condolences(site: Site, receivers: int) -> int:
    """Write the programmes of the period, whose receivers the facts count, and those around it; how many received."""
    stream = site.stream("condolences")
    workers = invent(stream, receivers)
    store = Store()
    reached = 0
    if workers:
        occasion = in_the_heat(site)
        reached += carry_out(site, stream, store, occasion, workers)
        again = workers[: len(workers) * TWICE // 100]
        street = Union.objects.in_force().filter(level=Level.STREET).order_by("path").first()
        if again and street is not None:
            name = f"{street.name}{occasion.last.year}年送清凉"
            joined = Occasion(
                street, CareKind.COOL, name, occasion.project, occasion.first, occasion.last, COOL_GOODS[:1]
            )
            reached += carry_out(site, stream, store, joined, again)
    for occasion, share in around(site):
        others = invent(stream, min(max(receivers, 40) * share // 100, 400), after=reached)
        reached += carry_out(site, stream, store, occasion, others)
    return reached


def in_the_heat(site: Site) -> Occasion:
    """The programme of the period that the facts count."""
    last = min(site.facts.ends_on, site.today)
    first = max(site.facts.begins_on, last - HEAT)
    project: str = policy(PROJECT, on=site.facts.ends_on).project
    name = f"{last.year}年“送清凉”慰问{project or '一线职工'}"
    return Occasion(Union.objects.get(parent=None), CareKind.COOL, name, project, first, last, COOL_GOODS)


def around(site: Site) -> list[tuple[Occasion, int]]:
    """What was done in the heat of the year before, after the period, and in the winter; each with its share."""
    district = Union.objects.get(parent=None)
    facts = site.facts
    before = facts.begins_on - 180 * ONE_DAY
    after = facts.ends_on + 25 * ONE_DAY
    winter = datetime.date(facts.ends_on.year, 1, 18)
    occasions = [
        (
            Occasion(
                district,
                CareKind.COOL,
                f"{before.year}年{before.month}月“送清凉”慰问一线职工",
                "",
                before,
                before + HEAT,
                COOL_GOODS,
            ),
            70,
        ),
        (
            Occasion(district, CareKind.WARM, f"{winter.year}年“送温暖”慰问", "", winter, winter + WINTER, WARM_GOODS),
            40,
        ),
    ]
    project: str = policy(PROJECT, on=facts.ends_on).project
    name = f"{after.year}年“送清凉”慰问{project or '一线职工'}（第二批）"
    occasions.append((Occasion(district, CareKind.COOL, name, project, after, after + HEAT, COOL_GOODS), 55))
    return [(occasion, share) for occasion, share in occasions if occasion.last <= site.today]


def carry_out(site: Site, stream: Random, store: Store, occasion: Occasion, workers: Sequence[Named]) -> int:
    """Plan, approve, stock, list, and hand over group by group; how many received."""
    day = occasion.first
    per_head = store.stock(occasion, len(workers), day, site.today)
    programme = plan_programme(
        actor=UNITS, union=occasion.union, plan=plan_of(occasion, len(workers)), today=min(day, site.today)
    )
    set_goods(actor=UNITS, programme=programme, per_head=per_head, today=day)
    recipients = list_recipients(actor=UNITS, programme=programme, named=workers, today=day)
    programme = CondolenceProgramme.objects.select_related("union").get(pk=programme.pk)
    act(programme, "submit", actor=UNITS, today=day)
    act(programme, "approve", actor=DISTRICT, today=day, opinion="同意")
    groups = [recipients[start : start + GROUP] for start in range(0, len(recipients), GROUP)]
    for group in groups:
        sign_for(
            actor=UNITS,
            programme=programme,
            recipients=group,
            received_on=draw_day(stream, occasion.first, occasion.last),
            signed_by=group[0].name,
            today=site.today,
            note=f"{group[0].employer_name}班组长代签",
        )
    programme.refresh_from_db()
    if occasion.last < site.today:
        act(programme, "close", actor=UNITS, today=site.today)
    return len(recipients)


def plan_of(occasion: Occasion, people: int) -> Plan:
    """The plan of an occasion, with what it costs."""
    each = sum(price for _name, _measure, price in occasion.goods)
    return Plan(
        kind=occasion.kind,
        name=occasion.name,
        project=occasion.project,
        begins_on=occasion.first,
        ends_on=occasion.last,
        budget=Decimal(each * (people + Store.SPARE)),
    )


def invent(stream: Random, count: int, *, after: int = 0) -> list[Named]:
    """So many workers of the sections of building sites, each with a phone of his own, section by section."""
    names = Names(stream)
    workers = []
    for number in range(count):
        sex = FEMALE if stream.random() < 0.15 else MALE
        section = SECTIONS[number // GROUP % len(SECTIONS)]
        workers.append(
            Named(
                name=names.draw(sex, stream.randint(*WORKERS_BORN)),
                phone=f"137{(after + number) * 7919 % 10**8:08d}",
                employer_name=section,
                line=number + 1,
            )
        )
    return workers
