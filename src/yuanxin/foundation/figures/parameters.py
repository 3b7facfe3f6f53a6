"""Figures that are a value of a dated rule."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Stated:
    """What the rule in force states, and the record of that rule."""

    record: str
    value: Decimal


def stated(policy: str, name: str, *, on: datetime.date) -> Stated:
    """The parameter `name` of the rule `policy` in force on a day."""
    raise LookupError(f"no rule {policy}.{name} on {on}")
