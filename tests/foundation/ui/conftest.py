"""A signed-in reader of the register of unions that `urls.py` declares."""

from io import BytesIO
from typing import IO

import pytest
from django.test import Client

from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.ui.registers import exporting
from yuanxin.foundation.unions.models import Union


@pytest.fixture
def reader(signed_in_as, district: Union) -> Client:
    """The district officer's browser."""
    return signed_in_as(Role.DISTRICT_OFFICER, district)


class Exports:
    """A writer and a trail that keep what they were given, in the place of the site's own."""

    def __init__(self) -> None:
        self.lines: list[list[object]] = []
        self.marks: list[str] = []
        self.told: list[exporting.ExportTold] = []

    def write(self, stream: IO[bytes], sheets: list[exporting.Sheet]) -> None:
        self.lines = [list(sheets[0].header), *(list(row) for row in sheets[0].rows)]
        self.marks.append(sheets[0].mark)
        stream.write(BytesIO(b"workbook").read())

    def tell(self, _actor, told: exporting.ExportTold) -> None:
        self.told.append(told)


@pytest.fixture
def exports(monkeypatch: pytest.MonkeyPatch) -> Exports:
    kept = Exports()
    monkeypatch.setattr(exporting, "_writer", kept.write)
    monkeypatch.setattr(exporting, "_trail", kept.tell)
    return kept
