"""Identity documents of every type: which number goes with which, and what each number tells."""

import datetime
from enum import StrEnum

import polars as pl

from yuanxin.foundation.kernel.numbers.problems import InvalidNumber, Problem
from yuanxin.foundation.kernel.numbers.residents import check_resident_ids
from yuanxin.foundation.kernel.numbers.written import first_problem, tidied


class DocumentKind(StrEnum):
    """证件类型; the codes are those that records keep."""

    RESIDENT_ID = "resident_id"
    RESIDENCE_PERMIT = "hmt_residence"
    PASSPORT = "passport"
    HM_PASS = "hm_pass"  # noqa: S105 - a travel permit
    TAIWAN_PASS = "taiwan_pass"  # noqa: S105
    FOREIGN_PERMANENT = "foreign_permanent"
    OTHER = "other"


# Residence permits of people from Hong Kong, Macao and Taiwan (2018) follow GB 11643 with these instead of a division.
PERMIT_PREFIXES = "^(?:81|82|83)0000"
FOREIGN_PREFIX = "9"
FORMATS = {
    # ICAO 9303: letters and digits; some countries use more than the nine of the machine-readable line.
    DocumentKind.PASSPORT: r"^[A-Z0-9]*[0-9][A-Z0-9]*$",
    # H or M, eight digits for life, on old cards two for the issue.
    DocumentKind.HM_PASS: r"^[HM][0-9]{8}(?:[0-9]{2})?$",
    # Eight digits since 2015, before that ten and the issue in letters.
    DocumentKind.TAIWAN_PASS: r"^[0-9]{8}(?:[0-9]{2}(?:\(?[A-Z]\)?)?)?$",
    DocumentKind.OTHER: r"^[A-Z0-9()/.\-\p{Han}]+$",
}
LENGTHS = {
    DocumentKind.PASSPORT: (5, 15),
    DocumentKind.HM_PASS: (9, 11),
    DocumentKind.TAIWAN_PASS: (8, 13),
    DocumentKind.OTHER: (2, 40),
}
# Permanent residence cards before 2023: the country in three letters and twelve digits.
OLD_FOREIGN_CARD = r"^[A-Z]{3}[0-9]{12}$"


def check_documents(numbers: pl.Series, kinds: pl.Series | None = None, *, today: datetime.date) -> pl.DataFrame:
    """Check a column of document numbers against their types (codes of `DocumentKind`; null means a resident number).

    Returns the columns of `check_resident_ids` and `kind`. A number of 18 characters that says by its own prefix that
    it is a residence permit or a foreigner's card is taken as that when the type says resident number or nothing.
    Birth and sex are null where the number does not tell them; the sex on a foreigner's card is left to the record.
    """
    declared = pl.Series([None] * len(numbers), dtype=pl.String) if kinds is None else kinds.cast(pl.String)
    frame = pl.DataFrame({"number": numbers, "kind": declared}).with_columns(
        tidied(pl.col("number")).alias("number"), pl.col("kind").fill_null(str(DocumentKind.RESIDENT_ID))
    )
    number, kind = pl.col("number"), pl.col("kind")
    is_resident = kind == DocumentKind.RESIDENT_ID
    eighteen = number.str.contains(r"^[0-9]{17}[0-9X]$").fill_null(value=False)
    frame = frame.with_columns(
        pl.when(is_resident & eighteen & number.str.contains(PERMIT_PREFIXES))
        .then(pl.lit(str(DocumentKind.RESIDENCE_PERMIT)))
        .when(is_resident & eighteen & number.str.starts_with(FOREIGN_PREFIX))
        .then(pl.lit(str(DocumentKind.FOREIGN_PERMANENT)))
        .otherwise(kind)
        .alias("kind")
    )
    old_card = (kind == DocumentKind.FOREIGN_PERMANENT) & number.str.contains(OLD_FOREIGN_CARD).fill_null(value=False)
    by_weights = (
        kind.is_in([DocumentKind.RESIDENT_ID, DocumentKind.RESIDENCE_PERMIT, DocumentKind.FOREIGN_PERMANENT])
        & ~old_card
    )
    frame = frame.with_columns(by_weights.alias("by_weights"), old_card.alias("old_card"))
    weighed = check_resident_ids(frame["number"], today=today)
    frame = frame.with_columns(
        weighed["number"].alias("weighed_number"),
        *[weighed[name] for name in ("error", "warning", "born_on", "sex", "upgraded")],
    )
    weighing, permit, foreign = (
        pl.col("by_weights"),
        kind == DocumentKind.RESIDENCE_PERMIT,
        kind == DocumentKind.FOREIGN_PERMANENT,
    )
    wrong_kind = (permit & ~number.str.contains(PERMIT_PREFIXES)) | (foreign & ~number.str.starts_with(FOREIGN_PREFIX))
    return frame.select(
        pl.when(weighing).then(pl.col("weighed_number")).otherwise(number).alias("number"),
        kind,
        pl.when(weighing)
        .then(pl.coalesce(pl.col("error"), first_problem((wrong_kind, Problem.KIND))))
        .when(pl.col("old_card"))
        .then(None)
        .otherwise(_format_problem(number, kind))
        .alias("error"),
        # Permits and foreigners' cards carry no division.
        pl.when(weighing & ~permit & ~foreign).then(pl.col("warning")).alias("warning"),
        pl.when(weighing & ~wrong_kind).then(pl.col("born_on")).alias("born_on"),
        pl.when(weighing & ~wrong_kind & ~foreign).then(pl.col("sex")).alias("sex"),
        (pl.col("upgraded") & weighing).alias("upgraded"),
    )


def document_of(text: str, kind: str = DocumentKind.RESIDENT_ID, *, today: datetime.date) -> dict[str, object]:
    """One number by the same rule, as the row that `check_documents` gives.

    Raises:
        InvalidNumber: with the `Problem` as its code.
    """
    row = check_documents(pl.Series([text]), pl.Series([str(kind)]), today=today).row(0, named=True)
    if row["error"]:
        raise InvalidNumber(row["error"])
    return row


def _format_problem(number: pl.Expr, kind: pl.Expr) -> pl.Expr:
    checks: list[tuple[pl.Expr, str]] = [(number.is_null(), Problem.BLANK)]
    for of_kind, pattern in FORMATS.items():
        shortest, longest = LENGTHS[of_kind]
        checks.append(((kind == of_kind) & ~number.str.len_chars().is_between(shortest, longest), Problem.LENGTH))
        checks.append(((kind == of_kind) & ~number.str.contains(pattern), Problem.CHARACTERS))
    checks.append((~kind.is_in([str(of_kind) for of_kind in DocumentKind]), Problem.KIND))
    return first_problem(*checks)
