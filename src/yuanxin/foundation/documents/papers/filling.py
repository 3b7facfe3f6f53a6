"""A text laid out and filled, as the bytes of a .docx file: a declared paper from its record, or any other."""

import datetime
import io
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.template import TemplateDoesNotExist
from django.template.utils import get_app_template_dirs
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from yuanxin.foundation.documents.models import DocumentNumber
from yuanxin.foundation.documents.papers.declared import Paper
from yuanxin.foundation.documents.papers.sheets import CHARACTER, hold_signature, place_tables, sheet_of
from yuanxin.foundation.ui import shell

NARROW = 0.5


def filled(paper: Paper, record: Any, number: DocumentNumber | None = None) -> bytes:
    """The paper of `record`; `number` stands in its head.

    Raises:
        jinja2.UndefinedError: if the template names what the paper's context does not give.
    """
    return laid_out(paper.template, paper.context(record), title=str(paper.label), number=str(number or ""))


def laid_out(template: str, context: Mapping[str, Any], *, title: str, number: str = "") -> bytes:
    """A text of some app's templates as `sheets` lays it out, filled with `context`; `number` stands in its red head.

    Raises:
        jinja2.UndefinedError: if the template names what the context does not give.
    """
    given = dict(context)
    if "agency" in given and "dated_on" in given:
        given |= _indents(str(given["agency"]), day(given["dated_on"]))
    blank = io.BytesIO()
    sheet = sheet_of(source_of(template), red_head=bool(number))
    sheet.core_properties.title, sheet.core_properties.author = title, str(given.get("agency", ""))
    if notice := shell.demo_notice():
        sheet.sections[0].header.paragraphs[0].text = notice
        sheet.sections[0].even_page_header.paragraphs[0].text = notice
    sheet.save(blank)
    blank.seek(0)
    document = DocxTemplate(blank)
    document.render({**given, "document_number": number}, environment(), autoescape=True)
    place_tables(document.docx)
    hold_signature(document.docx)
    done = io.BytesIO()
    document.save(done)
    return done.getvalue()


def source_of(template: str) -> str:
    """The text of a template, from whichever app has it; read as it stands, since it is not Django's.

    Raises:
        TemplateDoesNotExist: if no app has it.
    """
    for folder in get_app_template_dirs("templates"):
        place = Path(folder) / template
        if place.is_file():
            return place.read_text(encoding="utf-8")
    raise TemplateDoesNotExist(template)


def environment() -> SandboxedEnvironment:
    """What a template may use: no code, no name that is not given.

    `{{ date|day }}` is written 2016年4月28日, `{{ amount|yuan }}` 12,000.00, and nothing where there is no amount yet.
    """
    made = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    made.filters |= {"day": day, "yuan": yuan}
    return made


def day(date: datetime.date) -> str:
    """A day as official papers write it, in Arabic digits without leading noughts.

    >>> day(datetime.date(2016, 4, 5))
    '2016年4月5日'
    """
    return f"{date.year}年{date.month}月{date.day}日"


def yuan(amount: Decimal | None) -> str:
    """An amount as papers write it.

    >>> yuan(Decimal(12000)), yuan(None)
    ('12,000.00', '')
    """
    return "" if amount is None else f"{amount:,.2f}"


def _indents(agency: str, dated: str) -> dict[str, int]:
    """How far agency and date stand from the right edge, in twentieths of a point, so that both share their middle."""
    wide, narrow = _width(agency), _width(dated)
    agency_right = max(4 + (narrow - wide) / 2, 2.0)
    date_right = agency_right + (wide - narrow) / 2
    twips = CHARACTER.pt * 20
    return {"agency_indent": round(agency_right * twips), "date_indent": round(date_right * twips)}


def _width(text: str) -> float:
    """The width of a text in characters; Latin letters and digits are half as wide."""
    return sum(NARROW if character.isascii() else 1 for character in text)
