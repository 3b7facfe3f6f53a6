import datetime
import io
import re
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from yuanxin.foundation.documents.spreadsheets import Column, Kind, Sheet, TooManyColumns, write_workbook, writer
from yuanxin.foundation.ui.registers import exporting


def written(*sheets, mark=""):
    stream = io.BytesIO()
    write_workbook(stream, sheets, mark=mark)
    stream.seek(0)
    return stream


def read(stream, sheet=0):
    stream.seek(0)
    return CalamineWorkbook.from_filelike(stream).get_sheet_by_index(sheet).to_python()


def part(stream, name):
    with zipfile.ZipFile(stream) as package:
        return package.read(name).decode()


def test_every_kind_of_value_comes_back_as_what_it_is():
    rows = [
        ["张三", 3, Decimal("12.50"), datetime.date(2016, 6, 30), True, None],
        ["", 0, Decimal(0), None, False, "x"],
    ]
    columns = ["姓名", "人数", Column("金额", Kind.AMOUNT), Column("日期", Kind.DATE), "是否", "空"]
    assert read(written(Sheet("表", columns, rows))) == [
        ["姓名", "人数", "金额", "日期", "是否", "空"],
        ["张三", 3.0, 12.5, datetime.date(2016, 6, 30), "是", ""],
        ["", 0.0, 0.0, "", "否", "x"],
    ]


@pytest.mark.parametrize("number", ["330106199001010018", 330106199001010018, "6212261202000000001", "007"])
def test_identifiers_keep_all_their_digits(number):
    for kind in (Kind.TEXT, Kind.ANY):
        assert read(written(Sheet("表", [Column("号码", kind)], [[number]])))[1] == [str(number)]


def test_a_number_of_sixteen_digits_is_kept_as_text_whatever_its_column():
    assert read(written(Sheet("表", ["数"], [[10**15 - 1], [10**15]])))[1:] == [
        [999999999999999.0],
        ["1000000000000000"],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://a")', "|calc", "{=1}"])
def test_what_looks_like_a_formula_is_text_and_stays_as_written(text):
    stream = written(Sheet("表", [Column("备注", Kind.TEXT)], [[text]]))
    assert "<f>" not in part(stream, "xl/worksheets/sheet1.xml")
    assert "hyperlink" not in part(stream, "xl/worksheets/sheet1.xml").lower().replace("=hyperlink", "")
    assert read(stream)[1] == [text]


def test_cells_that_look_like_formulas_stay_text_when_edited():
    assert 'quotePrefix="1"' in part(written(Sheet("表", ["备注"], [["=1"]])), "xl/styles.xml")


@settings(max_examples=30)
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=5))
def test_any_text_is_written_without_a_formula(texts):
    stream = written(Sheet("表", [Column("字", Kind.TEXT)], [[text] for text in texts]))
    assert "<f>" not in part(stream, "xl/worksheets/sheet1.xml")


def test_a_text_longer_than_a_cell_is_cut_and_says_so():
    cell = read(written(Sheet("表", ["长"], [["字" * 40000]])))[1][0]
    assert len(cell) == 32767
    assert cell.endswith("…")


def test_days_before_excels_calendar_are_text():
    assert read(written(Sheet("表", ["日"], [[datetime.date(1899, 12, 31)]])))[1] == ["1899-12-31"]


def test_instants_are_shown_in_shanghai():
    moment = datetime.datetime(2016, 6, 30, 16, 30, tzinfo=datetime.UTC)
    assert read(written(Sheet("表", ["时"], [[moment]])))[1] == [datetime.datetime(2016, 7, 1, 0, 30)]  # noqa: DTZ001


def test_notes_stand_above_the_head_and_rows_below():
    rows = read(written(Sheet("模板", ["姓名", "证件号码"], [["张三", "1"]], notes=["填写说明", "带红字的为必填"])))
    assert [row[0] for row in rows] == ["填写说明", "带红字的为必填", "姓名", "张三"]


def test_a_template_offers_drop_downs_and_text_cells_below():
    columns = [
        Column("姓名", Kind.TEXT, required=True),
        Column("证件号码", Kind.TEXT, hint="按文本填写18位号码"),
        Column("性别", choices=["男", "女"]),
        Column("民族", choices=[f"第{number}个很长的民族名称" for number in range(60)]),
    ]
    stream = written(Sheet("花名册", columns, template=True))
    sheet = part(stream, "xl/worksheets/sheet1.xml")
    assert '"男,女"' in sheet.replace("&quot;", '"')
    assert "choices" in sheet
    assert "按文本填写18位号码" in sheet
    assert 'errorStyle="warning"' in sheet
    assert len(re.findall(r"<col [^>]*style=", sheet)) == 2
    stream.seek(0)
    names = CalamineWorkbook.from_filelike(stream).sheet_names
    assert names == ["花名册", "choices"]
    assert 'state="hidden"' in part(stream, "xl/workbook.xml")
    assert len(read(stream, 1)[0]) == 60


def test_the_head_is_frozen_and_repeated_and_the_mark_is_printed():
    stream = written(Sheet("表", ["a"], [["1"]], notes=["n"]), mark="张三 2016-07-01 & 区总")
    sheet = part(stream, "xl/worksheets/sheet1.xml")
    assert 'topLeftCell="A3"' in sheet
    assert "张三 2016-07-01 &amp;&amp; 区总" in sheet
    assert "$2:$2" in part(stream, "xl/workbook.xml")
    assert "张三" in part(stream, "docProps/core.xml")


def test_names_of_sheets_are_made_legal_and_different():
    sheets = [Sheet("会员/2016[1]", ["a"]), Sheet("会员/2016[1]", ["a"]), Sheet("长" * 40, ["a"]), Sheet("'", ["a"])]
    names = CalamineWorkbook.from_filelike(written(*sheets)).sheet_names
    assert names == ["会员 2016 1", "会员 2016 1 (2)", "长" * 31, "Sheet"]


def test_a_sheet_that_is_full_goes_on_in_another(monkeypatch):
    monkeypatch.setattr(writer, "LAST_ROW", 4)
    stream = written(Sheet("表", ["数"], ([number] for number in range(7))))
    workbook = CalamineWorkbook.from_filelike(stream)
    assert workbook.sheet_names == ["表", "表 (2)", "表 (3)"]
    rows = [row[0] for name in workbook.sheet_names for row in workbook.get_sheet_by_name(name).to_python()[1:]]
    assert rows == list(range(7))


def test_too_many_columns_are_refused():
    with pytest.raises(TooManyColumns):
        written(Sheet("表", [str(number) for number in range(16385)]))


def test_a_row_of_another_length_is_an_error_not_a_shift():
    with pytest.raises(ValueError):
        written(Sheet("表", ["a", "b"], [["1"]]))


def test_registers_export_through_this_writer():
    assert exporting._writer is not None
    stream = io.BytesIO()
    exporting._writer(stream, [exporting.Sheet("会员", ["姓名"], iter([["=张三"]]), "李四 2016-07-01 09:00")])
    assert read(stream) == [["姓名"], ["=张三"]]
    assert "李四 2016-07-01 09:00" in part(stream, "xl/worksheets/sheet1.xml")
