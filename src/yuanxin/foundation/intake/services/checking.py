"""A file read, checked and compared with the registry in memory: the trial run, which writes nothing."""

from dataclasses import dataclass

import polars as pl

from yuanxin.foundation.intake.declarations import Circumstances, Declaration
from yuanxin.foundation.intake.reading import Header, open_table
from yuanxin.foundation.intake.rows import check, classify, comparable, counted
from yuanxin.foundation.intake.services.receiving import check_in_force


@dataclass(frozen=True)
class CheckedFile:
    """What a trial run found: every row as written with its class, and how many there are of each."""

    header: Header
    notices: list[str]
    cells: pl.DataFrame
    met: pl.DataFrame

    @property
    def counts(self) -> dict[str, int]:
        """Rows by class; they add up to the file's rows."""
        return counted(self.met)


def check_file(content: bytes, declaration: Declaration, circumstances: Circumstances) -> CheckedFile:
    """Read and classify a file as an import would, without writing anything.

    Raises:
        UnreadableFile: if the file cannot be read.
        OutOfScope, NotAllowed: unless the actor may import into the union.
        Refused: if the union is no longer in force.
    """
    circumstances.actor.require(declaration.permission, circumstances.union)
    check_in_force(circumstances.union)
    table = open_table(content, declaration.columns)
    checked = [check(raw, table.header, declaration, circumstances, prepare=False) for raw in table.chunks()]
    if not checked:
        empty = pl.DataFrame(schema={"row": pl.UInt32, "outcome": pl.String, "problems": pl.String})
        return CheckedFile(table.header, table.notices, pl.DataFrame(schema={"row": pl.UInt32}), empty)
    light = pl.concat([comparable(chunk.values) for chunk in checked])
    met = pl.concat(list(classify(lambda: (chunk.values for chunk in checked), light, declaration, circumstances)))
    cells = pl.concat([chunk.cells for chunk in checked], how="diagonal")
    return CheckedFile(table.header, table.notices, cells, met)
