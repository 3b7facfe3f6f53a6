"""How numbers are written: full-width digits, blanks and invisible characters that spreadsheets and phones leave in."""

import polars as pl

FULL_WIDTH = [chr(code + 0xFEE0) for code in range(0x21, 0x7F)]
HALF_WIDTH = [chr(code) for code in range(0x21, 0x7F)]
# Blanks of every kind, zero-width marks, and the apostrophe that forces text in a spreadsheet.
NOISE = "[\\s\u00a0\u200b-\u200f\u202a-\u202e\u2060\u3000\ufeff'\u2018\u2019]"


def tidied(column: pl.Expr) -> pl.Expr:
    """The column in half-width capitals without blanks; null where nothing is left."""
    text = column.cast(pl.String).str.replace_many(FULL_WIDTH, HALF_WIDTH).str.replace_all(NOISE, "").str.to_uppercase()
    return pl.when(text != "").then(text)


def first_problem(*checks: tuple[pl.Expr, str]) -> pl.Expr:
    """The code of the first condition that holds; null where none does."""
    return pl.coalesce([pl.when(condition).then(pl.lit(str(code))) for condition, code in checks])
