"""Computing claims: what each comes to by the plan in force on its day of admission, kept with every step.

Deductible and limit are those of a scheme year. So the claims of one account (enrolment and benefit) are computed
together, in the order of discharge and of entry: those already drawn or reviewed keep what they took, the others are
computed anew where one before them changed. Whichever is computed first, the result is the same.
"""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import polars as pl
from django.db.models import BigIntegerField, F, Sum
from django.db.models.functions import Coalesce

from yuanxin.foundation.audit.services import RowChange
from yuanxin.foundation.kernel import bulk
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.money import from_fen, to_fen
from yuanxin.foundation.policies.queries import policy_version
from yuanxin.welfare.mutual_aid.choices import BenefitKind, ClaimState, EnrolmentState
from yuanxin.welfare.mutual_aid.models import Bill, Calculation, Claim, Enrolment
from yuanxin.welfare.mutual_aid.rules.benefits import Facts, Outcome, Sums, Used
from yuanxin.welfare.mutual_aid.rules.columns import SCHEMA, compute_columns
from yuanxin.welfare.mutual_aid.rules.plans import PLANS, Terms
from yuanxin.welfare.mutual_aid.rules.statements import inputs_of, reasons_of, steps_of
from yuanxin.welfare.mutual_aid.states import CLAIM_FLOW

READ = (
    "pk", "enrolment_id", "kind", "state", "admitted_on", "discharged_on", "submitted_on", "accident", "special",
    "illness_listed", "hospital__listed_from", "hospital__listed_until", "enrolment__state",
    "enrolment__effective_from", "enrolment__effective_to", "enrolment__waiting_until",
    "asked", "counted", "computed", "approved", "calculation_id", "calculation__deductible",
)  # fmt: skip
CALCULATED = {
    "id": pl.Int64, "claim_id": pl.Int64, "policy_id": pl.Int64, "made_on": pl.Date, "made_by": pl.String,
    "inputs": pl.String, "steps": pl.String, "reasons": pl.String, "benefit": pl.Int64, "deductible": pl.Int64,
}  # fmt: skip
WRITTEN = ("asked", "counted", "computed", "calculation_id")
LAST = datetime.date.max


class Row(NamedTuple):
    """A claim as computing reads it; amounts in fen."""

    pk: int
    enrolment: int | None
    kind: str
    state: str
    admitted_on: datetime.date
    discharged_on: datetime.date
    submitted_on: datetime.date | None
    accident: bool
    special: str
    illness_listed: bool
    listed_from: datetime.date
    listed_until: datetime.date | None
    enrolment_state: str | None
    covered_from: datetime.date | None
    covered_until: datetime.date | None
    waiting_until: datetime.date | None
    asked: int | None
    counted: int | None
    computed: int | None
    approved: int | None
    calculation: int | None
    deductible: int | None

    @property
    def account(self) -> tuple[int, str]:
        """Whose year it is counted in; a claim without cover is alone."""
        return (self.enrolment if self.enrolment is not None else -self.pk, self.kind)

    @property
    def granted(self) -> int:
        """What it takes of the limit of the year once it is decided."""
        return self.approved if self.approved is not None else self.computed or 0

    def facts(self, sums: Sums, used: Used) -> Facts:
        """What its calculation stands on."""
        covered = self.enrolment_state == EnrolmentState.VALID
        return Facts(
            sums,
            self.admitted_on,
            self.discharged_on,
            self.submitted_on or self.discharged_on,
            self.covered_from if covered else None,
            self.covered_until if covered else None,
            self.waiting_until if covered else None,
            self.accident,
            bool(self.special),
            self.listed_from <= self.admitted_on < (self.listed_until or LAST),
            self.illness_listed,
            used,
        )


