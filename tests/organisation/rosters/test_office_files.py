"""Rosters as an office programme writes them, whole and spoilt, through the command."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from tests.foundation.intake.test_files import bomb
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.rosters.test_writing import MAN, WOMAN
from yuanxin.foundation.intake.choices import BatchState
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.kernel.sealed import lookup_digest
from yuanxin.organisation.members.models import Membership, Person

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parent / "files"
CLASSES = ["invalid", "conflict", "duplicate", "transfer", "new", "updated", "unchanged"]


def bring_in(path, union, *options, act="import") -> dict[str, object]:
    stream = io.StringIO()
    call_command("roster", act, str(path), "--union", union.code, "--as", "importer", "--json", *options, stdout=stream)
    return json.loads(stream.getvalue())


def counted(answer) -> dict[str, object]:
    return {name: answer[name] for name in CLASSES if answer[name]}


def joined(number) -> str:
    return str(Membership.objects.get(person__document_digest=lookup_digest(number)).joined_on)


def test_a_workbook_of_libreoffice_is_read_under_its_titles(grassroots, importer, tmp_path):
    errors = tmp_path / "errors.xlsx"
    answer = bring_in(FILES / "roster.xlsx", grassroots, "--errors", str(errors))
    assert answer["rows"] == 7
    # 赵六's number stands in a number cell with eighteen digits, 孙八's fails its check; 张三 stands there twice.
    assert counted(answer) == {"invalid": 2, "duplicate": 1, "new": 4}
    assert joined(MAN) == "2016-03-01"
    # A formula counts with the value the office last saw, a month with its first day.
    assert (Person.objects.get(document_digest=lookup_digest(WOMAN)).name, joined(WOMAN)) == ("李四", "2016-04-02")
    assert joined("330106198506151233") == "2016-05-01"
    sheet = openpyxl.load_workbook(errors).active
    given_back = list(sheet.iter_rows(values_only=True))
    assert [cells[1] for cells in given_back[1:]] == ["赵六", "张三", "孙八"]
    assert "错误原因" in given_back[0]


def test_what_looks_like_a_formula_goes_out_as_text(grassroots, importer, tmp_path):
    errors = tmp_path / "errors.xlsx"
    bring_in(FILES / "roster.xlsx", grassroots, "--errors", str(errors))
    cells = [cell for line in openpyxl.load_workbook(errors).active.iter_rows() for cell in line]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert [cell.data_type for cell in cells if str(cell.value).startswith("=1+1")] == ["s"]
    assert [cell.quotePrefix for cell in cells if str(cell.value).startswith("=1+1")] == [True]


@pytest.mark.parametrize("name", ["utf8-with-mark.csv", "gb18030.csv"])
def test_text_files_of_libreoffice_are_read(name, grassroots, importer):
    assert counted(bring_in(FILES / name, grassroots)) == {"new": 3}
    assert joined(WOMAN) == "2016-04-02"
    assert counted(bring_in(FILES / name, grassroots)) == {"unchanged": 3}


def spoilt(name: str) -> bytes:
    """A file of each kind that cannot be read."""
    whole = (FILES / "roster.xlsx").read_bytes()
    match name:
        case "empty":
            return b""
        case "truncated":
            return whole[: len(whole) // 2]
        case "without its end":
            return whole[:-30]
        case "bomb":
            return bomb(64)
        case "picture":
            return b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
        case "web page named .xls":
            return b"<html><body><table><tr><td>1</td></tr></table></body></html>"
        case "half an .xls":
            old = (FILES / "roster.xls").read_bytes()
            return old[: len(old) // 1024 * 512]
    return (FILES / name).read_bytes()


@pytest.mark.parametrize("act", ["check", "import"])
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty", "空"),
        ("truncated", "损坏"),
        ("without its end", "损坏"),
        ("bomb", "数据"),
        ("picture", "图片"),
        ("encrypted.xlsx", "密码"),
        ("web page named .xls", "网页"),
        ("half an .xls", "损坏"),
        ("two-headers.xlsx", "第 3 行"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line_and_leaves_nothing(
    name, words, act, grassroots, importer, tmp_path
):
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(spoilt(name))
    with pytest.raises(CommandError) as refusal:
        bring_in(path, grassroots, act=act)
    assert refusal.value.returncode == 2
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert not Person.objects.exists()
    # Where reading had begun, the batch stays as failed, with its reason and without a row.
    assert {(batch.state, batch.staged_rows.exists()) for batch in Batch.objects.all()} <= {(BatchState.FAILED, False)}


def test_a_code_of_another_union_in_a_row_shows_nothing_of_it(grassroots, importer, district, tmp_path):
    elsewhere = UnionFactory(parent=UnionFactory(parent=district), name="别处的秘密工会")
    path, errors = tmp_path / "one.csv", tmp_path / "errors.xlsx"
    path.write_text(f"姓名,身份证号,工会编码\n张三,{MAN},{elsewhere.code}\n")
    assert counted(bring_in(path, grassroots, "--errors", str(errors))) == {"invalid": 1}
    assert not Person.objects.exists()
    told = [str(cell) for line in openpyxl.load_workbook(errors).active.iter_rows(values_only=True) for cell in line]
    assert not [cell for cell in told if elsewhere.name in cell]
