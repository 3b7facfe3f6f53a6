"""Rosters as an officer has them: some rows good, some not, each of the seven classes once at least."""

import datetime
import io
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from python_calamine import load_workbook

from tests.journeys.traveller import Traveller
from yuanxin.foundation.kernel.numbers import check_digit
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.models import Membership, Person, TransferProposal

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NEW = ("欧阳静怡", "单小波", "仇若兰")
HEADER = ("姓名", "证件号码", "手机号码", "工作单位", "备注")


def number_of(born: datetime.date, order: int) -> str:
    """A valid resident number of nobody: the division is 西湖区's."""
    body = f"330106{born:%Y%m%d}{order:03d}"
    return body + check_digit(body)


@dataclass(frozen=True)
class Roster:
    """A workbook, and how many of its rows fall into each class, as the preview names them."""

    content: bytes
    counts: dict[str, int]


def roster_of(union: Union) -> Roster:
    """A roster of `union`: three new members, and one or two rows for each other class."""
    here = list(members_of(union).filter(note="").order_by("pk")[:2])
    busy = TransferProposal.objects.values("person")
    elsewhere = Person.objects.filter(pk__in=Membership.objects.open().exclude(union=union).values("person"))
    coming = elsewhere.exclude(pk__in=busy).order_by("pk").first()
    assert len(here) == 2
    assert coming is not None
    fresh = [number_of(datetime.date(1990, 3, 1) + datetime.timedelta(days=day), 101 + day) for day in range(4)]
    rows = [
        *((name, number, "13957100001", "", "") for name, number in zip(NEW, fresh, strict=False)),
        (NEW[0], fresh[0], "13957100009", "", "again"),
        ("错号码", fresh[1][:-1] + ("0" if fresh[1][-1] != "0" else "1"), "", "", ""),
        ("甲某", fresh[3], "", "", ""),
        ("乙某", fresh[3], "", "", ""),
        (coming.name, unseal(coming.document_number), "", "", ""),
        (here[0].name, unseal(here[0].document_number), "", "", "班组长"),
        (here[1].name, unseal(here[1].document_number), "", "", ""),
    ]
    counts = {"无效": 1, "冲突": 2, "重复": 1, "转会": 1, "新增": 3, "更新": 1, "无变化": 1}
    return Roster(workbook([HEADER, *rows]), counts)


def members_of(union: Union) -> Any:
    """Persons with an open membership in `union` itself."""
    return Person.objects.filter(pk__in=Membership.objects.open().filter(union=union).values("person"))


def workbook(rows: list[tuple[Any, ...]]) -> bytes:
    """A workbook with a title over the header, every cell a text."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("花名册")
    sheet.write_string(0, 0, "职工花名册（2016年）")
    for line, cells in enumerate(rows, start=1):
        for place, cell in enumerate(cells):
            sheet.write_string(line, place, cell)
    book.close()
    return stream.getvalue()


def rows_of(content: bytes) -> list[list[Any]]:
    """The rows of a workbook's first sheet."""
    return load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def brings(officer: Traveller, name: str, content: bytes, *, at: str = "organisation/rosters/new/") -> int:
    """Chooses a file on a page of imports and sends it; returns the status of the answer."""
    officer.visits(at)
    officer.page.locator("[name=file]").set_input_files({"name": name, "mimeType": WORKBOOK, "buffer": content})
    return officer.submits()


def waits_for(officer: Traveller, words: str) -> None:
    """The page of the batch renews itself until its state says `words`."""
    officer.page.locator("main .chip", has_text=words).first.wait_for(timeout=90_000)
    officer.page.wait_for_load_state()
    officer.finds_no_barrier()
