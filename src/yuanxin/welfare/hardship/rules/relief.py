"""How much relief may come to: the cap of its kind, what is left of it, and what is cut, each step kept."""

import json
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.money import FEN, ZERO
from yuanxin.welfare.hardship.choices import ReliefKind
from yuanxin.welfare.hardship.rules.policies import HolidayAmounts, ReliefCaps


class NothingLeft(Refused):
    """The cap of the kind is used up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bills:
    """What medical relief is computed from: the bills of an illness and who bore what of them, in yuan."""

    total: Decimal = ZERO
    insurance: Decimal = ZERO
    other_cover: Decimal = ZERO
    outside: Decimal = ZERO

    @property
    def self_paid(self) -> Decimal:
        """What is left to pay within the rules, after all insurance; never below 0."""
        return max(self.total - self.insurance - self.other_cover - self.outside, ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """What the rule gives for one application, with its steps.

    `cap` is the most there is, `used` what was approved of it before, `amount` the least of what was asked for and what
    is left. `basis` says what the cap is made of, in the words of `ReliefKind`.
    """

    kind: str
    applied: Decimal
    line: Decimal
    months: Decimal | None
    self_paid: Decimal | None
    percent: int | None
    cap: Decimal
    used: Decimal
    amount: Decimal

    @property
    def cut(self) -> Decimal:
        """By how much the amount asked for exceeds what may be given."""
        return self.applied - self.amount

    @property
    def left(self) -> Decimal:
        """What was left of the cap."""
        return max(self.cap - self.used, ZERO)

    def as_text(self) -> str:
        """The text that is sealed."""
        return json.dumps(asdict(self), default=str, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The result that `as_text` wrote."""
        values: dict[str, Any] = json.loads(text)
        for name in ("applied", "line", "months", "self_paid", "cap", "used", "amount"):
            values[name] = None if values[name] is None else Decimal(values[name])
        return cls(**values)


def compute(
    kind: str,
    *,
    applied: Decimal | None,
    line: Decimal,
    caps: ReliefCaps,
    holiday: HolidayAmounts | None = None,
    category: str = "",
    bills: Bills | None = None,
    used: Decimal = ZERO,
) -> Computed:
    """What may be given: the amount asked for, cut to what is left of the cap.

    Args:
        applied: None for as much as the rule gives.
        line: the monthly minimum on the day of application.
        used: what was approved under the same cap before: of the household or student in the year, for the same bills.

    Raises:
        NothingLeft: if nothing is left of the cap.
        Refused: for holiday relief to a household whose category has no amount.
    """
    months = {
        ReliefKind.ROUTINE: caps.routine_months,
        ReliefKind.STUDY: caps.study_months,
        ReliefKind.TEMPORARY: caps.temporary_months,
    }.get(ReliefKind(kind))
    self_paid = percent = None
    if months is not None:
        cap = (line * months).quantize(FEN, ROUND_HALF_UP)
    elif kind == ReliefKind.MEDICAL:
        self_paid, percent = (bills or Bills()).self_paid, caps.medical_percent
        cap = (self_paid * percent / 100).quantize(FEN, ROUND_HALF_UP)
    else:
        cap = _holiday_amount(holiday, category)
    left = max(cap - used, ZERO)
    if not left:
        raise NothingLeft(
            _("Nothing is left of the cap of %(cap)s yuan: %(used)s yuan were approved under it before.")
            % {"cap": cap, "used": used},
            remedy=_("Look at the relief the household has had, or apply for another kind."),
            field="applied",
        )
    return Computed(
        kind=str(kind),
        applied=left if applied is None else applied,
        line=line,
        months=months,
        self_paid=self_paid,
        percent=percent,
        cap=cap,
        used=used,
        amount=left if applied is None else min(applied, left),
    )


def _holiday_amount(holiday: HolidayAmounts | None, category: str) -> Decimal:
    amount = holiday.amounts.get(category) if holiday is not None else None
    if amount is None:
        raise Refused(
            _("There is no holiday amount for this household's category."),
            remedy=_("Enter one under System, Policies, or leave the household out."),
        )
    return amount.quantize(FEN)
