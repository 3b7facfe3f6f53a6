"""A text template laid out as an official paper (GB/T 9704-2012): the Word template that docxtpl then fills.

A template is read line by line; names stand in `{{ }}`, conditions and loops each on a line of its own in `{% %}`:

    # title                     2号小标宋, in the middle
    ~ what stands below it      楷体, in the middle
    > addressee：               without indent
    一、heading                 黑体; （一）heading in 楷体; anything else is a paragraph of 3号仿宋
    ## {{ heading }}            黑体 too, where the number of the heading comes with the filling
    + 附件                      an annex (附件), on a page of its own
    | head:1 | head:4>          a table; its first line is the head, with the share of each column in the width, and
                                `>` where its cells are amounts; heads that are all empty are not drawn
    |{% for row in rows %}      a loop over lines of the table
    | {{ row.a }} | {{ row.b }}
    |{% endfor %}
    @                           the signature: {{ agency }} above {{ dated_on }}, for the seal; never alone on a page
    = 抄送：…                   the last lines (版记)
"""

import math
import re
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

SONG_TITLE, FANGSONG, HEI, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
#: 二号, 三号, 四号, and the agency's name in the red head.
SIZE_2, SIZE_3, SIZE_4, SIZE_HEAD = 22, 16, 14, 36
#: 小四 in tables, 五号 in those of more columns than stand well in it.
SIZE_TABLE, SIZE_WIDE_TABLE, WIDE = 12, 10.5, 5
#: A row that is signed by hand.
TO_BE_SIGNED, ROOM_TO_SIGN = "签", Mm(10)
RED = RGBColor(0xFF, 0, 0)

PAGE = (Mm(210), Mm(297))
TOP, LEFT, TEXT_WIDTH, TEXT_HEIGHT = Mm(37), Mm(28), Mm(156), Mm(225)
LINES, CHARACTERS = 22, 28
LINE = Pt(TEXT_HEIGHT.pt / LINES)
CHARACTER = Pt(SIZE_3)
#: In 1/20 point, rounded down: by how much 28 characters of 16 points are set closer to fit the line. A grid of
#: characters would say the same, but office suites read it differently.
CLOSER = math.floor((TEXT_WIDTH.pt / CHARACTERS - SIZE_3) * 20)

# Where a cell of a table ends: the last of a line may be empty.
CELL_END = re.compile(r"\s\|(?=\s|$)")
CONTROL = re.compile(r"^\{%-?\s*(.*?)\s*-?%\}$")
HEAD_CELL = re.compile(r"^(?P<name>.*?)(?::(?P<share>\d+)(?P<amounts>>?))?$")
SIGNATURE = "signature"
FIRST_HEADING = re.compile(r"^[一二三四五六七八九十]+、")
SECOND_HEADING = re.compile(r"^（[一二三四五六七八九十]+）")


def sheet_of(text: str, *, red_head: bool) -> Docx:
    """The Word template for a text; with a red head where `agency` and `document_number` are to stand above it."""
    document = Document()
    _page(document)
    _page_numbers(document)
    if red_head:
        _red_head(document)
    for block in _blocks(text):
        if isinstance(block, list):
            _table(document, block)
        else:
            _line(document, block)
    return document


def _blocks(text: str) -> Iterator[str | list[str]]:
    """The lines, those of one table together."""
    table: list[str] = []
    for line in text.splitlines():
        if line.startswith("|"):
            table.append(line)
            continue
        if table:
            yield table
            table = []
        if line.strip():
            yield line.strip()
    if table:
        yield table


def _line(document: Docx, line: str) -> None:
    control = CONTROL.match(line)
    if control:
        document.add_paragraph(f"{{%p {control[1]} %}}")
    elif line.startswith("# "):
        title = _written(document, line[2:], SONG_TITLE, SIZE_2)
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.paragraph_format.space_before = title.paragraph_format.space_after = LINE
        title.paragraph_format.line_spacing = Pt(SIZE_2 * 1.5)
    elif line.startswith("## "):
        heading = _written(document, line[3:], HEI).paragraph_format
        heading.first_line_indent, heading.keep_with_next = CHARACTER * 2, True
    elif line.startswith("~ "):
        _written(document, line[2:], KAI).alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif line.startswith("> "):
        _written(document, line[2:], FANGSONG)
    elif line.startswith("+ "):
        _written(document, line[2:], HEI).paragraph_format.page_break_before = True
    elif line.startswith("@"):
        _signature(document)
    elif line.startswith("= "):
        _last_line(document, line[2:])
    else:
        paragraph = _written(document, line, font := _font_of(line))
        paragraph.paragraph_format.first_line_indent = CHARACTER * 2
        if font != FANGSONG:
            paragraph.paragraph_format.keep_with_next = True


