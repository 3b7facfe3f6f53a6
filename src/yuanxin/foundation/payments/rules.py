"""Rules of the payment desk without records: accounts, and amounts that stand apart."""

from collections.abc import Sequence
from decimal import Decimal

import polars as pl
from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.numbers import check_bank_accounts, problem_label
from yuanxin.foundation.kernel.numbers.written import tidied

# Accounts of enterprises and unions: as long as banks make them, and without a check digit all banks agree on.
UNIT_ACCOUNT = "^[0-9]{8,32}$"
# Letters before the digits: no spreadsheet takes a reference for a number or a day.
PREFIX = "ZF"
REFERENCE = rf"^{PREFIX}0*([1-9]\d{{0,17}})-0*([1-9]\d{{0,8}})$"


def accounts_of(written: Sequence[str], *, persons: bool) -> list[str]:
    """Account numbers in their written form: of persons bank cards with their check digit, else any bank accounts.

    Raises:
        Refused: at the first that can be no account; the number is not repeated in the refusal, its place is.
    """
    if not written:
        return []
    column = pl.Series(written, dtype=pl.String)
    if persons:
        checked = check_bank_accounts(column)
    else:
        number = tidied(pl.col("number")).str.replace_all("-", "", literal=True)
        checked = pl.DataFrame({"number": column}).with_columns(number.alias("number"))
        wrong = pl.col("number").is_null() | ~pl.col("number").str.contains(UNIT_ACCOUNT)
        checked = checked.with_columns(pl.when(wrong).then(pl.lit("unit")).alias("error"))
    wrong_rows = checked.with_row_index("place").filter(pl.col("error").is_not_null())
    if len(wrong_rows):
        refuse_account(wrong_rows.row(0, named=True), of_many=len(written) > 1)
    return checked["number"].to_list()


def refuse_account(wrong: dict[str, object], *, of_many: bool) -> None:
    """Raise the refusal of an account number."""
    problem = (
        _("An account number has 8 to 32 digits.") if wrong["error"] == "unit" else problem_label(str(wrong["error"]))
    )
    place = _("Account number %(place)s of the list: ") % {"place": int(str(wrong["place"])) + 1} if of_many else ""
    raise Refused(f"{place}{problem}", remedy=_("Compare it with the card, digit by digit."), field="account")


def check_amounts(*, payee: str, approved: Decimal, computed: Decimal | None, opinion: str) -> None:
    """Refuse an amount that is none, and one other than the rule's without a reason.

    Raises:
        Refused: with the field it belongs to.
    """
    if approved <= 0:
        raise Refused(
            _("%(payee)s: the approved amount must be more than 0.") % {"payee": payee},
            remedy=_("What is refused altogether is no payment: refuse the application."),
            field="approved_fen",
        )
    if computed is not None and computed != approved and not opinion.strip():
        raise Refused(
            _("%(payee)s: the rule gives %(computed)s yuan, approved are %(approved)s.")
            % {"payee": payee, "computed": computed, "approved": approved},
            remedy=_("Say why another amount is paid."),
            field="opinion",
        )


def reference_of(batch: int, number: int) -> str:
    """What a line is called in the bank file: 流水号, which the return gives back.

    >>> reference_of(12, 34)
    'ZF12-00034'
    """
    return f"{PREFIX}{batch}-{number:05d}"
