"""What figures take from dated rules: a rule's value as a figure, and the units figures are rounded to in print."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from yuanxin.foundation.policies.queries import NoPolicy, policy, policy_version
from yuanxin.foundation.policies.schemas import PRINTING_UNITS


@dataclass(frozen=True, slots=True)
class Stated:
    """What the rule in force states, and the record of that rule."""

    record: str
    value: Decimal


def stated(code: str, name: str, *, on: datetime.date) -> Stated:
    """The parameter `name` of the rule `code` in force on a day.

    Raises:
        NoPolicy: if no version holds on that day.
    """
    version = policy_version(code, on=on)
    return Stated(f"{version._meta.label_lower}:{version.pk}", Decimal(str(getattr(version.typed, name))))


def printing_units(*, on: datetime.date) -> dict[str, int]:
    """What each figure is cut down or raised to in print, by its code; none where no rule says."""
    try:
        return dict(policy(PRINTING_UNITS, on=on).units)
    except NoPolicy:
        return {}
