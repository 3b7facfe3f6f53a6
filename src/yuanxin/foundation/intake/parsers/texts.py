"""Free text."""

import datetime

import polars as pl

from yuanxin.foundation.intake.parsers.cells import Cells, Parsed, Parser, parsed

LONGEST_TEXT = 100
SCIENTIFIC = r"^[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+$"


def text(longest: int = LONGEST_TEXT) -> Parser:
    """A text of at most `longest` characters, inner line breaks made blanks."""

    def parse(cells: Cells, _today: datetime.date) -> Parsed:
        value = pl.col("value").str.replace_all(r"\s+", " ")
        too_long = pl.when(value.str.len_chars() > longest).then(pl.lit("too_long"))
        return parsed(pl.DataFrame({"value": cells.texts}), value, too_long)

    return parse
