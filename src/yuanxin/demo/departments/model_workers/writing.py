"""Filings with what is in them, decided and paid as the services would have: by people, and by the payment desk."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yuanxin.demo.invention.days import ONE_DAY
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.flow.tables import BEGIN
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.payments.choices import EntryKind, FundLevel
from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.payments.services import enter_money, open_fund, write_paid
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.model_workers.choices import EntitlementState, FilingState, Purpose
from yuanxin.welfare.model_workers.models import Filing
from yuanxin.welfare.model_workers.services import decide_together
from yuanxin.welfare.model_workers.services.filings import title_of
from yuanxin.welfare.model_workers.services.granting import requests_for


def person(name: str, label: str) -> Actor:
    """Somebody who acts in the demonstration."""
    return Actor(key=f"system:demo-{name}", label=label, everywhere=True)


CLERK, UNITS = person("rights", "权益保障部经办"), person("units", "服务工会")
REVIEWER, APPROVER, CASHIER = (
    person("rights-reviewer", "权益保障部审核"), person("rights-approver", "区总工会审批"),
    person("cashier", "区总工会出纳"),
)  # fmt: skip
S, F = EntitlementState, FilingState
WAY = (
    (BEGIN, "", S.SUBMITTED, CLERK),
    ("check", S.SUBMITTED, S.CHECKED, UNITS),
    ("review", S.CHECKED, S.REVIEWED, REVIEWER),
    ("report", S.REVIEWED, S.REPORTED, None),
    ("grant", S.REPORTED, S.GRANTED, None),
)
FILED = (
    (BEGIN, "", F.OPEN, CLERK), ("submit", F.OPEN, F.REPORTED, CLERK), ("grant", F.REPORTED, F.GRANTED, APPROVER),
)  # fmt: skip
SHOWN = (
    (BEGIN, "", F.OPEN, CLERK), ("publish", F.OPEN, F.NOTICE, CLERK), ("report", F.NOTICE, F.REPORTED, CLERK),
    ("grant", F.REPORTED, F.GRANTED, APPROVER),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Days:
    """When a filing was begun, sent up and granted."""

    opened_on: datetime.date
    reported_on: datetime.date
    granted_on: datetime.date


def filing_of(purpose: Purpose, level: int | None, year: int, days: Days, fund: Fund, number: str) -> Filing:
    """A filing that was granted."""
    district = Union.objects.get(parent=None)
    title = title_of(purpose, level, year, days.granted_on)
    alike = Filing.objects.filter(union=district, title__startswith=title).count()
    filing = Filing.objects.create(
        union=district,
        purpose=purpose,
        level=level,
        year=year,
        title=f"{title}（第{alike + 1}批）" if alike else title,
        state=F.GRANTED,
        opened_on=days.opened_on,
        reported_on=days.reported_on,
        granted_on=days.granted_on,
        reply_number=number,
        fund=fund,
        round=4,
        version=4,
    )
    write_steps([filing], FILED if purpose == Purpose.MEDICAL else SHOWN)
    return filing


def write_granted(entries: Sequence[Any], filing: Filing) -> None:
    """Keep applications as granted with all that was applied for."""
    for entry in entries:
        entry.filing, entry.state = filing, S.GRANTED
        entry.approved, entry.granted_on = entry.applied, filing.granted_on
        entry.round, entry.version = len(WAY), len(WAY)
    if entries:
        type(entries[0]).objects.bulk_create(entries, batch_size=500)
        write_steps(entries, WAY)


def write_steps(records: Sequence[Any], way: Sequence[tuple[str, str, str, Actor | None]]) -> None:
    """The decisions that brought records where they are; without an actor the engine took the step."""
    engine = Actor.system("flow")
    Decision.objects.bulk_create(
        [
            Decision(
                kind=record._meta.label_lower,
                object_id=record.pk,
                label=str(record)[:200],
                round=number,
                action=action,
                from_state=old,
                to_state=new,
                actor=(actor or engine).key,
                actor_label=actor.label if actor is not None else "",
                union=record.union_id,
                at=clock.now(),
            )
            for record in records
            for number, (action, old, new, actor) in enumerate(way, start=1)
        ],
        batch_size=500,
    )


def pay(entries: Sequence[Any], days: Sequence[datetime.date], filing: Filing, today: datetime.date) -> None:
    """Pay granted applications, each on its day."""
    if not entries or filing.fund is None or filing.granted_on is None:
        return
    requests = requests_for(entries, filing.fund, filing.granted_on)
    write_paid(actor=CASHIER, settled=list(zip(requests, days, strict=True)), today=today)


def sign(entries: Sequence[Any], on: datetime.date, today: datetime.date) -> None:
    """Enter that they were signed for."""
    model = type(entries[0]) if entries else None
    if model is None:
        return
    rows = model.objects.select_related("worker__person", "union", "filing").filter(
        pk__in=[each.pk for each in entries]
    )
    decide_together(actor=UNITS, entitlements=list(rows.order_by("pk")), action="sign", today=min(on, today))


def open_funds(on: datetime.date, needed: Decimal, today: datetime.date) -> dict[str, Fund]:
    """The city's money for the three funds, and the district's for treatment, each with enough and some left."""
    district = Union.objects.get(parent=None)
    funds = {}
    for purpose, name, level in (
        (Purpose.BENEFITS, "劳模三金专项资金", FundLevel.CITY),
        (Purpose.MEDICAL, "劳模医疗补助资金", FundLevel.DISTRICT),
    ):
        fund = open_fund(actor=CLERK, union=district, name=name, level=level, today=on)
        amount = (needed // 100_000 + 5) * 100_000
        enter_money(
            actor=CLERK, fund=fund, kind=EntryKind.RECEIVED, amount_fen=Decimal(amount), on=on, today=today,
            note="年度预算安排",
        )  # fmt: skip
        funds[purpose] = fund
    return funds


def days_after(day: datetime.date, today: datetime.date, *after: int) -> list[datetime.date]:
    """Days so many days later, none to come."""
    return [min(day + each * ONE_DAY, max(today, day)) for each in after]
