"""The facts file: which numbers a synthetic district's records must come to. Pure: no database, no clock."""

import datetime
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.errors import Refused

SHIPPED = Path(__file__).parent / "facts" / "h1-2016.toml"

# A unit that weighs, rates or ranks counts no rows, so it asks for no members.
NOT_COUNTING = ("元", "%", "位", "年", "分")
MEMBERS_PER_COUNTED = Decimal("1.2")

Value = TypeVar("Value")


class BadFacts(Refused):
    """The facts file cannot be read, or no records could ever come to what it says."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure as the file wants it: its code, the exact value, and the text printed for it (may be empty)."""

    id: str
    figure: str
    value: Decimal
    unit: str = ""
    label: str = ""
    window: str = ""
    text: str = ""

    @property
    def counts(self) -> bool:
        """Whether the value is a number of rows, as against money, a rate or a rank."""
        return not self.unit.startswith(NOT_COUNTING)

    def whole(self) -> int:
        """The value of a figure that counts.

        Raises:
            BadFacts: if it is negative or has a fraction.
        """
        if self.value != self.value.to_integral_value() or self.value < 0:
            raise BadFacts(_("%(id)s %(figure)s counts, and %(value)s is no count.") % self._named())
        return int(self.value)

    def _named(self) -> dict[str, object]:
        return {"id": self.id, "figure": self.figure, "value": self.value}


@dataclass(frozen=True, slots=True)
class Facts:
    """A facts file: the union, its division, the period (both days in), and what each figure must come to."""

    union: str
    division: str
    begins_on: datetime.date
    ends_on: datetime.date
    facts: tuple[Fact, ...] = ()

    def get(self, figure: str) -> Fact | None:
        """The fact about `figure`, if the file has one."""
        return next((fact for fact in self.facts if fact.figure == figure), None)

    def count(self, figure: str, default: int) -> int:
        """How many rows `figure` must count; `default` where the file does not speak of it."""
        fact = self.get(figure)
        return default if fact is None else fact.whole()

    def fewest_members(self) -> int:
        """The smallest membership that can hold the file's largest count: 1.2 times as many."""
        largest = max((fact.value for fact in self.facts if fact.counts), default=Decimal(0))
        return int((largest * MEMBERS_PER_COUNTED).to_integral_value(rounding="ROUND_CEILING"))


def read(path: Path) -> Facts:
    """The facts in a TOML file; numbers are read exactly, never by way of a float.

    Raises:
        BadFacts: naming the file, or the fact and field, that cannot be understood.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    except FileNotFoundError as missing:
        raise BadFacts(_("There is no file %(path)s.") % {"path": path}) from missing
    except (OSError, ValueError) as unreadable:
        raise BadFacts(_("%(path)s is not a facts file: %(why)s") % {"path": path, "why": unreadable}) from unreadable
    return parse(content)


def parse(content: Mapping[str, Any]) -> Facts:
    """The facts in a parsed file.

    Raises:
        BadFacts: where a required value is missing or of another type, a figure stands twice, or the period is empty.
    """
    period = _field(content, "period", dict, "")
    begins_on, ends_on = (_field(period, key, datetime.date, "period") for key in ("from", "to"))
    if ends_on < begins_on:
        raise BadFacts(_("The period ends before it begins."))
    facts = tuple(_fact(row) for row in content.get("fact", ()))
    codes = [fact.figure for fact in facts]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise BadFacts(_("%(figures)s stand twice in the file.") % {"figures": ", ".join(twice)})
    return Facts(
        union=_field(content, "union", str, ""),
        division=_field(content, "division", str, ""),
        begins_on=begins_on,
        ends_on=ends_on,
        facts=facts,
    )


def _fact(row: Mapping[str, Any]) -> Fact:
    name = str(row.get("id") or row.get("figure") or "fact")
    number = row.get("value")
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        raise BadFacts(_("%(fact)s: value is missing or no number.") % {"fact": name})
    value = Decimal(number)
    if not value.is_finite():
        raise BadFacts(_("%(fact)s: value is missing or no number.") % {"fact": name})
    text: Callable[[str], str] = lambda key: str(row.get(key, ""))  # noqa: E731
    return Fact(
        id=name,
        figure=_field(row, "figure", str, name),
        value=value,
        unit=text("unit"),
        label=text("label"),
        window=text("window"),
        text=text("text"),
    )


def _field(row: Mapping[str, Any], key: str, kind: type[Value], where: str) -> Value:
    value = row.get(key)
    if not isinstance(value, kind) or isinstance(value, datetime.datetime):
        place = f"{where}.{key}" if where else key
        raise BadFacts(_("%(place)s is missing or not what it should be.") % {"place": place})
    return value