def _font_of(line: str) -> str:
    if FIRST_HEADING.match(line):
        return HEI
    return KAI if SECOND_HEADING.match(line) else FANGSONG


def _page(document: Docx) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = PAGE
    section.top_margin, section.left_margin = TOP, LEFT
    section.bottom_margin = Emu(PAGE[1] - TOP - TEXT_HEIGHT)
    section.right_margin = Emu(PAGE[0] - LEFT - TEXT_WIDTH)
    # The upper edge of the number lies 7 mm below the text.
    section.footer_distance = Mm(25)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(LINE.pt * 20)))
    normal = document.styles["Normal"]
    _set_font(normal, FANGSONG, SIZE_3)
    closer = OxmlElement("w:spacing")
    closer.set(qn("w:val"), str(CLOSER))
    normal.element.rPr.find(qn("w:sz")).addprevious(closer)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    normal.paragraph_format.line_spacing = LINE
    normal.paragraph_format.widow_control = False


def _page_numbers(document: Docx) -> None:
    """— 1 — at the outer edge, one character in: right on odd pages, left on even ones."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        indent = paragraph.paragraph_format
        indent.left_indent = indent.right_indent = Pt(SIZE_4)
        _add_run(paragraph, "— ", SONG, SIZE_4)
        field = _add_run(paragraph, "", SONG, SIZE_4)._r
        for kind, instruction in (("begin", ""), ("", "PAGE"), ("end", "")):
            element = OxmlElement("w:instrText" if instruction else "w:fldChar")
            if instruction:
                element.text = instruction
            else:
                element.set(qn("w:fldCharType"), kind)
            field.append(element)
        _add_run(paragraph, " —", SONG, SIZE_4)


def _red_head(document: Docx) -> None:
    """The agency's name in red, the document number, and the red line below them."""
    head = document.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    head.paragraph_format.space_before = Mm(20)
    head.paragraph_format.space_after = LINE
    head.paragraph_format.line_spacing = Pt(SIZE_HEAD * 1.4)
    _add_run(head, "{{ agency }}文件", SONG_TITLE, SIZE_HEAD).font.color.rgb = RED
    number = _written(document, "{{ document_number }}", FANGSONG)
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number.paragraph_format.space_after = LINE
    _border(number, "bottom", color="FF0000", size=12, space=11)


def place_tables(document: Docx) -> None:
    """Of a filled paper: what leads to a table goes with it onto its page, and half a line parts it from what follows;
    only now is it known which lines these are."""
    for table in document.element.body.iter(qn("w:tbl")):
        lead, after = table.getprevious(), table.getnext()
        if lead is not None and lead.tag == qn("w:p"):
            Paragraph(lead, document).paragraph_format.keep_with_next = True
        if after is not None and after.tag == qn("w:p"):
            shape = Paragraph(after, document).paragraph_format
            shape.space_before = shape.space_before or LINE // 2


def hold_signature(document: Docx) -> None:
    """Of a filled paper: what stands before the signature goes with it onto its page, be it a line or a table's row."""
    for mark in document.element.body.iter(qn("w:bookmarkStart")):
        before = mark.getparent().getprevious()
        if mark.get(qn("w:name")) == SIGNATURE and before is not None:
            last = before[-1] if before.tag == qn("w:tbl") else before
            for paragraph in last.iter(qn("w:p")):
                Paragraph(paragraph, document).paragraph_format.keep_with_next = True


