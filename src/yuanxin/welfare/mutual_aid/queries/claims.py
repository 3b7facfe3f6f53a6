"""Reads of claims: the statement of a calculation in words, the year of a person, how benefits are distributed."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.money import ZERO, amount_value
from yuanxin.foundation.payments.models import Fund, Payment
from yuanxin.welfare.mutual_aid.choices import ClaimState, Reason, Step
from yuanxin.welfare.mutual_aid.models import Bill, Calculation, Claim, Scheme
from yuanxin.welfare.mutual_aid.rules.benefits import compute
from yuanxin.welfare.mutual_aid.rules.statements import facts_of, grouped, sentence, steps_of

# What payments of claims are called at the desk.
KIND = "mutual_aid.claim"
# Upper ends of the bands of the distribution, in yuan; the last band has none.
BANDS = (500, 1_000, 2_000, 5_000, 10_000, 20_000)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a statement: what it is, how it comes about, and the amount in yuan, exact."""

    label: str
    how: str
    amount: str
    total: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A reason as it is told: code, name, sentence."""

    code: str
    label: str
    sentence: str


def statement_of(calculation: Calculation) -> list[Line]:
    """The kept steps in the reader's language."""
    return [_line(step) for step in calculation.steps]


def _line(step: Mapping[str, Any]) -> Line:
    kind = Step(step["step"])
    how = ""
    if kind is Step.TIER:
        span = _("%(from)s to %(to)s yuan") if step["to"] else _("above %(from)s yuan")
        bounds = {"from": bound(step["from"]), "to": bound(step["to"] or "")}
        how = f"{span % bounds}：{grouped(step['part'])} × {step['rate']}%"
    elif kind is Step.FACTOR:
        how = f"× {step['rate']}%"
    elif kind is Step.DEDUCTIBLE:
        how = _("%(whole)s a year, %(used)s used before") % {
            "whole": grouped(step["whole"]), "used": grouped(step["used"]),
        }  # fmt: skip
    elif kind is Step.LIMIT:
        how = _("%(whole)s a year, %(used)s granted before") % {
            "whole": grouped(step["whole"]), "used": grouped(step["used"]),
        }  # fmt: skip
    totals = {Step.BASE, Step.COUNTED, Step.SUM, Step.BENEFIT}
    return Line(str(kind.label), how, grouped(step["amount"]), kind in totals)


def reasons_of(calculation: Calculation | None) -> list[Said]:
    """The reasons that a calculation found, told to people."""
    if calculation is None:
        return []
    return [Said(each["code"], str(Reason(each["code"]).label), sentence(each)) for each in calculation.reasons]


def refusal_of(claim: Claim) -> Said | None:
    """For what an officer refused the claim, where the calculation does not say so already."""
    found = claim.calculation.reasons if claim.calculation is not None else []
    if not claim.refused_for or claim.refused_for in {each["code"] for each in found}:
        return None
    reason = Reason(claim.refused_for)
    return Said(reason.value, str(reason.label), sentence({"code": reason.value}))


def strikes_of(bills: Sequence[Bill]) -> list[Said]:
    """The reasons for which parts of bills were struck off, told to people."""
    return [
        Said(
            bill.struck_for,
            str(Reason(bill.struck_for).label),
            sentence({"code": bill.struck_for, "amount": f"{bill.struck:.2f}"}),
        )
        for bill in bills
        if bill.struck_for
    ]


def comes_again(calculation: Calculation) -> bool:
    """Whether the kept policy and inputs give the kept steps, years later."""
    terms, facts = calculation.policy.typed.terms(), facts_of(calculation.inputs)
    return steps_of(terms, facts, compute(terms, facts)) == calculation.steps


@dataclass(frozen=True, slots=True)
class Year:
    """What a person's scheme year holds for one benefit."""

    claims: list[Claim]
    deductible: Decimal
    granted: Decimal


def year_of(claim: Claim) -> Year:
    """The claims that count in the same scheme year for the same benefit, the first discharge first."""
    if claim.enrolment_id is None:
        return Year([], ZERO, ZERO)
    rows = Claim.objects.counting().filter(enrolment=claim.enrolment_id, kind=claim.kind)
    claims = list(rows.select_related("calculation", "union").order_by("discharged_on", "pk"))
    deductible = sum((each.calculation.deductible for each in claims if each.calculation is not None), ZERO)
    granted = sum((each.computed or ZERO if each.approved is None else each.approved for each in claims), ZERO)
    return Year(claims, deductible, granted)


def bound(amount: str) -> str:
    """Where a tier begins or ends: whole yuan, with commas.

    >>> bound("20000.00"), bound("")
    ('20,000', '')
    """
    return grouped(amount).removesuffix(".00") if amount else ""


@dataclass(frozen=True, slots=True)
class Band:
    """Benefits from an amount on, to below another."""

    begin: int
    end: int | None
    claims: int
    amount: Decimal

    @property
    def label(self) -> str:
        if self.end is None:
            return _("%(from)s yuan and more") % {"from": f"{self.begin:,}"}
        return _("%(from)s to below %(to)s yuan") % {"from": f"{self.begin:,}", "to": f"{self.end:,}"}


def distribution(claims: QuerySet[Claim]) -> list[Band]:
    """How the paid benefits of `claims` are distributed: number and sum by band, by one query."""
    begins = (0, *BANDS)
    ends = (*BANDS, None)
    counted: dict[str, Any] = {}
    for place, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        within = Q(paid__gte=begin) if end is None else Q(paid__gte=begin, paid__lt=end)
        counted[f"claims_{place}"] = Count("pk", filter=within)
        counted[f"amount_{place}"] = Coalesce(Sum("paid", filter=within), amount_value(0))
    found = claims.filter(paid_on__isnull=False).aggregate(**counted)
    return [
        Band(begin, end, found[f"claims_{place}"], found[f"amount_{place}"])
        for place, (begin, end) in enumerate(zip(begins, ends, strict=True))
    ]


def last_fund() -> Fund | None:
    """The fund that claims were asked to be paid from last."""
    last = Payment.objects.of(KIND).select_related("fund").order_by("-pk").first()
    return last.fund if last is not None else None


@dataclass(frozen=True, slots=True)
class Totals:
    """Claims of a scheme, and what became of them."""

    entered: int
    paid: int
    persons: int
    refused: int
    amount: Decimal


def totals(claims: QuerySet[Claim]) -> Totals:
    """The numbers over the chart."""
    is_paid = Q(paid_on__isnull=False)
    found = claims.aggregate(
        entered_claims=Count("pk"),
        paid_claims=Count("pk", filter=is_paid),
        helped_persons=Count("person", filter=is_paid, distinct=True),
        refused_claims=Count("pk", filter=Q(state=ClaimState.REFUSED)),
        paid_amount=Coalesce(Sum("paid"), amount_value(0)),
    )
    return Totals(*found.values())


def begun_schemes(day: datetime.date, limit: int = 6) -> list[Scheme]:
    """The schemes that have begun by the day, the newest first."""
    return list(Scheme.objects.filter(begins_on__lte=day).order_by("-begins_on", "id")[:limit])
