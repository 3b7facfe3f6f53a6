"""Incomes of a year as a statement keeps them, and what is shown of them without opening them."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.money import ZERO, yuan

MONTHS = 12
BAND = Decimal(1000)


def twelve(income: Decimal, *, changed_from: int | None = None, after: Decimal | None = None) -> tuple[Decimal, ...]:
    """The income of each month: one amount, or another from a month on.

    Raises:
        Refused: at the field, for a negative income, a month without its income, or an income without its month.
    """
    if income < 0 or (after is not None and after < 0):
        raise Refused(_("An income is not negative."), field="income" if income < 0 else "after")
    if (changed_from is None) != (after is None):
        raise Refused(
            _("An income that changed has its month and its amount."),
            remedy=_("Fill in both, or neither."),
            field="after" if after is None else "changed_from",
        )
    if changed_from is None or after is None:
        return (yuan(income),) * MONTHS
    if not 2 <= changed_from <= MONTHS:
        raise Refused(_("An income changes in one of the months 2 to 12."), field="changed_from")
    return (yuan(income),) * (changed_from - 1) + (yuan(after),) * (MONTHS - changed_from + 1)


def written(incomes: Sequence[Decimal]) -> str:
    """Twelve incomes as the sealed column keeps them."""
    return " ".join(str(yuan(income)) for income in incomes)


def read(text: str) -> tuple[Decimal, ...]:
    """The twelve incomes of a sealed column."""
    return tuple(Decimal(part) for part in text.split())


def average(incomes: Sequence[Decimal]) -> Decimal:
    """What a month brings on the average, to the fen below."""
    return (sum(incomes, ZERO) / len(incomes)).quantize(Decimal("0.01")) if incomes else ZERO


def band(text: str) -> str:
    """The average income as it may be shown: a band of a thousand yuan.

    >>> band(" ".join(["3268.50"] * 12))
    '3000–4000'
    """
    low = average(read(text)) // BAND * BAND
    return f"{low:.0f}–{low + BAND:.0f}"


def in_parts(incomes: Sequence[Decimal]) -> tuple[Decimal, int | None, Decimal | None]:
    """The income, the month it changed in, and the one after: what a form asks; later changes are left out."""
    first = incomes[0]
    changed = next((month for month, income in enumerate(incomes, start=1) if income != first), None)
    return first, changed, incomes[changed - 1] if changed else None
