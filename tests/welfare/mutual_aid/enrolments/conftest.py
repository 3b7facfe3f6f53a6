"""A district whose unions enrol their members: the scheme, the officers, a unit brought as far as a test needs it."""

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest

from tests.foundation.accounts.factories import AppointmentFactory
from tests.foundation.payments.factories import FundEntryFactory, FundFactory
from tests.organisation.members.factories import MembershipFactory, PersonFactory
from tests.organisation.rosters.books import workbook
from tests.welfare.mutual_aid.enrolments.factories import TODAY, SchemeFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.services import apply, receive
from yuanxin.foundation.intake.tasks import STAGING
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.models import Person
from yuanxin.welfare.mutual_aid.choices import UnitState
from yuanxin.welfare.mutual_aid.intake.enrolments import ROSTER
from yuanxin.welfare.mutual_aid.models import Scheme, UnitEnrolment
from yuanxin.welfare.mutual_aid.services.fees import enter_receipt
from yuanxin.welfare.mutual_aid.services.lists import begin_list, list_persons


@pytest.fixture
def scheme(tables) -> Scheme:
    """The scheme of 2016, whose window is open on `TODAY`."""
    return SchemeFactory()


@pytest.fixture
def clerk(actor_as: Callable[..., Actor], grassroots: Union) -> Actor:
    """Who enrols the members of the grassroots union."""
    return actor_as(Role.GRASSROOTS_OFFICER, grassroots)


@pytest.fixture
def checker(actor_as: Callable[..., Actor], street: Union) -> Actor:
    """Who checks lists at the street."""
    return actor_as(Role.STREET_OFFICER, street)


@pytest.fixture
def approver(actor_as: Callable[..., Actor], district: Union) -> Actor:
    """Who settles subsidies."""
    return actor_as(Role.APPROVER, district)


@pytest.fixture
def payer(actor_as: Callable[..., Actor], district: Union) -> Actor:
    """Who pays at the desk."""
    return actor_as(Role.FINANCE, district)


@pytest.fixture
def fund(district: Union) -> Fund:
    """A fund of the district with a hundred thousand yuan in it."""
    fund = FundFactory(union=district)
    FundEntryFactory(fund=fund)
    return fund


@pytest.fixture
def members(grassroots: Union) -> Callable[..., list[Person]]:
    """`members(3)`: so many active members of the grassroots union, or of another one."""

    def join(count: int, union: Union | None = None, **options: Any) -> list[Person]:
        place = union or grassroots
        return [
            MembershipFactory(union=place, person=PersonFactory(union=place, name=name), **options).person
            for name in NAMES[:count]
        ]

    return join


NAMES = ("张三", "李四", "王五", "赵六", "孙七", "周八", "吴九", "郑十", "冯一", "陈二", "褚三", "卫四")


@pytest.fixture
def unit_in(
    clerk: Actor, checker: Actor, grassroots: Union, scheme: Scheme, members: Callable[..., list[Person]]
) -> Callable[..., UnitEnrolment]:
    """`unit_in(UnitState.PAID, persons)`: the grassroots union's enrolment, brought there by the services."""

    def bring(
        state: str, persons: Sequence[Person] | None = None, *, today: datetime.date = TODAY, union: Union | None = None
    ) -> UnitEnrolment:
        place = union or grassroots
        people = list(persons) if persons is not None else members(3, place)
        if not people:
            return begin_list(actor=clerk, union=place, scheme=scheme, today=today)
        listed = list_persons(
            actor=clerk, union=place, scheme=scheme, persons=[each.pk for each in people], today=today
        )
        assert not listed.left_out
        (unit,) = listed.units
        if state != UnitState.DRAFT:
            act(unit, "submit", actor=clerk, today=today)
        if state in (UnitState.PAID, UnitState.CHECKED):
            pay(unit, clerk, today)
        if state == UnitState.CHECKED:
            act(unit, "check", actor=checker, today=today)
        assert unit.state == state
        return unit

    return bring


def pay(unit: UnitEnrolment, clerk: Actor, day: datetime.date, amount: Decimal | None = None, number: str = "") -> None:
    """Pay a unit's fee, or some of it."""
    enter_receipt(
        actor=clerk,
        unit=unit,
        number=number or f"HD{unit.pk}-{unit.version}",
        amount=amount if amount is not None else unit.fee or Decimal(0),
        received_on=day,
        payer=unit.union.name,
        today=day,
    )
    unit.refresh_from_db()


@pytest.fixture
def on_the_day(time_machine: Any) -> None:
    """Imports read the clock: it stands in the window of the scheme."""
    time_machine.move_to(f"{TODAY}T10:00:00+08:00", tick=False)


@pytest.fixture
def bring(actor_as: Callable[..., Actor], on_the_day: None, scheme: Scheme) -> Callable[..., Batch]:
    """`bring(rows, union)`: an enrolment roster brought in and written; `apply=False` leaves it at its preview."""

    def bring_in(
        rows: Sequence[Sequence[Any]],
        union: Union,
        *,
        role: Role = Role.GRASSROOTS_OFFICER,
        header: Sequence[str] = ("姓名", "身份证号"),
        written: bool = True,
        to: Scheme | None = None,
    ) -> Batch:
        user = AppointmentFactory(role=role, union=union).user
        actor = actor_for(user, today=clock.today())
        batch = receive(
            actor=actor,
            user=user,
            declaration=ROSTER,
            union=union,
            content=workbook(rows, header),
            file_name="参保名册.xlsx",
            dated_on=clock.today(),
            answers={"scheme": str((to or scheme).pk)},
        )
        STAGING.run(batch)
        batch.refresh_from_db()
        if written:
            apply(actor=actor, batch=batch)
            batch.refresh_from_db()
        return batch

    return bring_in


def row_of(person: Person, name: str = "") -> tuple[str, str]:
    """The row of a person in a roster."""
    return (name or person.name, unseal(person.document_number))