def compute(targets: Sequence[Claim], *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Compute the claims, and anew those of their accounts that still may move; the rows changed.

    Part of a service's transaction, which has checked that `actor` may; `targets` then bear what was computed.

    Raises:
        NoPolicy: if a benefit has no plan on the day of admission of one of them.
    """
    rows = _read(targets)
    wanted = {claim.pk for claim in targets}
    moving = [row for row in rows if row.pk in wanted or row.state == ClaimState.COMPUTED]
    moving.sort(key=lambda row: (row.discharged_on, row.pk))
    moved = {row.pk for row in moving}
    used = _used(row for row in rows if row.pk not in moved)
    plans = _Plans()
    places = [plans.place_of(row) for row in moving]
    facts = _facts(moving, used)
    found = compute_columns(plans.terms, _frame(moving, places, facts))
    results = []
    for row, place, known, (before, outcome) in zip(moving, places, facts, found, strict=True):
        told = known if known.used == before else replace(known, used=before)
        if row.pk in wanted or (row.computed, row.deductible) != (outcome.benefit, outcome.deductible):
            results.append((row, place, told, outcome))
    return _write(results, plans, targets, actor.label, today)


@CLAIM_FLOW.entering(ClaimState.COMPUTED)
def computed(claim: Claim, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Compute the one claim."""
    return compute([claim], actor=actor, today=today)


def compute_again(left: Claim, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Compute anew the claims that still may move of an account that one has left, or changed in."""
    rows = Claim.objects.filter(enrolment=left.enrolment_id, kind=left.kind, state=ClaimState.COMPUTED)
    others = list(rows.exclude(pk=left.pk).order_by("pk")) if left.enrolment_id is not None else []
    return compute(others, actor=actor, today=today) if others else []


def _read(targets: Sequence[Claim]) -> list[Row]:
    """The claims that count in the accounts of the targets, and the targets, held until the transaction ends."""
    accounts = {(claim.enrolment_id, claim.kind) for claim in targets}
    found: dict[int, Row] = {}
    locked = Claim.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    enrolments = sorted({enrolment for enrolment, _kind in accounts if enrolment is not None})
    for piece in bulk.in_pieces(enrolments):
        # One computing of an account at a time: a claim that another one brings in would not be seen.
        list(Enrolment.objects.select_for_update(no_key=True).filter(pk__among=piece).order_by("pk").values_list("pk"))
        counting = locked.counting().filter(enrolment__among=piece)
        found |= {row.pk: row for row in _rows(counting) if (row.enrolment, row.kind) in accounts}
    rest = [claim.pk for claim in targets if claim.pk not in found]
    for piece in bulk.in_pieces(rest):
        found |= {row.pk: row for row in _rows(locked.filter(pk__among=piece))}
    return list(found.values())


def _rows(claims: Any) -> Iterator[Row]:
    amounts = [READ.index(name) for name in ("asked", "counted", "computed", "approved", "calculation__deductible")]
    for values in claims.values_list(*READ):
        plain = list(values)
        for place in amounts:
            plain[place] = None if plain[place] is None else to_fen(plain[place])
        yield Row(*plain)


def _used(decided: Iterable[Row]) -> dict[tuple[int, str], Used]:
    """What claims that do not move any more took of each account."""
    found: dict[tuple[int, str], Used] = defaultdict(Used)
    for row in decided:
        deductible, granted, times = found[row.account]
        found[row.account] = Used(deductible + (row.deductible or 0), granted + row.granted, times + (row.granted > 0))
    return found


def _facts(moving: Sequence[Row], used: dict[tuple[int, str], Used]) -> list[Facts]:
    sums: dict[int, Sums] = {}
    added = {name: Coalesce(Sum(F(name), output_field=BigIntegerField()), 0) for name in Sums._fields}
    for piece in bulk.in_pieces([row.pk for row in moving]):
        bills = Bill.objects.standing().filter(claim__among=piece).order_by().values("claim_id").annotate(**added)
        sums |= {pk: Sums(*amounts) for pk, *amounts in bills.values_list("claim_id", *Sums._fields)}
    nothing = Sums(0)
    return [row.facts(sums.get(row.pk, nothing), used[row.account]) for row in moving]


def _frame(moving: Sequence[Row], places: Sequence[int], facts: Sequence[Facts]) -> pl.DataFrame:
    """The claims as the rule takes them, by columns."""
    numbers: dict[tuple[int, str], int] = {}
    accounts = [numbers.setdefault(row.account, len(numbers)) for row in moving]
    rows = [
        (
            place, account, *each.sums, each.admitted_on, each.discharged_on, each.submitted_on, each.covered_from,
            each.covered_until, each.waiting_until, each.accident, each.special, each.hospital_listed,
            each.illness_listed, *each.used,
        )
        for place, account, each in zip(places, accounts, facts, strict=True)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


class _Plans:
    """The plans that claims fall under, each version read once."""

    def __init__(self) -> None:
        self.terms: list[Terms] = []
        self.policies: list[int] = []
        self._places: dict[int, int] = {}
        self._by_day: dict[tuple[str, datetime.date], int] = {}

    def place_of(self, row: Row) -> int:
        """The place of the plan in force on the day of admission."""
        key = (row.kind, row.admitted_on)
        if key not in self._by_day:
            self._by_day[key] = self._read(*key)
        return self._by_day[key]

    def _read(self, kind: str, day: datetime.date) -> int:
        version = policy_version(PLANS[BenefitKind(kind)], on=day)
        if version.pk not in self._places:
            self._places[version.pk] = len(self.terms)
            self.terms.append(version.typed.terms())
            self.policies.append(version.pk)
        return self._places[version.pk]


def _write(
    results: Sequence[tuple[Row, int, Facts, Outcome]],
    plans: _Plans,
    targets: Sequence[Claim],
    label: str,
    today: datetime.date,
) -> list[RowChange]:
    """Keep the calculations, write what they come to into the claims."""
    ids = bulk.reserve_ids(Calculation, len(results))
    calculated, amounts, changes = [], [], []
    shown = {claim.pk: claim for claim in targets}
    for pk, (row, place, facts, outcome) in zip(ids, results, strict=True):
        terms = plans.terms[place]
        kept = (inputs_of(facts), steps_of(terms, facts, outcome), reasons_of(terms, facts, outcome))
        calculated.append(
            (
                pk,
                row.pk,
                plans.policies[place],
                today,
                label[:100],
                *map(_json, kept),
                outcome.benefit,
                outcome.deductible,
            )
        )
        values = (facts.sums.own, outcome.base, outcome.benefit, pk)
        amounts.append((row.pk, *values))
        before = dict(zip(WRITTEN, (row.asked, row.counted, row.computed, row.calculation), strict=True))
        changes.append(
            RowChange(shown.get(row.pk) or Claim(pk=row.pk), before, dict(zip(WRITTEN, values, strict=True)))
        )
    bulk.insert(Calculation, pl.DataFrame(calculated, schema=CALCULATED, orient="row"))
    bulk.update(Claim, pl.DataFrame(amounts, schema=dict.fromkeys(("id", *WRITTEN), pl.Int64), orient="row"))
    for piece in bulk.in_pieces([row.pk for row, *_rest in results if row.pk not in shown]):
        Claim.objects.filter(pk__among=piece).update(version=F("version") + 1)
    for pk, *amounts_of, calculation in amounts:
        if pk in shown:
            claim = shown[pk]
            claim.asked, claim.counted, claim.computed = map(from_fen, amounts_of)
            claim.calculation_id = calculation
    return changes


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
