"""A file read, checked and compared with the registry in memory: the trial run, which writes nothing."""

from dataclasses import dataclass
from functools import partial

import polars as pl

from yuanxin.foundation.intake.declarations import Circumstances, Declaration
from yuanxin.foundation.intake.problems import hidden_notices, left_out_notices
from yuanxin.foundation.intake.reading import Guidance, Header, open_table
from yuanxin.foundation.intake.rows import Part, check, classify, comparable, counted
from yuanxin.foundation.intake.services.receiving import check_in_force
from yuanxin.foundation.intake.staging import merged_left_out


@dataclass(frozen=True)
class CheckedFile:
    """What a trial run found: every row as written with its class, and how many there are of each."""

    header: Header
    # What is said of the file as a whole, rows that were left out and rows that Excel hides among it.
    notices: list[str]
    cells: pl.DataFrame
    met: pl.DataFrame

    @property
    def counts(self) -> dict[str, int]:
        """Rows by class; they add up to the file's rows."""
        return counted(self.met)


def check_file(
    content: bytes, declaration: Declaration, circumstances: Circumstances, *, sheet: str = ""
) -> CheckedFile:
    """Read and classify a file as an import would, without writing anything; `sheet` names the one that is meant.

    Raises:
        UnreadableFile: if the file cannot be read.
        OutOfScope, NotAllowed: unless the actor may import into the union.
        Refused: if the union is no longer in force.
    """
    circumstances.actor.require(declaration.permission, circumstances.union)
    check_in_force(circumstances.union)
    table = open_table(content, declaration.columns, guidance=Guidance(sheet))
    checked, left_out = [], dict[str, list[int]]()
    for raw in table.chunks():
        checked.append(check(raw, table.header, declaration, circumstances, prepare=False))
        left_out = merged_left_out(left_out, raw.left_out)
    notices = table.notices + hidden_notices(table) + left_out_notices(left_out)
    if not checked:
        empty = pl.DataFrame(schema={"row": pl.UInt32, "outcome": pl.String, "problems": pl.String})
        return CheckedFile(table.header, notices, pl.DataFrame(schema={"row": pl.UInt32}), empty)
    parts = [
        Part(comparable(chunk.values, declaration.seldom_shared), partial(getattr, chunk, "values"))
        for chunk in checked
    ]
    met = pl.concat(list(classify(parts, declaration, circumstances)))
    cells = pl.concat([chunk.cells for chunk in checked], how="diagonal")
    return CheckedFile(table.header, notices, cells, met)
