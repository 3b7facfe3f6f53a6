"""Bringing a roster in, in one call."""

import datetime
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tests.foundation.accounts.factories import AppointmentFactory
from tests.organisation.rosters.books import HEADER, workbook
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.intake.choices import Mode
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.services import apply
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.rosters.services import check_roster, receive_roster, stage_roster

ROSTER_DAY = datetime.date(2016, 5, 20)


@pytest.fixture
def importer(district: Union) -> User:
    """A user who may import anywhere in the district."""
    return AppointmentFactory(role=Role.DISTRICT_OFFICER, union=district, user__username="importer").user


@pytest.fixture
def bringer(importer: User) -> Actor:
    """The same, as the actor of today."""
    return actor_for(importer, today=clock.today())


@pytest.fixture
def stage(importer: User, bringer: Actor) -> Callable[..., Batch]:
    """`stage(rows, union)`: a batch up to its preview; `content=` gives a file instead of rows."""

    def bring(
        rows: Sequence[Sequence[Any]] = (),
        union: Union | None = None,
        *,
        mode: Mode = Mode.FILL,
        header: Sequence[str] = HEADER,
        content: bytes | None = None,
    ) -> Batch:
        assert union is not None
        batch = receive_roster(
            actor=bringer,
            user=importer,
            union=union,
            content=content or workbook(rows, header),
            file_name="花名册.xlsx",
            mode=mode,
            dated_on=ROSTER_DAY,
        )
        return stage_roster(batch)

    return bring


@pytest.fixture
def bring(stage: Callable[..., Batch], bringer: Actor) -> Callable[..., Batch]:
    """`bring(rows, union)`: a batch staged and written."""

    def bring_in(*arguments: Any, **options: Any) -> Batch:
        batch = stage(*arguments, **options)
        apply(actor=bringer, batch=batch)
        batch.refresh_from_db()
        return batch

    return bring_in


@pytest.fixture
def classes(bringer: Actor) -> Callable[..., list[str]]:
    """`classes(rows, union)`: the class of each row in a trial run."""

    def check(
        rows: Sequence[Sequence[Any]],
        union: Union,
        *,
        mode: Mode = Mode.FILL,
        header: Sequence[str] = HEADER,
    ) -> list[str]:
        checked = check_roster(
            actor=bringer,
            union=union,
            content=workbook(rows, header),
            mode=mode,
            dated_on=ROSTER_DAY,
            today=clock.today(),
        )
        return checked.met["outcome"].to_list()

    return check
