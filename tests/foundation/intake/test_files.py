"""Bad files: each is told with its cause before anything is unpacked or written."""

import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from django.utils import translation

from tests.organisation.rosters.books import HEADER, text_file, workbook
from yuanxin.foundation.intake.parsers import Cells, date
from yuanxin.foundation.intake.reading import UnreadableFile, compound, open_table
from yuanxin.foundation.kernel import clock
from yuanxin.organisation.rosters.intake.columns import COLUMNS

GOOD = [("张三", "330106199001010018", "男", "汉族", "13812345678", "某厂", "2016-03-01")]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def rows_of(content: bytes):
    table = open_table(content, COLUMNS)
    return table, [row for chunk in table.chunks() for row in chunk.cells.iter_rows()]


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as refusal:
        rows_of(content)
    return str(refusal.value)


def repacked(content: bytes, part: str, data: bytes) -> bytes:
    """The workbook with one part put in the place of another."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(entry.filename, data if entry.filename == part else source.read(entry))
    return stream.getvalue()


def bomb(megabytes: int) -> bytes:
    return repacked(workbook(GOOD), "xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (megabytes * 1024 * 1024))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "picture (PNG)"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 100, "picture (JPEG)"),
        (b"%PDF-1.7", "PDF"),
        (compound.MAGIC + b"\x00" * 600 + "Workbook".encode("utf-16-le"), "damaged"),
        (b"<html><table><tr><td>\xe5\xa7\x93</td></tr></table>", "web page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "XML document"),
        (b"\x00\x01\x02\x03binary", "not a spreadsheet"),
        (workbook(GOOD)[:2000], "damaged"),
        (workbook(GOOD)[:-40], "damaged"),
    ],
)
def test_what_is_no_readable_spreadsheet_is_told_by_its_cause(content, words):
    assert words in refused(content)


def test_an_archive_that_is_no_workbook_is_told():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "archive" in refused(stream.getvalue())


def test_a_changed_byte_inside_the_workbook_is_noticed():
    content = bytearray(workbook(GOOD * 200))
    place = content.index(b"xl/worksheets/sheet1.xml") + 200
    content[place] ^= 0xFF
    assert "damaged" in refused(bytes(content))


def test_a_bomb_is_found_by_its_ratio_before_it_is_read():
    assert "far more data" in refused(bomb(64))


def test_a_bomb_that_lies_about_its_size_is_found_as_well():
    content = bomb(64)
    size = (len(b"<worksheet>") + 64 * 1024 * 1024).to_bytes(4, "little")
    assert content.count(size) == 2
    assert "far more data" in refused(content.replace(size, (100).to_bytes(4, "little")))


def test_a_cell_far_to_the_right_is_refused_instead_of_laid_out():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.write_string(1_000_000, 16_383, "x")
    book.close()
    assert "column ZZ" in refused(stream.getvalue())


def test_two_header_rows_are_told_by_their_numbers():
    assert "row 3 and row 5" in refused(workbook([*GOOD, HEADER, *GOOD]))
    assert "row 3 and row 4" in refused(workbook([HEADER, *GOOD]))
    assert "row 3 and row 105" in refused(workbook([*(GOOD * 101), HEADER, *GOOD]))


def test_a_group_title_over_the_header_is_no_second_header():
    table, rows = rows_of(workbook([HEADER, *GOOD], ("基本情况", None, None, None, "联系方式", None, None)))
    assert (table.header.row, len(rows)) == (4, 1)


def test_a_person_whose_cells_hold_words_of_the_header_is_no_second_header():
    header = ("姓名", "证件类型", "证件号码", "性别", "民族", "学历", "备注")
    table, rows = rows_of(workbook([("张三", "身份证", "330106199001010018", "男", "汉", "本科", "农民工")], header))
    assert (table.header.row, len(rows)) == (3, 1)


def test_without_a_header_the_required_columns_are_named():
    assert "姓名、证件号码" in refused(workbook(GOOD, ("甲", "乙", "丙", "丁", "戊", "己", "庚")))
    assert "lacks the column 证件号码" in refused(workbook([("张三", "男", "汉")], ("姓名", "性别", "民族")))
    assert "empty" in refused(workbook([], (), above=0))


@pytest.mark.parametrize("left", [0, 3])
@pytest.mark.parametrize("above", [0, 2, 7])
def test_rows_and_cells_are_named_as_excel_shows_them(above, left):
    table, rows = rows_of(workbook(GOOD, above=above, left=left))
    assert (table.header.row, rows[0][0]) == (above + 1, above + 2)
    assert table.header.cell("document_number", rows[0][0]) == f"{'BE'[left > 0]}{above + 2}"


def test_blank_rows_are_left_out_and_counted():
    blank = (None,) * len(HEADER)
    _table, rows = rows_of(workbook([blank, *GOOD, blank, (" ",) * len(HEADER), *GOOD]))
    assert [row[0] for row in rows] == [5, 8]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_files_are_read_in_the_encodings_offices_use(encoding):
    _table, rows = rows_of(
        text_file([*GOOD, ("𠮷田", *GOOD[0][1:])], encoding=encoding if encoding != "gb2312" else "")
    )
    assert [row[1] for row in rows] == ["张三", "𠮷田"]


def test_a_text_file_with_tabs_and_short_lines_is_read():
    content = "会员花名册\n姓名\t身份证\t性别\n张三\t330106199001010018\n\n李四\t330106199001010026\t女\n".encode()
    table, rows = rows_of(content)
    assert (table.header.row, rows) == (
        2,
        [(3, "张三", "330106199001010018", None), (5, "李四", "330106199001010026", "女")],
    )


def test_the_first_sheet_with_a_header_is_read_and_the_others_are_named():
    book = openpyxl.Workbook()
    book.active.title = "封面"
    book.active["A1"] = "某某单位"
    sheet = book.create_sheet("名册")
    for cells in (HEADER, *GOOD):
        sheet.append(cells)
    hidden = book.create_sheet("代码")
    hidden.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    table, rows = rows_of(stream.getvalue())
    assert (table.title, len(rows)) == ("名册", 1)
    assert ["封面" in notice and "代码" not in notice for notice in table.notices] == [True]


def test_a_second_column_of_the_same_meaning_is_left_out_and_told():
    table, _rows = rows_of(workbook([], ("姓名", "证件号码", "联系电话", "手机号码")))
    assert table.header.fields == ("name", "document_number", None, "phone")
    assert "联系电话" in table.notices[0]


@pytest.mark.parametrize(
    ("text", "typed", "day"),
    [
        ("2016-03-01", False, "2016-03-01"),
        ("2016/3/1", False, "2016-03-01"),
        ("2016.3.1", False, "2016-03-01"),
        ("2016年3月1日", False, "2016-03-01"),
        ("2016 年 3 月", False, "2016-03-01"),
        ("20160301", False, "2016-03-01"),
        ("20160301", True, "2016-03-01"),
        ("201603", False, "2016-03-01"),
        ("2016.03", True, "2016-03-01"),
        ("42430", True, "2016-03-01"),
        ("2016-03-01 00:00:00", False, "2016-03-01"),
        ("2016-03-01T08:30:00", False, "2016-03-01"),
        ("2016/3/1 8:30", False, "2016-03-01"),
        ("2016-1-5", False, "2016-01-05"),
        ("2016.1.5", False, "2016-01-05"),
        ("2016/1/5", False, "2016-01-05"),
        ("20160105", False, "2016-01-05"),
        ("2016、1、5", False, "2016-01-05"),
        ("2016年1月5号", False, "2016-01-05"),
        ("2016年元月5日", False, "2016-01-05"),
        ("2016年01月05日（星期二）", False, "2016-01-05"),
        ("２０１６年１月５日", False, "2016-01-05"),
        ("２０１６．１．５", False, "2016-01-05"),
        ("二〇一六年一月五日", False, "2016-01-05"),
        ("二○一六年十二月二十三日", False, "2016-12-23"),
        ("二零一六年十一月廿日", False, "2016-11-20"),
        ("一九八五年三月", False, "1985-03-01"),
        ("16年1月5日", False, "2016-01-05"),
        ("5-Jan-16", False, "2016-01-05"),
        ("05-JAN-2016", False, "2016-01-05"),
        ("5 January 2016", False, "2016-01-05"),
        ("Jan 5, 2016", False, "2016-01-05"),
        ("Mar-85", False, "1985-03-01"),
        ("1/5/2016", False, None),
        ("05/01/16", False, None),
        ("二〇一六年二月三十日", False, None),
        ("31-Feb-16", False, None),
        ("2016.1", True, None),
        ("2016-02-30", False, None),
        ("1850-01-01", False, None),
        ("42430", False, None),
        ("昨天", False, None),
    ],
)
def test_dates_are_read_as_they_are_written(text, typed, day):
    import polars as pl

    parsed = date()(Cells(pl.Series([text]), pl.Series([typed])), clock.today())
    assert (str(parsed.value[0]) if parsed.value[0] else None) == day
    assert (parsed.error[0] is None) == (day is not None)
