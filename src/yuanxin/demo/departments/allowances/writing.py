"""The rows of a year's allowances as the services write them, a table at a time; paid through the payment desk."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from yuanxin.demo.departments import Site
from yuanxin.demo.departments.allowances.asked import Asked
from yuanxin.demo.departments.allowances.rosters import Listed
from yuanxin.demo.invention.days import ONE_DAY, draw_day, share_out
from yuanxin.finance.allowances.choices import AllowanceState, GrantState
from yuanxin.finance.allowances.models import AllowanceCall, AllowanceGrant, StaffAllowance, StaffEntry
from yuanxin.finance.allowances.queries.calls import units_with_public_employers
from yuanxin.finance.allowances.services import RATE, computed, counted_on
from yuanxin.finance.allowances.services.paying import requests_for
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.bulk import write_rows
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.kernel.sealed import seal_many
from yuanxin.foundation.payments.choices import EntryKind, FundLevel
from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.payments.services import enter_money, open_fund, request_payments, write_paid
from yuanxin.foundation.policies.queries import policy_version
from yuanxin.foundation.unions.choices import Level
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.choices import DocumentType

# A unit has about so many off-establishment staff.
USUAL_HEADS = 90
# Of the units of the facts' year so many in a hundred have their money, and so many are granted it.
PAID, GRANTED = 60, 85
OTHERWISE = "按实际在岗月数核定"
BANKS = ("建设银行西湖支行", "工商银行保俶支行", "农业银行城西支行", "杭州银行文三支行", "杭州联合银行三墩支行")
UNITS = Actor(key="system:demo-units", label="各单位工会", everywhere=True)
STREETS = Actor(key="system:demo-streets", label="各街道、园区总工会", everywhere=True)
DISTRICT = Actor(key="system:demo-district", label="区总工会", everywhere=True)
CASHIER = Actor(key="system:demo-cashier", label="区总工会出纳", everywhere=True)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a year's allowances, each stretch after the one before, none after `last`."""

    first: datetime.date
    last: datetime.date

    def between(self, stream: Random, start: int, end: int) -> datetime.date:
        """A day from `start` to `end` hundredths of the time there is."""
        span = (self.last - self.first).days
        return draw_day(stream, self.first + span * start // 100 * ONE_DAY, self.first + span * end // 100 * ONE_DAY)


def write_year(site: Site, asked: Asked, people: Sequence[Listed], *, all_paid: bool = False) -> dict[str, int]:
    """Write the call of a year, what every unit asked and got, the summaries and the payments."""
    stream = site.stream(f"allowances of {asked.year}")
    days = Days(asked.first_day, min(asked.last_day, site.today))
    district = Union.objects.get(parent=None)
    called_on = days.between(stream, 15, 20)
    call = AllowanceCall.objects.create(
        union=district,
        year=asked.year,
        called_on=called_on,
        closes_on=max(days.between(stream, 60, 65), called_on),
        rate=asked.rate,
        policy=policy_version(RATE, on=asked.last_day),
        note="机关事业单位编外财政供养人员",
    )
    units = units_for(district, asked, called_on)
    heads = share_out(stream, asked.staff, len(units), least=1)
    allowances = [
        settled(stream, call, unit, number, amount, days)
        for unit, number, amount in zip(units, heads, asked.settled(heads), strict=True)
    ]
    seal_accounts(stream, allowances)
    StaffAllowance.objects.bulk_create(allowances, batch_size=500)
    Decision.objects.bulk_create(
        [decision for each in allowances for decision in decisions(stream, each, days)], batch_size=500
    )
    entries = write_entries(allowances, people)
    parts = [allowances] if all_paid else [allowances[: cut(allowances, PAID)], part(allowances, PAID, GRANTED)]
    fund = fund_of(district, asked.year, parts, days, stream, site.today)
    for number, chosen in enumerate((each for each in parts if each), start=1):
        grant_together(stream, call, chosen, number, fund, days)
        pay(stream, chosen, days, site.today, waiting=number > 1)
    return {"allowances": len(allowances), "off_establishment_staff": entries}


def units_for(district: Union, asked: Asked, day: datetime.date) -> list[Union]:
    """The units whose staff are meant: unions of public employers, and others where these are too few."""
    wanted = min(max(asked.staff // USUAL_HEADS, 1), asked.staff)
    standing = Union.objects.in_force().filter(approved_on__lte=day)
    public = standing.filter(pk__in=units_with_public_employers(district, day).values("pk")).order_by("path")
    chosen = list(public[:wanted])
    if len(chosen) < wanted:
        others = standing.filter(level=Level.GRASSROOTS).exclude(pk__in=[unit.pk for unit in chosen])
        chosen += list(others.order_by("path")[: wanted - len(chosen)])
    return chosen


def settled(
    stream: Random, call: AllowanceCall, unit: Union, heads: int, amount: Decimal, days: Days
) -> StaffAllowance:
    """A unit's allowance once its amount is settled."""
    day = days.between(stream, 68, 78)
    return StaffAllowance(
        call=call,
        union=unit,
        headcount=heads,
        computed=computed(heads, call.rate),
        approved=amount,
        state=AllowanceState.APPROVED,
        submitted_on=days.between(stream, 25, 50),
        approved_on=day,
        counts_on=counted_on(call.year, day),
        bank=stream.choice(BANKS),
        version=4,
        round=4,
    )


def seal_accounts(stream: Random, allowances: Sequence[StaffAllowance]) -> None:
    """An invented account for each unit."""
    numbers = [f"3300161{stream.randrange(10**13):013d}" for _each in allowances]
    for allowance, sealed in zip(allowances, seal_many(numbers), strict=True):
        allowance.account = sealed


def decisions(stream: Random, allowance: StaffAllowance, days: Days) -> list[Decision]:
    """The steps that brought an allowance to its settling, each by whom it behoves."""
    taken = (
        ("begin", "", AllowanceState.DRAFT, DISTRICT, allowance.call.called_on),
        ("submit", AllowanceState.DRAFT, AllowanceState.SUBMITTED, UNITS, allowance.submitted_on),
        ("review", AllowanceState.SUBMITTED, AllowanceState.REVIEWED, STREETS, days.between(stream, 52, 66)),
        ("settle", AllowanceState.REVIEWED, AllowanceState.APPROVED, DISTRICT, allowance.approved_on),
    )
    return steps(allowance, taken, days, opinions={"settle": OTHERWISE if allowance.difference else ""})


def steps(
    record: StaffAllowance | AllowanceGrant,
    taken: Iterable[tuple[str, str, str, Actor, datetime.date | None]],
    days: Days,
    opinions: Mapping[str, str] | None = None,
) -> list[Decision]:
    """Steps by action, state before and after, actor and day, as a record keeps them."""
    return [
        Decision(
            kind=record._meta.label_lower,
            object_id=record.pk,
            label=str(record)[:200],
            round=max(number - 1, 1),
            action=action,
            from_state=before,
            to_state=after,
            actor=actor.key,
            actor_label=actor.label,
            union=record.union_id,
            opinion=(opinions or {}).get(action, ""),
            at=datetime.datetime.combine(day or days.last, datetime.time(9 + number, 30), clock.SHANGHAI),
        )
        for number, (action, before, after, actor, day) in enumerate(taken, start=1)
    ]


def write_entries(allowances: Sequence[StaffAllowance], people: Sequence[Listed]) -> int:
    """The rosters, unit by unit."""
    following = iter(people)
    rows = [
        (
            allowance.pk, allowance.union_id, allowance.call.year, each.name, DocumentType.RESIDENT_ID.value,
            each.sealed, each.digest, each.job,
        )
        for allowance in allowances
        for each in (next(following) for _head in range(allowance.headcount))
    ]  # fmt: skip
    columns = (
        "allowance_id", "union_id", "year", "name", "document_type", "document_number", "document_digest", "job",
    )  # fmt: skip
    return write_rows(StaffEntry, columns, rows)


def cut(allowances: Sequence[StaffAllowance], percent: int) -> int:
    """How many of them so many in a hundred are."""
    return len(allowances) * percent // 100


def part(allowances: Sequence[StaffAllowance], start: int, end: int) -> list[StaffAllowance]:
    """Those from `start` to `end` hundredths."""
    return list(allowances[cut(allowances, start) : cut(allowances, end)])


def amount_of(allowances: Sequence[StaffAllowance]) -> Decimal:
    """What they come to together."""
    return sum((each.approved or ZERO for each in allowances), ZERO)


def fund_of(
    district: Union,
    year: int,
    parts: Sequence[Sequence[StaffAllowance]],
    days: Days,
    stream: Random,
    today: datetime.date,
) -> Fund:
    """The fund that the treasury's money for the year is put into."""
    name = "编外人员工会活动经费补助"
    fund = open_fund(actor=DISTRICT, union=district, name=name, level=FundLevel.DISTRICT, year=year, today=today)
    granted = sum((amount_of(each) for each in parts), ZERO)
    if granted:
        enter_money(
            actor=DISTRICT,
            fund=fund,
            kind=EntryKind.RECEIVED,
            amount_fen=granted,
            on=days.between(stream, 88, 90),
            today=today,
            note="区财政拨入",
        )
    return fund


def grant_together(
    stream: Random, call: AllowanceCall, chosen: Sequence[StaffAllowance], number: int, fund: Fund, days: Days
) -> None:
    """Put allowances into a summary that the treasury has granted."""
    granted_on = days.between(stream, 84, 87)
    grant = AllowanceGrant.objects.create(
        union=call.union,
        call=call,
        number=number,
        units=len(chosen),
        staff=sum(each.headcount for each in chosen),
        amount=amount_of(chosen),
        state=GrantState.GRANTED,
        drawn_up_on=days.between(stream, 79, 80),
        sent_on=days.between(stream, 81, 82),
        granted_on=granted_on,
        document_number=f"西财行〔{call.year}〕{stream.randint(20, 90)}号",
        fund=fund,
        version=3,
        round=3,
    )
    taken = (
        ("begin", "", GrantState.DRAFT, DISTRICT, grant.drawn_up_on),
        ("send", GrantState.DRAFT, GrantState.SENT, DISTRICT, grant.sent_on),
        ("grant", GrantState.SENT, GrantState.GRANTED, DISTRICT, granted_on),
    )
    Decision.objects.bulk_create(steps(grant, taken, days))
    for allowance in chosen:
        allowance.grant, allowance.state = grant, AllowanceState.GRANTED
        allowance.version, allowance.round = allowance.version + 2, allowance.round + 1
    StaffAllowance.objects.bulk_update(chosen, ["grant", "state", "version", "round"], batch_size=200)


def pay(stream: Random, chosen: Sequence[StaffAllowance], days: Days, today: datetime.date, *, waiting: bool) -> None:
    """Pay the units of a summary, or leave their payments waiting at the desk."""
    requests = requests_for(chosen)
    if waiting:
        request_payments(actor=DISTRICT, requests=requests, today=min(days.last, today))
        return
    write_paid(actor=CASHIER, settled=[(request, days.between(stream, 91, 100)) for request in requests], today=today)
