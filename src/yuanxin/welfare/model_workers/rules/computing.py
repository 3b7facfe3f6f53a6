"""How each amount is computed from its policy. Money is yuan with two places; only shares are rounded, half up."""

import datetime
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from yuanxin.foundation.kernel.money import FEN, ZERO
from yuanxin.welfare.model_workers.rules.policies import FlatGift, LowIncomeLine, MedicalRatio, ReliefTiers
from yuanxin.welfare.model_workers.rules.steps import Computation, Step, nothing, within_cap

MONTHS = range(1, 13)
HUNDRED = Decimal(100)


def months_on_register(year: int, spells: Iterable[tuple[datetime.date, datetime.date | None]]) -> list[int]:
    """The months of a year that count: those on whose first day the model worker stood on the register.

    So the month of a death counts and the next one does not; who moves in counts from the month after, since the month
    of the move is the former district's.
    """
    days = list(spells)
    return [
        month
        for month in MONTHS
        for first in [datetime.date(year, month, 1)]
        if any(begins <= first and (ends is None or ends > first) for begins, ends in days)
    ]


def allowance(
    rule: LowIncomeLine,
    *,
    level: int,
    employment: str,
    incomes: Sequence[Decimal],
    months: Sequence[int],
    used: Decimal = ZERO,
) -> Computation:
    """困难补助金: Σ over the months of max(0, line − income), not less than the smallest, cut at the year's cap.

    Args:
        incomes: of the twelve months.
        months: those that count.
        used: what the year has brought already.
    """
    line = rule.line(level, employment)
    inputs = {"level": str(level), "employment": employment}
    counted = Step.of("months", months=len(months))
    if line is None:
        return nothing(counted, Step("no_line"), inputs=inputs)
    steps = [counted, Step.of("line", line=line)]
    total = ZERO
    for month in months:
        gap = max(ZERO, line - incomes[month - 1])
        total += gap
        steps.append(Step.of("month", month=month, line=line, income=incomes[month - 1], gap=gap))
    if total == 0:
        return nothing(*steps, Step("above_line"), inputs=inputs)
    steps.append(Step.of("gaps", sum=total))
    if total < rule.least:
        return nothing(*steps, Step.of("below_least", sum=total, least=rule.least), inputs=inputs)
    amount, cut = within_cap(total, rule.cap(level), used)
    return Computation(amount, (*steps, *cut), inputs)


def relief(rule: ReliefTiers, *, level: int, cause: str, self_paid: Decimal, used: Decimal = ZERO) -> Computation:
    """特困救济金: the tier of the cause that what was paid oneself reaches, cut at the year's cap."""
    inputs = {"level": str(level), "cause": cause, "self_paid": str(self_paid)}
    reached = next((tier for tier in rule.tiers_of(cause) if self_paid >= tier[0]), None)
    if reached is None:
        return nothing(Step.of("no_tier", paid=self_paid), inputs=inputs)
    start, given = reached
    amount, cut = within_cap(given, rule.cap(level), used)
    return Computation(amount, (Step.of("tier", paid=self_paid, start=start, amount=given), *cut), inputs)


def gift(rule: FlatGift, *, level: int) -> Computation:
    """节日慰问金 or 丧葬慰问: alike for everybody of a level."""
    amount = rule.of(level)
    inputs = {"level": str(level)}
    if not amount:
        return nothing(Step("no_gift"), inputs=inputs)
    return Computation(amount, (Step.of("flat", amount=amount),), inputs)


def eligible_cost(*, total: Decimal, pooled: Decimal, aided: Decimal, insured: Decimal, excluded: Decimal) -> Decimal:
    """What one paid oneself within the catalogue: never below nothing."""
    return max(ZERO, total - pooled - aided - insured - excluded)


def reimbursement(
    rule: MedicalRatio,
    *,
    level: int,
    total: Decimal,
    pooled: Decimal,
    aided: Decimal,
    insured: Decimal,
    excluded: Decimal,
    eligible_before: Decimal = ZERO,
    used: Decimal = ZERO,
) -> Computation:
    """医疗报销: (合规自付 − deductible still open) × share, half up to the fen, cut at the year's cap.

    Args:
        eligible_before: what earlier claims of the year brought against the deductible.
        used: what earlier claims of the year were computed to.
    """
    amounts = {"total": total, "pooled": pooled, "aided": aided, "insured": insured, "excluded": excluded}
    inputs = {"level": str(level), **{name: str(value) for name, value in amounts.items()}}
    found = rule.of(level)
    if found is None:
        return nothing(Step("no_ratio"), inputs=inputs)
    ratio, deductible, cap = found
    eligible = eligible_cost(**amounts)
    steps = [Step.of("eligible", eligible=eligible, **amounts)]
    open_deductible = max(ZERO, deductible - eligible_before)
    if eligible <= open_deductible:
        return nothing(
            *steps, Step.of("below_deductible", eligible=eligible, deductible=open_deductible), inputs=inputs
        )
    rest = eligible - open_deductible
    if open_deductible:
        steps.append(Step.of("deductible", deductible=open_deductible, rest=rest))
    share = (rest * ratio / HUNDRED).quantize(FEN, ROUND_HALF_UP)
    steps.append(Step.of("share", rest=rest, ratio=ratio, amount=share))
    amount, cut = within_cap(share, cap, used)
    return Computation(amount, (*steps, *cut), inputs)
