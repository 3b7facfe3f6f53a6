"""OpenDocument spreadsheets (.ods): rows and cells are written once with a number of repetitions, which is checked."""

from typing import Any
from xml.parsers import expat

from yuanxin.foundation.intake.reading.inspection import DAY_ZERO, DAY_ZERO_1904, FileKind, Inspection
from yuanxin.foundation.intake.reading.refusals import damaged, encrypted, far_cell, overfull

CONTENT_PART = "content.xml"
MOST_CELLS = 60_000_000
WIDEST = 702
UNSEEN = {"collapse", "filter"}


class ContentReader:
    """Looks through the content piece by piece: how far its tables reach, which rows are hidden, where days begin."""

    def __init__(self) -> None:
        self._day_zero = DAY_ZERO
        self._hidden: dict[int, list[tuple[int, int]]] = {}
        self._place, self._row, self._width = -1, 0, 0
        self._repeated, self._column, self._reach, self._unseen = 1, 0, 0, False
        self._in_cell, self._cell_repeated = 0, 1
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse

    def __call__(self, piece: bytes) -> None:
        """Look at the next piece.

        Raises:
            UnreadableFile: if it is no XML, or a table reaches too far.
        """
        try:
            self._parser.Parse(piece)
        except expat.ExpatError as error:
            # The content of a document with a password is no text.
            raise (encrypted() if self._place < 0 else damaged()) from error

    def inspection(self) -> Inspection:
        """What was found, once the last piece was seen."""
        return Inspection(FileKind.OPEN_DOCUMENT, self._day_zero, self._hidden)

    def _refuse(self, *_declared: Any) -> None:
        raise damaged()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._place, self._row, self._width = self._place + 1, 0, 0
        elif name == "table:table-row":
            self._repeated = _number(attributes.get("table:number-rows-repeated"))
            self._column = self._reach = 0
            self._unseen = attributes.get("table:visibility") in UNSEEN
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            self._in_cell += 1
            self._cell_repeated = _number(attributes.get("table:number-columns-repeated"))
            if "office:value-type" in attributes or "table:formula" in attributes:
                self._reach = self._column + self._cell_repeated
        elif name == "table:null-date" and attributes.get("table:date-value", "").startswith("1904"):
            self._day_zero = DAY_ZERO_1904

    def _text(self, _text: str) -> None:
        if self._in_cell:
            self._reach = self._column + self._cell_repeated

    def _end(self, name: str) -> None:
        if name in {"table:table-cell", "table:covered-table-cell"}:
            self._in_cell -= 1
            self._column += self._cell_repeated
        elif name == "table:table-row":
            first, self._row = self._row + 1, self._row + self._repeated
            if not self._reach:
                return
            if self._reach > WIDEST:
                raise far_cell("ZZ")
            self._width = max(self._width, self._reach)
            if self._row * self._width > MOST_CELLS:
                raise overfull()
            if self._unseen:
                ranges = self._hidden.setdefault(self._place, [])
                if ranges and ranges[-1][1] == first - 1:
                    first = ranges.pop()[0]
                ranges.append((first, self._row))


def _number(text: str | None) -> int:
    """How often something is repeated; once where nothing is said."""
    return int(text) if text and text.isdigit() else 1
