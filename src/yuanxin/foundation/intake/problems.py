"""What is wrong with a row, as codes in the columns and as sentences for people.

A problem is `field:code` or `field:code=value`; several stand in one text, separated by blanks.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.intake.reading import Header, LeftOut, Table
from yuanxin.foundation.kernel.numbers import Problem, problem_label

if TYPE_CHECKING:
    from yuanxin.foundation.intake.declarations import Declaration

ROW = "row"
LABELS: Mapping[str, str | Promise] = {
    "missing": gettext_lazy("This value is required."),
    "too_long": gettext_lazy("The text is too long."),
    "unknown_word": gettext_lazy("This word is not in the code table."),
    "corrected": gettext_lazy("Read as the word it must be: %(value)s."),
    "doubtful": gettext_lazy("Not in the code table, left blank; perhaps %(value)s is meant."),
    "not_a_whole_number": gettext_lazy("This is not a whole number, or one that cannot be."),
    "not_an_amount": gettext_lazy("This is not an amount in yuan with at most two places."),
    "not_a_date": gettext_lazy("This cannot be read as a date; write it like 2016-03-01."),
    "not_yet": gettext_lazy("This day has not come yet."),
    "not_a_name": gettext_lazy("This is not a person's name: 2 to 50 Chinese characters, or letters."),
    "no_such_union": gettext_lazy("There is no such union within the one you import into."),
    "several_unions": gettext_lazy("Several unions bear this name; write the code."),
    "union_not_in_force": gettext_lazy("This union is no longer in force."),
    "typed_number": gettext_lazy(
        "Stored as a number, the last digits are lost; set the cell to text and type the number again."
    ),
    "two_names": gettext_lazy("The same number stands in the file with another name, in row %(value)s."),
    "duplicate_of": gettext_lazy("The same number and name stand in row %(value)s already."),
    "held_back": gettext_lazy("Not accepted when the roster was compared; nothing was written."),
    "changed_since": gettext_lazy("The record was changed by somebody after the preview."),
}


# Warnings that are told with the word they are about, each word by itself.
WORD_BY_WORD = ("corrected", "doubtful")
ELLIPSIS = "…"
ROWS_NAMED = 20
REMARKS_KEPT = 200


LEFT_OUT_LABELS: Mapping[LeftOut, Promise] = {
    LeftOut.NOTE: gettext_lazy("Notes under the header are left out: row %(rows)s."),
    LeftOut.TOTAL: gettext_lazy("Totals are left out: row %(rows)s."),
    LeftOut.SIGNATURE: gettext_lazy("Lines for signatures and remarks are left out: row %(rows)s."),
}


def token(field: str, code: pl.Expr) -> pl.Expr:
    """The problem of a field, null where `code` is."""
    return pl.lit(f"{field}:") + code


def joined(*tokens: pl.Expr) -> pl.Expr:
    """Several problems as one text; null where there is none."""
    text = pl.concat_str([*tokens, pl.lit(None, dtype=pl.String)], separator=" ", ignore_nulls=True)
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


def remarked(warnings: pl.Series) -> list[list[Any]]:
    """Each warning of a file's rows once, with how many rows have it, the commonest first.

    The value of a warning is kept where it is a word of the file.
    """
    told = pl.DataFrame({"told": warnings.drop_nulls().str.split(" ")}).explode("told").drop_nulls()
    by_word = told.select(
        pl.when(pl.col("told").str.contains(f":(?:{'|'.join(WORD_BY_WORD)})="))
        .then(pl.col("told"))
        .when(pl.col("told").str.contains("=", literal=True))
        .then(pl.col("told").str.replace(r"=.*$", f"={ELLIPSIS}"))
        .otherwise(pl.col("told"))
        .alias("told"),
    )
    counts = by_word.group_by("told").len("rows").sort("rows", "told", descending=[True, False]).head(REMARKS_KEPT)
    return [list(row) for row in counts.iter_rows()]


def remark(problem: str, declaration: "Declaration") -> str:
    """One warning that many rows have, for people."""
    field, _colon, rest = problem.partition(":")
    code, _equals, value = rest.partition("=")
    said = str(label(code, declaration.problem_labels)) % {"value": value}
    return said if field == ROW else f"{declaration.column(field).label}: {said}"


def hidden_notices(table: Table) -> list[str]:
    """That rows are read which Excel does not show."""
    if not table.hidden:
        return []
    rows = sum(last - first + 1 for first, last in table.hidden)
    return [
        _("%(rows)s rows are hidden in the file and are read like the others: %(which)s.")
        % {"rows": rows, "which": _named(table.hidden)}
    ]


def left_out_notices(left_out: Mapping[str, list[int]]) -> list[str]:
    """Which rows are nobody's and were left out."""
    return [
        str(LEFT_OUT_LABELS[why]) % {"rows": _named([(row, row) for row in left_out[why]])}
        for why in LeftOut
        if left_out.get(why)
    ]


def _named(ranges: Sequence[tuple[int, int]]) -> str:
    """Ranges of rows, some of them where there are many."""
    told = [str(first) if first == last else f"{first}–{last}" for first, last in ranges[:ROWS_NAMED]]
    return "、".join(told) + (ELLIPSIS if len(ranges) > ROWS_NAMED else "")
