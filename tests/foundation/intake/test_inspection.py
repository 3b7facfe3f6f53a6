"""Workbooks looked through before a reader is let at them: spoilt ones are refused, hidden rows are found."""

import io
import random
import struct
import zipfile
from pathlib import Path

import pytest

from tests.foundation.intake.test_files import repacked
from yuanxin.foundation.intake.reading import FileKind, Inspection, UnreadableFile, inspect
from yuanxin.foundation.intake.reading.inspection import DAY_ZERO, ranges_of

FILES = Path(__file__).parents[2] / "organisation" / "rosters" / "files"


def test_what_was_found_can_be_kept():
    found = inspect((FILES / "days-of-1904.xls").read_bytes())
    assert (found.kind, str(found.day_zero), found.hidden) == (
        FileKind.OLD_WORKBOOK,
        "1904-01-01",
        {0: [(8, 9), (12, 12)]},
    )
    assert Inspection.of_json(found.as_json()) == found


@pytest.mark.parametrize(("name", "kind"), [("roster.xls", "xls"), ("roster.ods", "ods"), ("roster.xlsx", "xlsx")])
def test_a_workbook_without_hidden_rows(name, kind):
    assert inspect((FILES / name).read_bytes()) == Inspection(FileKind(kind), DAY_ZERO, {})


def test_ranges_of_rows():
    assert ranges_of([5, 3, 4, 9, 9]) == [(3, 5), (9, 9)]
    assert ranges_of([]) == []


def outcome_of(content: bytes) -> str:
    try:
        inspect(content)
    except UnreadableFile:
        return "refused"
    return "read"


def test_an_old_workbook_with_random_damage_is_read_or_refused_but_never_harms():
    whole, stream = (FILES / "roster.xls").read_bytes(), random.Random(20160105)  # noqa: S311
    for _attempt in range(200):
        spoilt = bytearray(whole)
        for _place in range(4):
            spoilt[stream.randrange(512, len(spoilt))] = stream.randrange(256)
        assert outcome_of(bytes(spoilt)) in {"read", "refused"}


def test_a_cell_of_an_old_workbook_far_to_the_right_is_refused():
    whole = bytearray((FILES / "as-it-comes.xls").read_bytes())
    # The record of a text cell: number 0xFD, ten bytes, row, column.
    place = whole.index(struct.pack("<HH", 0xFD, 10))
    whole[place + 6 : place + 8] = struct.pack("<H", 60_000)
    with pytest.raises(UnreadableFile, match="IV"):
        inspect(bytes(whole))


def content_of(body: str) -> bytes:
    """An OpenDocument spreadsheet with one table of these rows."""
    text = (
        '<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x">'
        f'<office:body><office:spreadsheet><table:table table:name="名册">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", text)
    return stream.getvalue()


CELL = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'


@pytest.mark.parametrize(
    "body",
    [
        f'<table:table-row table:number-rows-repeated="1000000">{CELL * 100}</table:table-row>',
        "<table:table-row>" + CELL.format(' table:number-columns-repeated="16384"') + "</table:table-row>",
    ],
)
def test_a_cell_written_once_and_repeated_millions_of_times_is_refused(body):
    with pytest.raises(UnreadableFile):
        inspect(content_of(body))


def test_blank_rows_repeated_to_the_end_of_the_sheet_are_harmless():
    cells = '<table:table-cell table:number-columns-repeated="16384"/>'
    blank = f'<table:table-row table:number-rows-repeated="1048570">{cells}</table:table-row>'
    assert inspect(content_of(f"<table:table-row>{CELL.format('')}</table:table-row>{blank}")).hidden == {}


def test_a_document_type_in_a_workbook_is_refused():
    whole = (FILES / "roster.xlsx").read_bytes()
    bad = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><workbook/>'
    with pytest.raises(UnreadableFile):
        inspect(repacked(whole, "xl/workbook.xml", bad))
