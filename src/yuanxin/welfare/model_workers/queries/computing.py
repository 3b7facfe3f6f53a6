"""What the rules give each model worker: the preview of a run, and the one computation of an application."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.policies.queries import policy_version
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.model_workers.choices import BenefitKind
from yuanxin.welfare.model_workers.models import Benefit, Entitlement, IncomeStatement, MedicalClaim, ModelWorker
from yuanxin.welfare.model_workers.queries.workers import spells_of
from yuanxin.welfare.model_workers.rules.computing import allowance, gift, months_on_register, reimbursement, relief
from yuanxin.welfare.model_workers.rules.incomes import read
from yuanxin.welfare.model_workers.rules.policies import HOLIDAY, LOW_INCOME, MEDICAL, RELIEF
from yuanxin.welfare.model_workers.rules.steps import Computation

# What can be applied for on behalf of all of a level at once; relief is asked for in each case.
TOGETHER = (BenefitKind.DIFFICULTY, BenefitKind.HOLIDAY)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a run finds of one model worker and one kind: the amount, or why there is none."""

    worker: ModelWorker
    kind: BenefitKind
    policy: Policy | None = None
    computation: Computation | None = None
    statement: IncomeStatement | None = None
    why_not: str = ""

    @property
    def amount(self) -> Decimal:
        """What the rule gives."""
        return self.computation.amount if self.computation is not None and not self.why_not else ZERO

    @property
    def eligible(self) -> bool:
        """Whether it would be applied for."""
        return self.amount > 0

    @property
    def told(self) -> str:
        """Why nothing is given, or less than it would be; empty where neither is so."""
        return self.why_not or (self.computation.cut if self.computation is not None else "")

    @property
    def kind_told(self) -> str:
        """What it is called at the model worker's level."""
        return Benefit(kind=self.kind, level=self.worker.level).what


def candidates(
    union: Union, *, level: int, year: int, kinds: Sequence[BenefitKind], today: datetime.date
) -> list[Candidate]:
    """Everybody of a level that `union` and those below serve, kind by kind: who is given what, and who not and why."""
    workers = list(
        ModelWorker.objects.within(union)
        .active()
        .filter(level=level)
        .select_related("person", "union")
        .order_by("person__pinyin", "pk")
    )
    applied = set(
        Benefit.objects.standing()
        .filter(worker__in=workers, year=year, kind__in=kinds)
        .values_list("worker_id", "kind")
    )
    statements = {
        each.worker_id: each
        for each in IncomeStatement.objects.filter(worker__in=workers, survey__year=year).select_related("survey")
    }
    spells = spells_of(workers)
    found: list[Candidate] = []
    for kind in kinds:
        policy = policy_version(LOW_INCOME if kind == BenefitKind.DIFFICULTY else HOLIDAY, on=today)
        rule = policy.typed
        for worker in workers:
            if (worker.pk, kind) in applied:
                found.append(Candidate(worker, kind, why_not=_("Applied for already.")))
            elif kind == BenefitKind.HOLIDAY:
                found.append(told(Candidate(worker, kind, policy, gift(rule, level=level))))
            else:
                months = months_on_register(year, spells[worker.pk])
                found.append(_allowance(worker, policy, statements.get(worker.pk), months))
    return found


def _allowance(
    worker: ModelWorker, policy: Policy, statement: IncomeStatement | None, months: Sequence[int]
) -> Candidate:
    kind = BenefitKind.DIFFICULTY
    if statement is None or statement.incomes is None:
        return Candidate(worker, kind, why_not=_("The income of the year was not stated."))
    computed = allowance_of(policy, statement, level=worker.level, months=months)
    return told(Candidate(worker, kind, policy, computed, statement))


def told(candidate: Candidate) -> Candidate:
    """The candidate with the reason, where the rule gives nothing."""
    computed = candidate.computation
    if computed is None or computed.amount:
        return candidate
    return Candidate(
        candidate.worker, candidate.kind, candidate.policy, computed, candidate.statement, computed.refusal
    )


def allowance_of(policy: Policy, statement: IncomeStatement, *, level: int, months: Sequence[int]) -> Computation:
    """What a statement comes to by a version of the rule."""
    return allowance(
        policy.typed,
        level=level,
        employment=statement.employment,
        incomes=read(unseal(statement.incomes or b"")),
        months=months,
    )


def computation_of(entitlement: Entitlement) -> Computation | None:
    """The computation that an application keeps; None where it has none."""
    return Computation.loaded(unseal(entitlement.basis)) if entitlement.basis else None


def relief_of(
    worker: ModelWorker, *, year: int, cause: str, self_paid: Decimal, today: datetime.date, without: int | None = None
) -> tuple[Policy, Computation]:
    """What special relief comes to in a year, beside what was applied for already; `without` leaves one out."""
    policy = policy_version(RELIEF, on=today)
    rows = Benefit.objects.standing().filter(worker=worker, year=year, kind=BenefitKind.RELIEF)
    if without is not None:
        rows = rows.exclude(pk=without)
    used = rows.aggregate(sum=Sum("computed"))["sum"] or ZERO
    return policy, relief(policy.typed, level=worker.level, cause=cause, self_paid=self_paid, used=used)


def reimbursement_of(
    worker: ModelWorker, costs: dict[str, Decimal], *, year: int, today: datetime.date, without: int | None = None
) -> tuple[Policy, Computation]:
    """What medical costs come to in a year, after what was claimed before; `without` leaves out one claim.

    `costs` are the sums of the bills by `total`, `pooled`, `aided`, `insured`, `excluded`.
    """
    policy = policy_version(MEDICAL, on=today)
    before = claimed_before(worker, year, without)
    return policy, reimbursement(
        policy.typed,
        level=worker.level,
        **costs,
        eligible_before=before["eligible"],
        used=before["computed"],
    )


def claimed_before(worker: ModelWorker, year: int, without: int | None = None) -> dict[str, Decimal]:
    """What the claims of a year that stand brought against the deductible, and what they were computed to."""
    claims = MedicalClaim.objects.standing().filter(worker=worker, year=year)
    if without is not None:
        claims = claims.exclude(pk=without)
    eligible = ZERO
    for claim in claims.prefetch_related("bills"):
        costs = costs_of(bill for bill in claim.bills.all() if not bill.void)
        paid_by_others = costs["pooled"] + costs["aided"] + costs["insured"] + costs["excluded"]
        eligible += max(ZERO, costs["total"] - paid_by_others)
    return {"eligible": eligible, "computed": claims.aggregate(sum=Sum("computed"))["sum"] or ZERO}


def costs_of(bills: Iterable[object]) -> dict[str, Decimal]:
    """The sums over bills, part by part."""
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for bill in bills:
        for name in ("total", "pooled", "aided", "insured", "excluded"):
            sums[name] += getattr(bill, name)
    return {name: sums[name] for name in ("total", "pooled", "aided", "insured", "excluded")}
