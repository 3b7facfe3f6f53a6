"""What was applied for and not granted yet, when the model worker leaves the register."""

import datetime
from collections.abc import Callable

from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record
from yuanxin.foundation.flow.services import settle_all
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.sealed import seal, unseal
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.unions.services.writing import write
from yuanxin.welfare.model_workers.choices import BenefitKind
from yuanxin.welfare.model_workers.models import Benefit, MedicalClaim, ModelWorker
from yuanxin.welfare.model_workers.queries.workers import spells_of
from yuanxin.welfare.model_workers.rules.computing import allowance, months_on_register
from yuanxin.welfare.model_workers.rules.incomes import read
from yuanxin.welfare.model_workers.rules.steps import Computation, Step, nothing

Recomputed = Callable[[Benefit], Computation | None]


def stop_all(worker: ModelWorker, *, actor: Actor, today: datetime.date) -> None:
    """Stop everything that was not granted: the title is gone."""
    stopped = Step.of("stopped", day=str(today))
    _limit(worker, lambda _benefit: nothing(stopped), actor=actor, today=today)
    claims = list(MedicalClaim.objects.undecided().filter(worker=worker).select_related("union", "filing"))
    changes = [_put(claim, nothing(stopped)) for claim in claims]
    _tell(worker, [each for each in changes if each], actor)
    settle_all(claims, today=today, union=worker.union_id)


def limit_to_register(worker: ModelWorker, *, on: datetime.date, actor: Actor, today: datetime.date) -> None:
    """Compute allowances anew for the months on the register, and stop gifts: the model worker died or moved away.

    Relief and medical claims are for costs of before, and go on to the family.
    """
    spells = spells_of([worker])[worker.pk]

    def recomputed(benefit: Benefit) -> Computation | None:
        stopped = Step.of("stopped", day=str(on))
        if benefit.kind == BenefitKind.HOLIDAY:
            return nothing(stopped)
        if benefit.kind != BenefitKind.DIFFICULTY:
            return None
        statement, policy = benefit.statement, benefit.policy
        if statement is None or statement.incomes is None or policy is None:
            return nothing(stopped)
        computed = allowance(
            Policy.objects.get(pk=policy.pk).typed,
            level=benefit.level,
            employment=statement.employment,
            incomes=read(unseal(statement.incomes)),
            months=months_on_register(benefit.year, spells),
        )
        if computed.amount >= benefit.computed:
            return None
        return Computation(computed.amount, (*computed.steps, stopped), computed.inputs)

    _limit(worker, recomputed, actor=actor, today=today)


def _limit(worker: ModelWorker, recomputed: Recomputed, *, actor: Actor, today: datetime.date) -> None:
    rows = Benefit.objects.undecided().filter(worker=worker).exclude(kind=BenefitKind.FUNERAL)
    benefits = list(
        rows.select_related("union", "filing", "statement", "policy").select_for_update(no_key=True, of=("self",))
    )
    changes = []
    for benefit in benefits:
        computed = recomputed(benefit)
        if computed is not None and (row := _put(benefit, computed)) is not None:
            changes.append(row)
    _tell(worker, changes, actor)
    settle_all(benefits, today=today, union=worker.union_id)


def _put(entitlement: Benefit | MedicalClaim, computed: Computation) -> RowChange | None:
    values = {"computed": computed.amount, "basis": seal(computed.dumped()), "reason": _reason(computed)}
    return write(entitlement, values)


def _reason(computed: Computation) -> str:
    return (computed.cut or _("The model worker left the register."))[:500]


def _tell(worker: ModelWorker, changes: list[RowChange], actor: Actor) -> None:
    if changes:
        record(actor, "model_workers.limited", worker, changes=changes, count=len(changes))
