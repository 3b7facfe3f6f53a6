"""Money: whole fen in the database, `Decimal` yuan in Python, 万元 only in print."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal, InvalidOperation
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable, Value, register_combinable_fields
from django.utils.translation import gettext_lazy as _

FEN = Decimal("0.01")
ZERO = Decimal("0.00")
# Far below what 64 bits hold in fen, so that sums fit.
LARGEST = Decimal("999999999999.99")

K = TypeVar("K")


def yuan(value: Decimal | int | str) -> Decimal:
    """An amount with two places. Text may carry ￥, 元 and commas between thousands.

    Raises:
        ValueError: for what is no amount or holds parts of a fen; amounts are never rounded in passing.
    """
    if isinstance(value, str):
        value = value.translate(_WRITTEN).removeprefix("￥").removeprefix("¥").removesuffix("元").replace(",", "")
    elif isinstance(value, float) or not isinstance(value, Decimal | int):
        raise ValueError(f"{value!r} is no exact amount")
    try:
        amount = Decimal(value)
        rounded = amount.quantize(FEN)
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is no amount") from error
    if rounded != amount:
        raise ValueError(f"{value} yuan holds parts of a fen")
    return rounded


def to_fen(amount: Decimal | int | str) -> int:
    """The whole fen of an amount in yuan.

    Raises:
        ValueError: as `yuan`.
    """
    return int(yuan(amount) * 100)


def from_fen(fen: int | Decimal) -> Decimal:
    """The yuan of a number of fen."""
    return (Decimal(fen) / 100).quantize(FEN)


def floored(amount: Decimal, unit: Decimal = FEN) -> Decimal:
    """The amount without what lies below `unit`: toward zero, as rates are computed in the citizen's sight."""
    return (amount / unit).to_integral_value(ROUND_DOWN) * unit


def split(amount: Decimal, shares: Mapping[K, Decimal | int], *, remainder_to: K | None = None) -> dict[K, Decimal]:
    """Divide an amount by weights so that the parts add up to it to the fen.

    Each part is cut to whole fen; what is left over goes to `remainder_to`, or to the first party.

    Raises:
        ValueError: without parties, with a negative weight, with weights of 0 in sum, or with parts of a fen.
        KeyError: if `remainder_to` is no party.
    """
    total = sum(shares.values())
    if total <= 0 or any(weight < 0 for weight in shares.values()):
        raise ValueError("the weights of a split are not negative and not all 0")
    fen = to_fen(amount)
    sign, size = (-1, -fen) if fen < 0 else (1, fen)
    parts = {party: int(size * Decimal(weight) / total) for party, weight in shares.items()}
    receiver = next(iter(shares)) if remainder_to is None else remainder_to
    parts[receiver] += size - sum(parts.values())
    return {party: from_fen(sign * part) for party, part in parts.items()}


def in_ten_thousands(amount: Decimal) -> str:
    """The amount in 万元 without trailing zeros, as reports print it.

    >>> in_ten_thousands(Decimal("43200.00"))
    '4.32万元'
    """
    return f"{plain(amount / 10000)}万元"


def plain(number: Decimal | int) -> str:
    """A number without exponent, grouping or trailing zeros."""
    text = f"{Decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")


def in_words(amount: Decimal) -> str:
    """The amount in capital characters (大写) for vouchers, by the rules of 支付结算办法 annex 1.

    >>> in_words(Decimal("43200"))
    '肆万叁仟贰佰元整'

    Raises:
        ValueError: with parts of a fen, or beyond `LARGEST`.
    """
    fen = to_fen(amount)
    sign, size = ("负", -fen) if fen < 0 else ("", fen)
    whole, jiao, cents = size // 100, size // 10 % 10, size % 10
    if whole > LARGEST:
        raise ValueError("the amount is too large to be written in words")
    words = f"{_whole_in_words(whole)}元" if whole else ""
    if jiao:
        words += f"{DIGITS[jiao]}角"
    elif cents and whole:
        words += "零"
    if cents:
        words += f"{DIGITS[cents]}分"
    else:
        words = f"{words or '零元'}整"
    return sign + words


class FenField(models.Field):  # type: ignore[type-arg]
    """An amount of money: `Decimal` yuan in Python, whole fen in the database; parts of a fen are refused.

    Sums and differences of such fields are amounts again; a constant in an expression is `amount_value(...)`.
    """

    description = _("Amount of money")
    default_error_messages = {"invalid": _("“%(value)s” is no amount in yuan with at most two places.")}

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def from_db_value(self, value: int | Decimal | None, *_: Any) -> Decimal | None:
        return None if value is None else from_fen(value)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        try:
            return yuan(value)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": value}) from error

    def get_prep_value(self, value: Any) -> int | None:
        value = super().get_prep_value(value)
        return None if value is None else to_fen(value)

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(
            **{"form_class": forms.DecimalField, "max_digits": 14, "decimal_places": 2, "max_value": LARGEST, **kwargs}
        )


def amount_value(amount: Decimal | int | str) -> Value:
    """A constant amount inside a query expression: `Coalesce(Sum("amount"), amount_value(0))`."""
    return Value(yuan(amount), output_field=FenField())


register_combinable_fields(FenField, Combinable.ADD, FenField, FenField)
register_combinable_fields(FenField, Combinable.SUB, FenField, FenField)
register_combinable_fields(FenField, Combinable.MUL, models.IntegerField, FenField)

_WRITTEN = str.maketrans(
    {**{chr(0xFF10 + digit): str(digit) for digit in range(10)}, "．": ".", "，": ",", "－": "-", " ": ""}
)


def _whole_in_words(whole: int) -> str:
    groups = []
    while whole:
        whole, group = divmod(whole, 10000)
        groups.append(group)
    words, gap = "", False
    for level in range(len(groups) - 1, -1, -1):
        group = groups[level]
        if not group:
            gap = True
            continue
        if words and (gap or group < 1000):
            words += "零"
        words += _group_in_words(group) + GROUPS[level]
        gap = False
    return words


def _group_in_words(group: int) -> str:
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if not digit:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + DIGITS[digit] + PLACES[place]
        gap = False
    return words
