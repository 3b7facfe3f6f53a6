"""`yuanxin roster check|import|undo`, as other programmes call it."""

import io
import json

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from tests.foundation.accounts.factories import AppointmentFactory
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.rosters.books import workbook
from tests.organisation.rosters.test_writing import MAN, WOMAN, row
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.unions.choices import UnionState
from yuanxin.organisation.members.models import Person

pytestmark = pytest.mark.django_db

KEYS = [
    "rows", "invalid", "conflict", "duplicate", "transfer", "new", "updated", "unchanged", "batch", "errors",
]  # fmt: skip


@pytest.fixture
def roster(tmp_path):
    """A file of three rows, one of them bad."""
    path = tmp_path / "名册.xlsx"
    path.write_bytes(workbook([row(), row("李四", WOMAN), row("王五", phone="1")]))
    return path


def told(act, *arguments) -> dict[str, object]:
    stream = io.StringIO()
    call_command("roster", act, *map(str, arguments), "--json", stdout=stream)
    return json.loads(stream.getvalue())


def test_a_check_tells_the_classes_and_writes_nothing(roster, grassroots, importer):
    answer = told("check", roster, "--union", grassroots.code, "--as", "importer")
    assert list(answer) == KEYS
    assert (answer["rows"], answer["batch"], answer["errors"]) == (3, None, None)
    assert answer["rows"] == sum(answer[name] for name in KEYS[1:8])
    assert not Person.objects.exists()
    assert not Batch.objects.exists()
    assert not Event.objects.exists()


def test_an_import_writes_what_the_check_told(roster, grassroots, importer, tmp_path):
    checked = told("check", roster, "--union", grassroots.code, "--as", "importer")
    errors = tmp_path / "errors.xlsx"
    answer = told("import", roster, "--union", grassroots.code, "--as", "importer", "--errors", errors)
    assert answer["errors"] == str(errors)
    assert {name: answer[name] for name in KEYS[:8]} == {name: checked[name] for name in KEYS[:8]}
    assert Batch.objects.get().pk == answer["batch"]
    assert Person.objects.count() == answer["new"]
    assert openpyxl.load_workbook(errors).active.max_row == 1 + answer["invalid"] + answer["conflict"]
    again = told("import", roster, "--union", grassroots.code, "--as", "importer")
    assert (again["new"], again["updated"]) == (0, 0)


def test_a_check_gives_back_the_same_rows_as_the_import(roster, grassroots, importer, tmp_path):
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    told("check", roster, "--union", grassroots.code, "--as", "importer", "--errors", one)
    told("import", roster, "--union", grassroots.code, "--as", "importer", "--errors", two)
    both = [list(openpyxl.load_workbook(path).active.iter_rows(values_only=True)) for path in (one, two)]
    assert both[0] == both[1]


def test_without_a_row_to_give_back_there_is_no_file(tmp_path, grassroots, importer):
    path, errors = tmp_path / "one.xlsx", tmp_path / "errors.xlsx"
    path.write_bytes(workbook([row()]))
    assert told("import", path, "--union", grassroots.code, "--as", "importer", "--errors", errors)["errors"] is None
    assert not errors.exists()


def test_a_header_without_rows_is_no_failure(tmp_path, grassroots, importer):
    path = tmp_path / "empty.xlsx"
    path.write_bytes(workbook([]))
    answer = told("import", path, "--union", grassroots.code, "--as", "importer")
    assert (answer["rows"], answer["new"]) == (0, 0)


def test_a_batch_is_undone_by_its_number_once(roster, grassroots, importer):
    answer = told("import", roster, "--union", grassroots.code, "--as", "importer")
    call_command("roster", "undo", str(answer["batch"]), "--as", "importer")
    assert not Person.objects.exists()
    with pytest.raises(CommandError) as refusal:
        call_command("roster", "undo", str(answer["batch"]), "--as", "importer")
    assert refusal.value.returncode == 2


@pytest.mark.parametrize("act", ["check", "import"])
def test_what_cannot_be_done_ends_with_two_and_one_line(act, roster, grassroots, importer, tmp_path):
    picture = tmp_path / "picture.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    headless = tmp_path / "headless.xlsx"
    headless.write_bytes(workbook([("张三", MAN)], ("甲", "乙")))
    outside = AppointmentFactory(role=Role.GRASSROOTS_OFFICER, union=UnionFactory(parent=grassroots.parent)).user
    reader = AppointmentFactory(role=Role.LEADER, union=grassroots).user
    for path, code, user in (
        (roster, "NOWHERE", "importer"),
        (roster, grassroots.code, "nobody"),
        (roster, grassroots.code, outside.username),
        (roster, grassroots.code, reader.username),
        (picture, grassroots.code, "importer"),
        (headless, grassroots.code, "importer"),
        (tmp_path / "absent.xlsx", grassroots.code, "importer"),
    ):
        with pytest.raises(CommandError) as refusal:
            told(act, path, "--union", code, "--as", user)
        assert refusal.value.returncode == 2
        assert str(refusal.value)
        assert "\n" not in str(refusal.value)
    assert not Person.objects.exists()


def test_a_union_outside_the_scope_is_named_and_so_is_who_asked(roster, grassroots):
    outside = AppointmentFactory(role=Role.GRASSROOTS_OFFICER, union=UnionFactory(parent=grassroots.parent)).user
    with translation.override("zh-hans"), pytest.raises(CommandError) as refusal:
        told("check", roster, "--union", grassroots.code, "--as", outside.username)
    assert refusal.value.returncode == 2
    assert f"管辖范围内没有编码为{grassroots.code}的工会" in str(refusal.value)
    assert str(refusal.value).startswith(outside.name)


def test_a_place_for_the_errors_that_is_not_there_is_told_before_anything_is_written(
    roster, grassroots, importer, tmp_path
):
    for place in (tmp_path / "absent" / "errors.xlsx", tmp_path):
        with pytest.raises(CommandError) as refusal:
            told("import", roster, "--union", grassroots.code, "--as", "importer", "--errors", place)
        assert refusal.value.returncode == 2
    assert not Person.objects.exists()


@pytest.mark.parametrize("act", ["check", "import"])
def test_a_union_that_was_revoked_takes_no_roster(act, roster, grassroots, importer):
    grassroots.state = UnionState.REVOKED
    grassroots.save()
    with pytest.raises(CommandError) as refusal:
        told(act, roster, "--union", grassroots.code, "--as", "importer")
    assert refusal.value.returncode == 2


def test_a_former_code_leads_to_the_union_it_became(roster, grassroots, importer, street):
    from yuanxin.foundation.unions.models import FormerCode

    FormerCode.objects.create(code="OLD", union=grassroots)
    told("import", roster, "--union", "OLD", "--as", "importer")
    assert set(Person.objects.values_list("union", flat=True)) == {grassroots.pk}
