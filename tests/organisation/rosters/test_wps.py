"""Rosters in the structure of WPS 表格 are read like any other, pictures in cells and its own file ending included."""

import pytest

from tests.organisation.rosters.test_as_they_come import person
from tests.organisation.rosters.test_office_files import FILES, bring_in, counted, joined
from tests.organisation.rosters.test_writing import MAN, WOMAN
from tests.organisation.rosters.wps import Day, Picture, Workbook
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.kernel.numbers import check_digit

pytestmark = pytest.mark.django_db

THIRD = "33010619850615123" + check_digit("33010619850615123")
WRONG = "330106199001010017"
HEADER = ("序号", "姓名", "身份证号", "民族", "照片", "入会时间", "联系电话")
ROWS = (
    ("职工会员花名册", None, None, None, None, None, None),
    HEADER,
    (1, "张　三", MAN, "汉", Picture("ID_2F0C1D"), Day(42430), "138 1234 5678"),
    (2, "古丽・买买提", WOMAN, "维吾尔族", None, Day(42462), "１３９１２３４５６７８"),
    (3, "李四", THIRD, "汉族", Picture("ID_77AB01"), "2016年5月", None),
    (4, "王五", WRONG, "汉族", None, Day(42430), None),
    (5, "赵六", 330106199001010000, "汉族", None, Day(42430), None),
    ("合计", "5人", None, None, None, None, None),
)


@pytest.mark.parametrize("name", ["花名册.xlsx", "花名册.et"])
def test_a_workbook_of_the_structure_of_wps_is_read(name, grassroots, importer, tmp_path):
    path = tmp_path / name
    path.write_bytes(Workbook(ROWS, merged=["A1:G1"]).saved())
    answer = bring_in(path, grassroots, "--errors", str(tmp_path / "errors.xlsx"))
    assert (answer["rows"], counted(answer)) == (5, {"invalid": 2, "new": 3})
    assert [person(number).name for number in (MAN, WOMAN, THIRD)] == ["张三", "古丽·买买提", "李四"]
    assert [joined(number) for number in (MAN, WOMAN, THIRD)] == ["2016-03-01", "2016-04-02", "2016-05-01"]
    assert person(WOMAN).ethnicity == "05"
    problems = dict(Batch.objects.get().staged_rows.filter(outcome="invalid").values_list("number", "problems"))
    assert problems == {6: "document_number:check_digit", 7: "document_number:typed_number"}


def test_a_hidden_row_of_wps_is_read_like_the_others_and_told(grassroots, importer, tmp_path):
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(Workbook(ROWS[1:4], hidden=[3]).saved())
    assert counted(bring_in(path, grassroots)) == {"new": 2}
    assert person(WOMAN).name == "古丽·买买提"
    notices = " ".join(Batch.objects.get().notices)
    assert "隐藏" in notices
    assert "3" in notices


def test_the_old_format_under_the_name_that_wps_gives_it(grassroots, importer, tmp_path):
    path = tmp_path / "花名册.et"
    path.write_bytes((FILES / "as-it-comes.xls").read_bytes())
    assert counted(bring_in(path, grassroots)) == {"invalid": 1, "new": 8}
