"""Claims that the cover paid: in the period exactly what the facts say, and before and after it."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from yuanxin.demo.departments import Site
from yuanxin.demo.departments.care.asked import Paid
from yuanxin.demo.departments.care.condolences import DISTRICT, UNITS
from yuanxin.demo.departments.hardship.households import Home
from yuanxin.demo.invention.days import ONE_DAY, draw_day
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.money import FEN, ZERO
from yuanxin.foundation.kernel.sealed import seal
from yuanxin.foundation.payments.choices import EntryKind, FundLevel
from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.payments.services import enter_money, open_fund, write_paid
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.policies.queries import each_once, policy_version
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.care.choices import Cause, ClaimKind, ClaimState, Reason
from yuanxin.welfare.care.models import CoverClaim, LossItem
from yuanxin.welfare.care.services import SUMS
from yuanxin.welfare.care.services.paying import request_for

REVIEWER = Actor(key="system:demo-reviewer", label="区总工会权益保障部", everywhere=True)
CASHIER = Actor(key="system:demo-cashier", label="区总工会出纳", everywhere=True)
AROUND, TAKES = 400, 18
EVENTS = (
    (Cause.FIRE, "厨房电器短路起火，烧毁家具和电器", ("衣柜、床等家具", "冰箱、电视机", "房屋装修")),
    (Cause.TYPHOON, "台风暴雨造成屋面漏水，家具受损", ("屋面维修", "木地板", "家具")),
    (Cause.WATER_PIPE, "水管爆裂，地板和家具被水浸泡", ("木地板", "橱柜", "家用电器")),
)


@dataclass(frozen=True, slots=True)
class Loss:
    """What the cover pays a household for an event, on a day."""

    home: Home
    amount: Decimal
    paid_on: datetime.date
    event: int = 0

    @property
    def happened_on(self) -> datetime.date:
        """Events of one household lie apart."""
        return self.paid_on - (TAKES + self.event) * ONE_DAY


def write_claims(site: Site, homes: Sequence[Home], others: Sequence[Home], asked: Paid) -> int:
    """Write all claims with their losses and payments; how many."""
    stream = site.stream("cover")
    losses = [*of_the_period(site, stream, homes, asked), *around_it(site, stream, others)]
    if not losses:
        return 0
    fund = fund_for(site, losses)
    with each_once():
        found = [claim_of(stream, each, fund) for each in losses]
    claims = [claim for claim, _items in found]
    CoverClaim.objects.bulk_create(claims, batch_size=200)
    LossItem.objects.bulk_create([item for _claim, items in found for item in items], batch_size=500)
    Decision.objects.bulk_create([step for claim in claims for step in steps_of(claim)], batch_size=500)
    settled = [(request_for(claim), each.paid_on) for claim, each in zip(claims, losses, strict=True)]
    write_paid(actor=CASHIER, settled=settled, today=site.today)
    return len(claims)


def of_the_period(site: Site, stream: Random, homes: Sequence[Home], asked: Paid) -> Iterable[Loss]:
    """What the facts count; what is above the cap of one event was several of them."""
    first, last = site.facts.begins_on, min(site.facts.ends_on, site.today)
    for home, share in zip(homes, asked.shares(stream), strict=True):
        paid_on, number = draw_day(stream, first, last), 0
        cap = lowest_cap(policy_version(SUMS, on=paid_on))
        while share > 0:
            part = min(share, cap)
            yield Loss(home, part, paid_on, number)
            share, number = share - part, number + 1


def around_it(site: Site, stream: Random, homes: Sequence[Home]) -> Iterable[Loss]:
    """What was paid before and after the period, by turns."""
    first, last = site.facts.begins_on, site.facts.ends_on
    stretches = [
        (first - AROUND * ONE_DAY, first - ONE_DAY),
        (last + ONE_DAY, min(site.today, last + AROUND * ONE_DAY)),
    ]
    for number, home in enumerate(homes):
        start, end = stretches[number % 2]
        if start <= end:
            yield Loss(home, Decimal(stream.randint(12, 90) * 100), draw_day(stream, start, end))


def lowest_cap(rule: Policy) -> Decimal:
    """What the cover pays at most for one of the events, whichever it is."""
    caps = rule.typed.property_caps
    lowest: Decimal = min(caps[cause.value] for cause, _told, _things in EVENTS)
    return lowest


def claim_of(stream: Random, loss: Loss, fund: Fund) -> tuple[CoverClaim, list[LossItem]]:
    """An approved claim and what was lost: computed by the rule, cut where the loss was above the cap."""
    cause, told, things = EVENTS[stream.randrange(len(EVENTS))]
    household = loss.home.household
    rule = policy_version(SUMS, on=loss.happened_on)
    cut = loss.amount == rule.typed.property_caps[cause.value]
    total = loss.amount + Decimal(stream.randint(2, 30) * 100) if cut else loss.amount
    claim = CoverClaim(
        union=household.head.union,
        household=household,
        person=household.head,
        kind=ClaimKind.PROPERTY,
        cause=cause,
        happened_on=loss.happened_on,
        reported_on=loss.happened_on + 2 * ONE_DAY,
        place="家中自住房",
        details=seal(told),
        payee_name=household.head.name,
        state=ClaimState.APPROVED,
        computed=loss.amount,
        approved=loss.amount,
        steps=[["losses", str(total)], *([["cap", str(loss.amount)]] if cut else [])],
        reasons=[Reason.OVER_CAP.value] if cut else [],
        policy=rule,
        fund=fund,
        approved_on=loss.paid_on - 3 * ONE_DAY,
        version=5,
        round=5,
    )
    return claim, items_of(stream, claim, things, total)


def items_of(stream: Random, claim: CoverClaim, things: Sequence[str], total: Decimal) -> list[LossItem]:
    """The list of losses: what was taken adds up to the total; now and then more was claimed."""
    parts = [(total * share / 10).quantize(FEN) for share in (5, 3)]
    parts.append(total - sum(parts, ZERO))
    return [
        LossItem(
            claim=claim,
            union=claim.union,
            what=what,
            claimed=max(part + (Decimal(200) if stream.random() < 0.3 else ZERO), FEN),
            assessed=part,
        )
        for what, part in zip(things, parts, strict=True)
    ]


def steps_of(claim: CoverClaim) -> list[Decision]:
    """The steps by which a claim was approved, each by whom it behoves."""
    taken = (
        ("begin", "", ClaimState.REPORTED, UNITS, claim.reported_on),
        ("file", ClaimState.REPORTED, ClaimState.FILED, UNITS, claim.reported_on + ONE_DAY),
        ("complete", ClaimState.FILED, ClaimState.DOCUMENTED, UNITS, claim.reported_on + 5 * ONE_DAY),
        ("assess", ClaimState.DOCUMENTED, ClaimState.ASSESSED, REVIEWER, claim.reported_on + 8 * ONE_DAY),
        ("approve", ClaimState.ASSESSED, ClaimState.APPROVED, DISTRICT, claim.approved_on),
    )
    return [
        Decision(
            kind=CoverClaim._meta.label_lower,
            object_id=claim.pk,
            label=str(claim)[:200],
            round=number,
            action=action,
            from_state=old,
            to_state=new,
            actor=actor.key,
            actor_label=actor.label,
            union=claim.union_id,
            opinion="同意" if action == "approve" else "",
            at=datetime.datetime.combine(day, datetime.time(9 + number, 15), clock.SHANGHAI),
        )
        for number, (action, old, new, actor, day) in enumerate(taken, start=1)
        if day is not None
    ]


def fund_for(site: Site, losses: Sequence[Loss]) -> Fund:
    """The fund of the cover, with money enough and some left."""
    on = min(each.happened_on for each in losses) - 30 * ONE_DAY
    fund = open_fund(
        actor=DISTRICT,
        union=Union.objects.get(parent=None),
        name="会员意外伤害及家财损失保障资金",
        level=FundLevel.DISTRICT,
        today=on,
    )
    needed = sum((each.amount for each in losses), ZERO)
    enter_money(
        actor=DISTRICT,
        fund=fund,
        kind=EntryKind.RECEIVED,
        amount_fen=Decimal((needed // 100_000 + 2) * 100_000),
        on=on,
        today=site.today,
        note="年度保障资金",
    )
    return fund
