"""编外人员名册: what comes onto the rosters, and what does not."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from tests.finance.allowances.factories import AllowanceFactory, EntryFactory
from tests.foundation.accounts.factories import AppointmentFactory
from tests.organisation.loading.conftest import outcomes
from tests.organisation.members.factories import invented_number
from tests.organisation.rosters.books import workbook
from yuanxin.finance.allowances.choices import AllowanceState, Basis
from yuanxin.finance.allowances.intake import STAFF_ROSTER
from yuanxin.finance.allowances.models import StaffEntry
from yuanxin.finance.allowances.services import NotBeingFilledIn
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.intake import services
from yuanxin.foundation.intake.choices import Mode
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.services.undoing import LaterWork
from yuanxin.foundation.intake.tasks import STAGING
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.unions.models import Union

HEADER = ("姓名", "证件号码", "岗位", "所在工会")
DAY = datetime.date(2016, 5, 20)
NUMBERS = [invented_number(3_800_000 + number) for number in range(6)]


@pytest.fixture
def stage(tables) -> Callable[..., Batch]:
    """`stage(union, rows, role=…, mode=…)`: a roster up to its preview."""

    def bring(union: Union, rows: list[tuple[Any, ...]], *, role: Role, mode: Mode = Mode.FILL) -> Batch:
        user: User = AppointmentFactory(role=role, union=union).user
        batch = services.receive(
            actor=actor_for(user, today=clock.today()),
            user=user,
            declaration=STAFF_ROSTER,
            union=union,
            content=workbook(rows, HEADER, above=0),
            file_name="编外人员名册.xlsx",
            mode=mode,
            dated_on=DAY,
            answers={"year": "2016"},
        )
        STAGING.run(batch)
        batch.refresh_from_db()
        return batch

    return bring


def written(batch: Batch) -> Batch:
    services.apply(actor=actor_for(batch.made_by, today=clock.today()), batch=batch)
    batch.refresh_from_db()
    return batch


def test_a_unit_brings_its_roster_in_without_naming_itself(stage, draft, grassroots):
    rows = [("章伟", NUMBERS[0], "协管员", None), ("王芳", NUMBERS[1], None, None)]
    batch = written(stage(grassroots, rows, role=Role.GRASSROOTS_OFFICER))
    assert batch.counts["new"] == 2
    entry = StaffEntry.objects.get(name="章伟")
    assert (entry.allowance, entry.union, entry.year, entry.job) == (draft, grassroots, 2016, "协管员")
    assert unseal(entry.document_number) == NUMBERS[0]


def test_the_same_file_twice_adds_nothing(stage, draft, grassroots):
    """Guard 16."""
    rows = [("章伟", NUMBERS[0], "协管员", None), ("王芳", NUMBERS[1], "保洁员", None)]
    written(stage(grassroots, rows, role=Role.GRASSROOTS_OFFICER))
    again = written(stage(grassroots, rows, role=Role.GRASSROOTS_OFFICER))
    assert (again.counts["new"], again.counts["unchanged"]) == (0, 2)
    assert StaffEntry.objects.filter(name__in=["章伟", "王芳"]).count() == 2


def test_a_street_brings_the_rosters_of_its_units_each_to_its_own(stage, call, draft, other_unit, grassroots, street):
    AllowanceFactory(union=other_unit, call=call)
    rows = [
        ("章伟", NUMBERS[0], None, grassroots.name),
        ("王芳", NUMBERS[1], None, other_unit.code),
        ("李娜", NUMBERS[2], None, "没有的工会"),
    ]
    batch = written(stage(street, rows, role=Role.STREET_OFFICER))
    assert outcomes(batch)[4] == ("invalid", "place:no_such_union")
    places = dict(StaffEntry.objects.filter(name__in=["章伟", "王芳"]).values_list("name", "union__name"))
    assert places == {"章伟": grassroots.name, "王芳": other_unit.name}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"state": AllowanceState.SUBMITTED}, "place:not_being_filled_in"),
        ({"basis": Basis.HEADCOUNT, "headcount": 40}, "place:by_heads"),
        ({"state": AllowanceState.WITHDRAWN}, "place:no_allowance"),
    ],
)
def test_a_unit_that_is_not_at_its_roster_takes_no_names(stage, call, grassroots, change, problem):
    AllowanceFactory(union=grassroots, call=call, **change)
    batch = stage(grassroots, [("章伟", NUMBERS[0], None, None)], role=Role.GRASSROOTS_OFFICER)
    assert outcomes(batch)[2] == ("invalid", problem)


def test_who_stands_elsewhere_is_told_and_where_only_to_who_sees_it(stage, call, draft, other_unit, street):
    EntryFactory(allowance=draft, number=NUMBERS[0], name="章伟")
    AllowanceFactory(union=other_unit, call=call)
    rows = [("章伟", NUMBERS[0], None, other_unit.name)]
    alone = stage(other_unit, rows, role=Role.GRASSROOTS_OFFICER)
    assert outcomes(alone)[2] == ("conflict", "document_number:on_another_roster")
    above = stage(street, rows, role=Role.STREET_OFFICER)
    assert outcomes(above)[2] == ("conflict", f"document_number:on_the_roster_of={draft.union.name}")


def test_numbers_and_names_that_cannot_be_right_come_back(stage, draft, grassroots):
    EntryFactory(allowance=draft, number=NUMBERS[4], name="周敏")
    rows = [
        ("章伟", NUMBERS[0][:-1] + ("0" if NUMBERS[0][-1] != "0" else "1"), None, None),
        ("王芳", float(NUMBERS[1].replace("X", "1")), None, None),
        ("吴静", NUMBERS[4], None, None),
        ("李娜", NUMBERS[2], None, None),
        ("李娜", NUMBERS[2], None, None),
    ]
    batch = stage(grassroots, rows, role=Role.GRASSROOTS_OFFICER)
    found = outcomes(batch)
    assert found[2][1] == "document_number:check_digit"
    assert found[3][1] == "document_number:typed_number"
    assert found[4] == ("conflict", "name:known_by_other_name")
    assert (found[5][0], found[6][0]) == ("new", "duplicate")


def test_a_job_is_filled_in_or_overridden(stage, draft, grassroots):
    entry = EntryFactory(allowance=draft, number=NUMBERS[0], name="章伟", job="")
    written(stage(grassroots, [("章伟", NUMBERS[0], "协管员", None)], role=Role.GRASSROOTS_OFFICER))
    entry.refresh_from_db()
    assert entry.job == "协管员"
    rows = [("章伟", NUMBERS[0], "保安员", None)]
    assert written(stage(grassroots, rows, role=Role.GRASSROOTS_OFFICER)).counts["unchanged"] == 1
    written(stage(grassroots, rows, role=Role.GRASSROOTS_OFFICER, mode=Mode.OVERRIDE))
    entry.refresh_from_db()
    assert entry.job == "保安员"


def test_a_batch_is_taken_back_until_the_unit_submits(stage, draft, grassroots, clerk):
    rows = [("章伟", NUMBERS[0], None, None)]
    batch = written(stage(grassroots, rows, role=Role.GRASSROOTS_OFFICER))
    actor = actor_for(batch.made_by, today=clock.today())
    act(draft, "submit", actor=clerk, today=DAY)
    with pytest.raises(LaterWork):
        services.undo(actor=actor, batch=batch)
    act(draft, "take_back", actor=clerk, today=DAY)
    services.undo(actor=actor, batch=batch)
    assert not StaffEntry.objects.filter(name="章伟").exists()


def test_a_unit_that_submits_between_preview_and_writing_keeps_its_roster(stage, draft, grassroots, clerk):
    batch = stage(grassroots, [("章伟", NUMBERS[0], None, None)], role=Role.GRASSROOTS_OFFICER)
    act(draft, "submit", actor=clerk, today=DAY)
    with pytest.raises(NotBeingFilledIn):
        written(batch)
    assert not StaffEntry.objects.filter(name="章伟").exists()
