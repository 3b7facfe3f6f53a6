"""What is wrong with a row, as codes in the columns and as sentences for people.

A problem is `field:code` or `field:code=value`; several stand in one text, separated by blanks.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import polars as pl
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.intake.reading.header import Header
from yuanxin.foundation.kernel.numbers import Problem, problem_label

if TYPE_CHECKING:
    from yuanxin.foundation.intake.declarations import Declaration

ROW = "row"
LABELS: Mapping[str, str | Promise] = {
    "missing": gettext_lazy("This value is required."),
    "too_long": gettext_lazy("The text is too long."),
    "unknown_word": gettext_lazy("This word is not in the code table."),
    "not_a_date": gettext_lazy("This cannot be read as a date; write it like 2016-03-01."),
    "typed_number": gettext_lazy(
        "Stored as a number, the last digits are lost; set the cell to text and type the number again."
    ),
    "two_names": gettext_lazy("The same number stands in the file with another name, in row %(value)s."),
    "duplicate_of": gettext_lazy("The same number and name stand in row %(value)s already."),
    "changed_since": gettext_lazy("The record was changed by somebody after the preview."),
}


def token(field: str, code: pl.Expr) -> pl.Expr:
    """The problem of a field, null where `code` is."""
    return pl.lit(f"{field}:") + code


def joined(*tokens: pl.Expr) -> pl.Expr:
    """Several problems as one text; null where there is none."""
    text = pl.concat_str(list(tokens), separator=" ", ignore_nulls=True)
    return pl.when(text != "").then(text)


def sentences(problems: str, declaration: "Declaration", header: Header, row: int) -> list[str]:
    """The problems of a row for people, each with the cell it is about."""
    return [sentence(problem, declaration, header, row) for problem in problems.split()]


def sentence(problem: str, declaration: "Declaration", header: Header, row: int) -> str:
    """One problem for people: cell, column and what is wrong."""
    field, _colon, rest = problem.partition(":")
    code, _equals, value = rest.partition("=")
    said = str(label(code, declaration.problem_labels)) % {"value": value}
    if field == ROW:
        return said
    return _("%(cell)s %(column)s: %(problem)s") % {
        "cell": header.cell(field, row),
        "column": declaration.column(field).label,
        "problem": said,
    }


def label(code: str, own: Mapping[str, str | Promise]) -> str | Promise:
    """The words for a code: the declaration's own, the engine's, or those of the kernel's number checks."""
    if code in own:
        return own[code]
    if code in LABELS:
        return LABELS[code]
    return problem_label(Problem(code))


def codes(problems: Iterable[str]) -> set[str]:
    """The codes alone, for counting."""
    return {part.partition(":")[2].partition("=")[0] for text in problems for part in text.split()}
