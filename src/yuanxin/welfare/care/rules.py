"""What the cover pays, step by step. Pure."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.kernel.money import FEN, ZERO
from yuanxin.welfare.care.choices import BARRING, Cause, ClaimKind, Reason

SUMS = "cover.sums"
DEDUCTIBLE = "cover.deductible"
REPORT_DAYS = "cover.report_days"
HANDLING_DAYS = "cover.handling_days"
PROJECT = "care.cool_project"
GRADES = tuple(str(grade) for grade in range(1, 11))
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class CoverSums:
    """What the cover pays at most, in yuan (保额): in case of death, by grade of disability, for treatment, for losses.

    Grades are those of the standard of ten grades (人身保险伤残评定标准), each a share of the sum for death.
    """

    death: Decimal = field(metadata={"label": gettext_lazy("Accidental death")})
    disability_percent: dict[str, int] = field(metadata={"label": gettext_lazy("Disability: grade = per cent")})
    medical_percent: int = field(metadata={"label": gettext_lazy("Treatment: per cent of the bills")})
    medical_cap: Decimal = field(metadata={"label": gettext_lazy("Treatment: at most")})
    property_caps: dict[str, Decimal] = field(metadata={"label": gettext_lazy("Household loss: cause = at most")})

    def __post_init__(self) -> None:
        if set(self.disability_percent) != set(GRADES):
            raise ValueError(_("Each of the grades 1 to 10 has its share."))
        shares = [self.disability_percent[grade] for grade in GRADES]
        if shares != sorted(shares, reverse=True) or not all(0 <= share <= 100 for share in shares):
            raise ValueError(_("The shares fall from grade 1 to grade 10, and lie between 0 and 100."))
        if not 0 <= self.medical_percent <= 100:
            raise ValueError(_("A share lies between 0 and 100 per cent."))
        if unknown := set(self.property_caps) - set(Cause.values):
            raise ValueError(_("“%(cause)s” is no cause of a loss.") % {"cause": sorted(unknown)[0]})
        if min(self.death, self.medical_cap, *self.property_caps.values()) < 0:
            raise ValueError(_("A sum is not negative."))


@dataclass(frozen=True, slots=True)
class Deductible:
    """What a household bears itself of each event, in yuan (免赔额), by treatment and by loss."""

    medical: Decimal = field(metadata={"label": gettext_lazy("Of treatment")})
    loss: Decimal = field(metadata={"label": gettext_lazy("Of a household loss")})

    def __post_init__(self) -> None:
        if min(self.medical, self.loss) < 0:
            raise ValueError(_("A sum is not negative."))


@dataclass(frozen=True, slots=True)
class NamedProject:
    """The project that the condolences in the heat of a time were for (慰问重点项目); empty: all of them count."""

    project: str = field(default="", metadata={"label": gettext_lazy("Project")})


@dataclass(frozen=True, slots=True)
class Event:
    """What a claim tells to the calculation. `amounts` are the losses, or the bills, as they were assessed."""

    kind: ClaimKind
    cause: Cause
    happened_on: datetime.date
    reported_on: datetime.date
    covered: bool
    grade: str = ""
    amounts: Sequence[Decimal] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a calculation: what it is (`words_of_step`), and what it comes to so far."""

    code: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a claim comes to, each step kept, and why it was cut or is barred."""

    amount: Decimal
    steps: tuple[Step, ...]
    reasons: tuple[Reason, ...]

    @property
    def barred(self) -> tuple[Reason, ...]:
        """The reasons that bar a payment."""
        return tuple(reason for reason in self.reasons if reason in BARRING)


def assess(event: Event, sums: CoverSums, deductible: Deductible, report_days: int) -> Assessment:
    """What the cover pays for an event, by the rules of the day it happened."""
    barring: list[Reason] = []
    steps: list[Step]
    cuts: list[Reason]
    if (event.reported_on - event.happened_on).days > report_days:
        barring.append(Reason.LATE)
    if not event.covered:
        barring.append(Reason.NOT_COVERED)
    if event.kind is ClaimKind.DEATH:
        steps, cuts = [Step("sum", sums.death)], []
    elif event.kind is ClaimKind.DISABILITY:
        steps, cuts = _of_disability(event.grade, sums), []
    elif event.kind is ClaimKind.MEDICAL:
        steps, cuts = _of_treatment(event.amounts, sums, deductible)
    else:
        steps, cuts = _of_loss(event, sums, deductible)
    reasons = (*barring, *cuts)
    amount = ZERO if any(reason in BARRING for reason in reasons) else steps[-1].amount
    if amount != steps[-1].amount:
        steps.append(Step("barred", amount))
    return Assessment(amount, tuple(steps), reasons)


def _of_disability(grade: str, sums: CoverSums) -> list[Step]:
    share = sums.disability_percent[grade]
    return [Step("sum", sums.death), Step("grade", rounded(sums.death * share / HUNDRED))]


def _of_treatment(bills: Sequence[Decimal], sums: CoverSums, deductible: Deductible) -> tuple[list[Step], list[Reason]]:
    steps, cuts = _above_deductible(sum(bills, ZERO), deductible.medical)
    paid = rounded(steps[-1].amount * sums.medical_percent / HUNDRED)
    if paid != steps[-1].amount:
        steps.append(Step("share", paid))
        cuts.append(Reason.SHARE)
    return _capped(steps, cuts, sums.medical_cap)


def _of_loss(event: Event, sums: CoverSums, deductible: Deductible) -> tuple[list[Step], list[Reason]]:
    total = sum(event.amounts, ZERO)
    if event.cause.value not in sums.property_caps:
        return [Step("losses", total)], [Reason.CAUSE]
    steps, cuts = _above_deductible(total, deductible.loss)
    return _capped(steps, cuts, sums.property_caps[event.cause.value])


def _above_deductible(total: Decimal, borne: Decimal) -> tuple[list[Step], list[Reason]]:
    steps = [Step("losses", total)]
    if not borne and total:
        return steps, []
    steps.append(Step("deductible", max(total - borne, ZERO)))
    return steps, [Reason.DEDUCTIBLE if total > borne else Reason.BELOW_DEDUCTIBLE]


def _capped(steps: list[Step], cuts: list[Reason], cap: Decimal) -> tuple[list[Step], list[Reason]]:
    if steps[-1].amount > cap:
        return [*steps, Step("cap", cap)], [*cuts, Reason.OVER_CAP]
    return steps, cuts


def rounded(amount: Decimal) -> Decimal:
    """To whole fen, half up."""
    return amount.quantize(FEN, ROUND_HALF_UP)
