"""Bringing a list in, in one call: fixtures for the conftest of a room that takes lists of records."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from tests.foundation.accounts.factories import AppointmentFactory
from tests.organisation.rosters.books import workbook
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.intake import services
from yuanxin.foundation.intake.choices import Mode
from yuanxin.foundation.intake.declarations import Declaration
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.tasks import STAGING
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.unions.models import Union

DAY = datetime.date(2016, 5, 20)
Rows = Sequence[Sequence[Any]]


@pytest.fixture
def organiser(district: Union) -> User:
    """The district's organisation officer."""
    return AppointmentFactory(role=Role.DISTRICT_OFFICER, union=district, user__username="organiser").user


@pytest.fixture
def stage(organiser: User) -> Callable[..., Batch]:
    """`stage(declaration, union, header, rows)`: a batch up to its preview."""

    def bring(
        declaration: Declaration,
        union: Union,
        header: Sequence[str],
        rows: Rows,
        *,
        by: User | None = None,
        mode: Mode = Mode.FILL,
        answers: Mapping[str, str] | None = None,
    ) -> Batch:
        user = by or organiser
        batch = services.receive(
            actor=actor_for(user, today=clock.today()),
            user=user,
            declaration=declaration,
            union=union,
            content=workbook(rows, header, above=0),
            file_name="名册.xlsx",
            mode=mode,
            dated_on=DAY,
            answers=answers,
        )
        STAGING.run(batch)
        batch.refresh_from_db()
        return batch

    return bring


@pytest.fixture
def load(stage: Callable[..., Batch]) -> Callable[..., Batch]:
    """`load(declaration, union, header, rows)`: a batch staged and written."""

    def bring(*arguments: Any, **options: Any) -> Batch:
        batch = stage(*arguments, **options)
        services.apply(actor=actor_for(batch.made_by, today=clock.today()), batch=batch)
        batch.refresh_from_db()
        return batch

    return bring


@pytest.fixture
def take_back() -> Callable[[Batch], Batch]:
    """`take_back(batch)`: undone by whoever brought it."""

    def undo(batch: Batch) -> Batch:
        return services.undo(actor=actor_for(batch.made_by, today=clock.today()), batch=batch)

    return undo


def outcomes(batch: Batch) -> dict[int, tuple[str, str]]:
    """The class and the problems of each row, by its number in the file."""
    rows = batch.staged_rows.order_by("number").values_list("number", "outcome", "problems")
    return {number: (outcome, problems) for number, outcome, problems in rows}
