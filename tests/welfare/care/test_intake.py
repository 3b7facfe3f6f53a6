"""慰问对象名单: who comes onto the list of a programme, and who does not."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.foundation.accounts.factories import AppointmentFactory
from tests.organisation.loading.conftest import outcomes
from tests.organisation.members.factories import MembershipFactory, invented_number
from tests.organisation.rosters.books import workbook
from tests.welfare.care.factories import TODAY, ProgrammeFactory, RecipientFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.intake import services
from yuanxin.foundation.intake.choices import Mode
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.services.undoing import LaterWork
from yuanxin.foundation.intake.tasks import STAGING
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.care.choices import ProgrammeState
from yuanxin.welfare.care.intake import CONDOLENCE_LIST
from yuanxin.welfare.care.models import CondolenceProgramme, Recipient
from yuanxin.welfare.care.services import ProgrammeOver, sign_for

HEADER = ("姓名", "手机号码", "身份证号", "单位或标段")
NUMBERS = [invented_number(3_900_000 + number) for number in range(4)]


@pytest.fixture
def running(district: Union) -> CondolenceProgramme:
    """A programme under way, without goods or names yet."""
    return ProgrammeFactory(union=district)


@pytest.fixture
def stage(tables) -> Callable[..., Batch]:
    """`stage(programme, rows, …)`: a list up to its preview, brought by the union of the programme or another."""

    def bring(
        programme: CondolenceProgramme,
        rows: list[tuple[Any, ...]],
        *,
        union: Union | None = None,
        mode: Mode = Mode.FILL,
    ) -> Batch:
        union = union or programme.union
        role = Role.DISTRICT_OFFICER if union.parent_id is None else Role.GRASSROOTS_OFFICER
        user: User = AppointmentFactory(role=role, union=union).user
        batch = services.receive(
            actor=actor_for(user, today=clock.today()),
            user=user,
            declaration=CONDOLENCE_LIST,
            union=union,
            content=workbook(rows, HEADER, above=0),
            file_name="慰问对象名单.xlsx",
            mode=mode,
            dated_on=TODAY,
            answers={"programme": str(programme.pk)},
        )
        STAGING.run(batch)
        batch.refresh_from_db()
        return batch

    return bring


def written(batch: Batch) -> Batch:
    services.apply(actor=actor_for(batch.made_by, today=clock.today()), batch=batch)
    batch.refresh_from_db()
    return batch


def test_a_list_comes_onto_its_programme(stage, running):
    rows = [
        ("李建国", "13800000001", None, "奥体标段"),
        ("王芳", None, NUMBERS[0], None),
        ("张伟", "13800000002", NUMBERS[1], "地铁四号线"),
    ]
    assert written(stage(running, rows)).counts["new"] == 3
    found = {each.name: each for each in running.recipients.all()}
    assert set(found) == {"李建国", "王芳", "张伟"}
    assert found["李建国"].employer_name == "奥体标段"
    assert unseal(found["李建国"].phone) == "13800000001"
    assert unseal(found["张伟"].document_number) == NUMBERS[1]


def test_the_same_list_twice_adds_nothing(stage, running):
    """Guard 16."""
    rows = [("李建国", "13800000001", None, "奥体标段"), ("王芳", None, NUMBERS[0], "奥体标段")]
    written(stage(running, rows))
    again = written(stage(running, rows))
    assert (again.counts["new"], again.counts["unchanged"]) == (0, 2)
    assert running.recipients.count() == 2


def test_a_member_of_the_registry_is_known_by_the_number_and_the_name(stage, running, grassroots):
    person = MembershipFactory(union=grassroots).person
    number = unseal(person.document_number)
    written(stage(running, [(person.name, None, number, None)]))
    assert running.recipients.get().person == person
    other = ProgrammeFactory(union=running.union)
    written(stage(other, [("另一人", None, number, None)]))
    assert other.recipients.get().person is None


def test_the_same_worker_on_two_lists_is_one_receiver(stage, running):
    other = ProgrammeFactory(union=running.union)
    for programme in (running, other):
        written(stage(programme, [("李建国", "13800000001", None, "奥体标段")]))
    assert running.recipients.get().receiver == other.recipients.get().receiver


def test_lines_that_cannot_be_right_come_back(stage, running):
    wrong = NUMBERS[0][:-1] + ("0" if NUMBERS[0][-1] != "0" else "1")
    rows = [
        ("李建国", None, None, "奥体标段"),
        ("王芳", None, wrong, None),
        ("张伟", "12345", None, None),
        ("刘洋", "13800000003", None, None),
        ("刘洋", "13800000003", None, None),
    ]
    found = outcomes(stage(running, rows))
    assert found[2] == ("invalid", "phone:nothing_to_tell_by")
    assert found[3] == ("invalid", "document_number:check_digit")
    assert found[4][0] == "invalid"
    assert (found[5][0], found[6][0]) == ("new", "duplicate")


def test_a_programme_that_is_over_or_anothers_takes_nobody(stage, running, grassroots):
    CondolenceProgramme.objects.filter(pk=running.pk).update(state=ProgrammeState.CLOSED)
    rows = [("李建国", "13800000001", None, None)]
    assert outcomes(stage(running, rows))[2] == ("invalid", "row:programme_over")
    CondolenceProgramme.objects.filter(pk=running.pk).update(state=ProgrammeState.RUNNING)
    assert outcomes(stage(running, rows, union=grassroots))[2] == ("invalid", "row:no_programme")


def test_a_programme_closed_since_the_preview_takes_nobody(stage, running):
    batch = stage(running, [("李建国", "13800000001", None, None)])
    CondolenceProgramme.objects.filter(pk=running.pk).update(state=ProgrammeState.CLOSED)
    with pytest.raises(ProgrammeOver):
        written(batch)
    assert not running.recipients.exists()


def test_where_somebody_works_is_filled_in_or_overridden(stage, running):
    recipient = RecipientFactory(programme=running, phone_number="13800000001", employer_name="")
    written(stage(running, [("李建国", "13800000001", None, "奥体标段")]))
    recipient.refresh_from_db()
    assert recipient.employer_name == "奥体标段"
    rows = [("李建国", "13800000001", None, "地铁四号线")]
    assert written(stage(running, rows)).counts["unchanged"] == 1
    written(stage(running, rows, mode=Mode.OVERRIDE))
    recipient.refresh_from_db()
    assert recipient.employer_name == "地铁四号线"


def test_a_list_is_taken_back_until_somebody_has_signed(stage, programme, actor_as, district):
    batch = written(stage(programme, [("王芳", "13800000009", None, None)]))
    actor = actor_for(batch.made_by, today=clock.today())
    officer = actor_as(Role.DISTRICT_OFFICER, district)
    brought = Recipient.objects.get(name="王芳")
    sign_for(actor=officer, programme=programme, recipients=[brought], received_on=TODAY, signed_by="王芳", today=TODAY)
    with pytest.raises(LaterWork):
        services.undo(actor=actor, batch=batch)
    assert Recipient.objects.filter(name="王芳").exists()


def test_a_list_nobody_of_which_has_signed_is_taken_back(stage, running):
    batch = written(stage(running, [("王芳", "13800000009", None, None)]))
    services.undo(actor=actor_for(batch.made_by, today=clock.today()), batch=batch)
    assert not Recipient.objects.filter(name="王芳").exists()


def test_phones_and_numbers_stay_sealed_in_the_preview(stage, running):
    batch = stage(running, [("李建国", "13800000001", NUMBERS[0], "奥体标段")])
    told = str(outcomes(batch))
    assert "13800000001" not in told
    assert NUMBERS[0] not in told
