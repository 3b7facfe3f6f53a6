"""The roster of an application, read and checked by the declaration of the member roster, without the registry's word.

Its employer may not learn who is known where; that is asked when the union is approved.
"""

import datetime
from dataclasses import dataclass
from typing import Any

import polars as pl

from yuanxin.foundation.intake.choices import Mode
from yuanxin.foundation.intake.declarations import Circumstances, declaration_of
from yuanxin.foundation.intake.problems import sentence
from yuanxin.foundation.intake.reading import open_table
from yuanxin.foundation.intake.rows import check, comparable, compared
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import Union

MEMBER_ROSTER = "roster"
# The columns of an applicant, and what stands for a blank in them.
COLUMNS = {
    "name": "", "document_type": "", "document_sealed": None, "key": None, "sex": 0, "born_on": None,
    "phone_sealed": None, "phone_digest": None, "employer_name": "",
}  # fmt: skip
PARTICULARS = {
    "ethnicity": "", "political_status": "", "education": "", "job": "", "employment_form": "", "new_form": "",
    "household_registration": "", "migrant": None, "note": "",
}  # fmt: skip
READER = Actor.system("founding")


@dataclass(frozen=True, slots=True)
class ReadRoster:
    """A roster as read: the sound rows by columns, and in words what is wrong with the others."""

    rows: list[dict[str, Any]]
    problems: list[str]


def read_roster(content: bytes, union: Union, today: datetime.date) -> ReadRoster:
    """The people on a roster.

    Raises:
        UnreadableFile: if the file cannot be read.
    """
    declaration = declaration_of(MEMBER_ROSTER)
    circumstances = Circumstances(READER, union, today, Mode.FILL, today)
    table = open_table(content, declaration.columns)
    values = [check(raw, table.header, declaration, circumstances, prepare=True).values for raw in table.chunks()]
    if not values:
        return ReadRoster([], [])
    frame = pl.concat(values)
    against_itself = compared(comparable(frame)).rename({"problems": "doubled"})
    frame = frame.join(against_itself.select("row", "doubled"), on="row", how="left", maintain_order="left")
    wrong = frame.select("row", pl.concat_str("errors", "doubled", separator=" ", ignore_nulls=True).alias("found"))
    problems = [
        sentence(problem, declaration, table.header, row)
        for row, found in wrong.rows()
        for problem in (found or "").split()
    ]
    sound = frame.filter(pl.col("errors").is_null() & pl.col("doubled").is_null())
    picked = sound.select("row", *COLUMNS, *PARTICULARS)
    return ReadRoster([row_of(each) for each in picked.iter_rows(named=True)], problems)


def row_of(read: dict[str, Any]) -> dict[str, Any]:
    """A row as an applicant's columns."""
    plain = {name: blank if read[name] is None else read[name] for name, blank in COLUMNS.items()}
    return {
        "row": read["row"],
        "document_number": plain.pop("document_sealed"),
        "document_digest": plain.pop("key"),
        "phone": plain.pop("phone_sealed"),
        **plain,
        "particulars": {name: read[name] for name, blank in PARTICULARS.items() if read[name] not in (None, blank)},
    }
