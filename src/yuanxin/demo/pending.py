"""What waits in a demonstration: transfers, a roster, applications about unions, notices, question sheets, payment
batches, a deputy, and a published half-year.

All of it through the services, as the demonstration's own users.
"""

import datetime
from random import Random

from django.db.models import Count

from yuanxin.demo.announcements import announce
from yuanxin.demo.applications import leave_applications
from yuanxin.demo.departments import Site
from yuanxin.demo.departments.benefits.waiting import Desk, leave_claims
from yuanxin.demo.invention.days import years_before
from yuanxin.demo.invention.people import MALE, Names
from yuanxin.demo.membership import Officers, leave_about_members
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.accounts.services import name_deputy
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.numbers import check_digit
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.choices import PaymentState
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.payments.services import batch_payments
from yuanxin.foundation.unions.choices import Level
from yuanxin.foundation.unions.models import Union
from yuanxin.insight.bulletins.services import freeze, publish
from yuanxin.organisation.members.models import Membership
from yuanxin.organisation.members.services import propose_transfer
from yuanxin.organisation.rosters.services import receive_roster, stage_roster

TRANSFERS_EACH_WAY = 3
ROSTER_ROWS, AGE = 24, 30
FEWEST_WAITING = 6
AWAY_AFTER, AWAY_FOR = datetime.timedelta(days=3), datetime.timedelta(days=5)
HEADER = ("姓名", "证件号码", "手机号码", "工作单位", "岗位", "备注")


def leave_open(site: Site) -> None:
    """Make what waits for the users of a district just built."""
    officer, leader = (_actor(name, site.today) for name in ("district", "leader"))
    user = User.objects.get(username="grassroots")
    own = user.appointments.select_related("union").get().union
    district = Union.objects.get(parent=None)
    _propose_transfers(officer, own, site.today)
    leave_about_members(site, Officers(actor_for(user, today=site.today), _actor("street", site.today), own))
    _stage_a_roster(user, own, site)
    leave_applications(site, officer, _place("street"), own)
    announce(officer, _actor("street", site.today), own, site)
    names = ("grassroots", "street", "district", "reviewer", "approver")
    leave_claims(site, Desk(User.objects.get(username="district"), *(_actor(name, site.today) for name in names)), own)
    _batch_payments(officer, leader, _actor("finance", site.today), site.today)
    _name_a_deputy(site.today)
    before = Period(site.facts.begins_on, site.facts.ends_on).previous()
    run = freeze(actor=officer, union=district, period=before, today=site.today)
    publish(actor=leader, bulletin=run.bulletin, version=run.bulletin.version)


def _place(username: str) -> Union:
    return User.objects.get(username=username).appointments.select_related("union").get().union


def _actor(username: str, today: datetime.date) -> Actor:
    return actor_for(User.objects.get(username=username), today=today)


def _name_a_deputy(today: datetime.date) -> None:
    """The district officer will be away; the reviewer acts for her."""
    officer, reviewer = (User.objects.get(username=name) for name in ("district", "reviewer"))
    name_deputy(
        actor=actor_for(officer, today=today),
        principal=officer,
        deputy=reviewer,
        begins_on=today + AWAY_AFTER,
        ends_on=today + AWAY_AFTER + AWAY_FOR,
        today=today,
        reason="参加市总工会业务培训",
    )


def _batch_payments(officer: Actor, checker: Actor, payer: Actor, today: datetime.date) -> None:
    """Of what waits on the fund of which most does, a part lies with the bank, another waits to be checked."""
    waiting = Payment.objects.filter(state=PaymentState.WAITING, account__isnull=False).order_by("pk")
    fund = waiting.order_by().values("fund").annotate(number=Count("pk")).order_by("-number", "fund").first()
    if fund is None or fund["number"] < FEWEST_WAITING:
        return
    payments = list(waiting.filter(fund=fund["fund"]).select_related("fund"))
    part = len(payments) // 3
    batches = []
    for number in (1, 2):
        chosen = payments[(number - 1) * part : number * part]
        title = f"{chosen[0].fund}第{number}批"
        batch = batch_payments(actor=officer, payments=chosen, title=title, today=today)
        batches.append(act(batch, "submit", actor=officer, today=today))
    sent = act(batches[0], "check", actor=checker, today=today)
    act(sent, "send", actor=payer, today=today)


def _propose_transfers(officer: Actor, own: Union, today: datetime.date) -> None:
    """Some members are asked for by the grassroots officer's union, some of its own by another one."""
    away = Membership.objects.open().filter(union__level=Level.GRASSROOTS, union__parent=own.parent).exclude(union=own)
    away = away.select_related("person", "union").order_by("pk")
    other = away[0].union if away else None
    coming = [(spell, own) for spell in away[:TRANSFERS_EACH_WAY]]
    here = Membership.objects.open().filter(union=own).select_related("person").order_by("pk")
    going = [(spell, other) for spell in here[:TRANSFERS_EACH_WAY] if other]
    for spell, union in coming + going:
        if union is not None:
            person = spell.person
            number = unseal(person.document_number)
            propose_transfer(actor=officer, union=union, number=number, name=person.name, today=today)


def _stage_a_roster(user: User, union: Union, site: Site) -> None:
    """A roster checked and not yet applied, with two rows that cannot go in."""
    rows = [HEADER, *_roster_rows(site.stream("roster"), site.today)]
    content = "\n".join(",".join(row) for row in rows).encode("utf-8-sig")
    batch = receive_roster(
        actor=actor_for(user, today=site.today),
        user=user,
        union=union,
        content=content,
        file_name="新进职工名册.csv",
        dated_on=site.today,
    )
    stage_roster(batch)


def _roster_rows(stream: Random, today: datetime.date) -> list[tuple[str, ...]]:
    names = Names(stream)
    born = years_before(today, AGE)
    rows: list[tuple[str, ...]] = []
    for number in range(ROSTER_ROWS):
        body = f"330106{born:%Y%m%d}{901 + number * 2:03d}"
        rows.append((names.draw(MALE, born.year), body + check_digit(body), "", "", "技术员", "演示数据"))
    name, document, *rest = rows[-1]
    rows[-1] = (name, document[:-2], *rest)
    rows[-2] = ("", *rows[-2][1:])
    return rows