def _signature(document: Docx) -> None:
    """Agency above date, centred on it for the seal; the date four characters from the edge, or the longer line two."""
    for text, indent, before in (("{{ agency }}", "agency_indent", LINE * 2), ("{{ dated_on|day }}", "date_indent", 0)):
        paragraph = _written(document, text, FANGSONG)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.space_before = before
        paragraph.paragraph_format.keep_together = True
        paragraph.paragraph_format.keep_with_next = bool(before)
        paragraph.paragraph_format.right_indent = 0
        # Both widths are only known when the template is filled.
        paragraph._p.get_or_add_pPr().find(qn("w:ind")).set(qn("w:right"), f"{{{{ {indent} }}}}")
        if before:
            for place in ("Start", "End"):
                mark = OxmlElement(f"w:bookmark{place}")
                mark.set(qn("w:id"), "1")
                if place == "Start":
                    mark.set(qn("w:name"), SIGNATURE)
                paragraph._p.append(mark)


def _last_line(document: Docx, text: str) -> None:
    paragraph = _written(document, text, FANGSONG, SIZE_4)
    paragraph.paragraph_format.space_before = LINE
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(SIZE_4)
    for side in ("top", "bottom"):
        _border(paragraph, side, color="000000", size=6, space=4)


def _table(document: Docx, lines: list[str]) -> None:
    """A table over the width of the text; its head again on each page, no row torn."""
    heads = [match for cell in _cells(lines[0]) if (match := HEAD_CELL.match(cell))]
    shares = [int(head["share"] or 1) for head in heads]
    sides = [WD_ALIGN_PARAGRAPH.RIGHT if head["amounts"] else WD_ALIGN_PARAGRAPH.LEFT for head in heads]
    size = SIZE_WIDE_TABLE if len(heads) >= WIDE else SIZE_TABLE
    table = document.add_table(rows=0, cols=len(heads))
    table.style = "Table Grid"
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = round(TEXT_WIDTH * share / sum(shares))
    if any(head["name"] for head in heads):
        row = _row(table, [head["name"] for head in heads], [WD_ALIGN_PARAGRAPH.CENTER] * len(heads), HEI, size)
        row._tr.trPr.append(OxmlElement("w:tblHeader"))
    to_be_signed = any(TO_BE_SIGNED in head["name"] for head in heads)
    for line in lines[1:]:
        control = CONTROL.match(line[1:].strip())
        cells = [f"{{%tr {control[1]} %}}", *[""] * (len(heads) - 1)] if control else _cells(line)
        row = _row(table, cells, sides, FANGSONG, size)
        if to_be_signed:
            row.height = ROOM_TO_SIGN


def _row(table: Any, cells: list[str], sides: list[Any], font: str, size: float) -> Any:
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, text, side in zip(row.cells, cells, sides, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.alignment = side
        paragraph.paragraph_format.line_spacing = Pt(size * 1.7)
        off_the_grid = OxmlElement("w:snapToGrid")
        off_the_grid.set(qn("w:val"), "0")
        paragraph._p.pPr.find(qn("w:spacing")).addprevious(off_the_grid)
        _add_run(paragraph, text, font, size)
    return row


def _cells(line: str) -> list[str]:
    """The cells of a line, empty ones too; a filter's bar has no blank before it."""
    return [cell.strip() for cell in CELL_END.split(line[1:])]


def _written(document: Docx, text: str, font: str, size: float = SIZE_3) -> Paragraph:
    paragraph = document.add_paragraph()
    _add_run(paragraph, text, font, size)
    return paragraph


def _add_run(paragraph: Paragraph, text: str, font: str, size: float) -> Any:
    run = paragraph.add_run(text)
    _set_font(run, font, size)
    return run


def _set_font(styled: Any, font: str, size: float) -> None:
    styled.font.name = font
    styled.font.size = Pt(size)
    fonts = styled.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), font)


def _border(paragraph: Paragraph, side: str, *, color: str, size: int, space: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        # The schema wants borders before spacing and indents.
        later = [properties.find(qn(f"w:{name}")) for name in ("spacing", "ind", "jc")]
        first = next((element for element in later if element is not None), None)
        properties.append(borders) if first is None else first.addprevious(borders)
    edge = OxmlElement(f"w:{side}")
    for name, value in {"val": "single", "sz": size, "space": space, "color": color}.items():
        edge.set(qn(f"w:{name}"), str(value))
    borders.append(edge)
