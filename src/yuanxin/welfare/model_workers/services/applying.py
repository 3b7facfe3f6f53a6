"""Applying for the three funds: for all of a level in one run, or for one model worker."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import record
from yuanxin.foundation.flow.services import act, begin, begin_all
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused, Stale
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.kernel.sealed import seal, unseal
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.services.writing import check_version, locked, write
from yuanxin.growth.honours.choices import HonourLevel
from yuanxin.welfare.model_workers.choices import BenefitKind, EntitlementState, Permission, Purpose, WorkerState
from yuanxin.welfare.model_workers.models import Benefit, Filing, ModelWorker
from yuanxin.welfare.model_workers.queries.computing import TOGETHER, allowance_of, candidates, relief_of
from yuanxin.welfare.model_workers.queries.workers import district_of, spells_of
from yuanxin.welfare.model_workers.rules.computing import months_on_register
from yuanxin.welfare.model_workers.rules.steps import Computation
from yuanxin.welfare.model_workers.services.filings import open_filing
from yuanxin.welfare.model_workers.services.spells import NotActive


class NothingComputed(Refused):
    """The rule gives nothing."""


class AppliedAlready(Refused):
    """It was applied for already."""


class ApplicationChanged(Stale):
    """What the rules give is not what the preview showed."""


@transaction.atomic
def apply_together(
    *,
    actor: Actor,
    union: Union,
    level: HonourLevel,
    year: int,
    kinds: Sequence[BenefitKind],
    today: datetime.date,
    expected: tuple[int, Decimal] | None = None,
) -> tuple[Filing, Sequence[Benefit]]:
    """Apply for everybody of a level that `union` serves and that the rules give something, in one filing and event.

    The row of the district is held, so that of two runs at once the second finds everything applied for.

    Args:
        kinds: hardship allowance, holiday gift, or both; what was applied for in that year already is left out.
        expected: number and sum as the preview showed them.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may apply in `union`.
        NothingComputed: if nobody is left to be applied for.
        ApplicationChanged: if number or sum differ from what was expected.
    """
    actor.require(Permission.APPLY, union)
    if not kinds or set(kinds) - set(TOGETHER):
        raise Refused(_("Choose what is applied for."), field="kinds")
    district = locked(district_of(union))
    found = [each for each in candidates(union, level=level, year=year, kinds=kinds, today=today) if each.eligible]
    if not found:
        raise NothingComputed(
            _("Nobody of this level is given anything that was not applied for already."),
            remedy=_("The preview says of each model worker why."),
        )
    if expected is not None and expected != (len(found), sum((each.amount for each in found), ZERO)):
        raise ApplicationChanged(
            _("The registers changed since the preview."), remedy=_("Look at the preview again, then apply.")
        )
    filing = open_filing(purpose=Purpose.BENEFITS, level=level, year=year, union=district, actor=actor, today=today)
    benefits = [
        Benefit(
            union=each.worker.union,
            worker=each.worker,
            filing=filing,
            kind=each.kind,
            level=level,
            year=year,
            computed=each.amount,
            applied=each.amount,
            reason=each.computation.cut[:500] if each.computation else "",
            policy=each.policy,
            basis=seal(each.computation.dumped()) if each.computation else None,
            statement=each.statement,
            statement_version=each.statement.version if each.statement else None,
            submitted_on=today,
        )
        for each in found
    ]
    begin_all(benefits, actor=actor, today=today, union=union.pk, filing=filing.title)
    return filing, benefits


@transaction.atomic
def apply_for_relief(
    *,
    actor: Actor,
    worker: ModelWorker,
    cause: str,
    self_paid: Decimal,
    today: datetime.date,
    applied: Decimal | None = None,
    reason: str = "",
) -> Benefit:
    """Apply for special relief of one model worker (特困救济金), by its cause and what was paid oneself.

    Args:
        applied: where less, or more, than the rule gives is asked for; `reason` says why.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may apply in the serving union.
        NotActive: if the model worker is not on the register.
        NothingComputed: if the rule gives nothing.
        Refused: for a sum that is negative, or another amount without a reason.
    """
    worker = locked(worker)
    actor.require(Permission.APPLY, worker.union)
    check_active(worker)
    check_paid(self_paid)
    policy, computed = relief_of(worker, year=today.year, cause=cause, self_paid=self_paid, today=today)
    check_something(computed)
    amount = applied_amount(computed, applied, reason)
    filing = open_filing(
        purpose=Purpose.BENEFITS,
        level=worker.level,
        year=today.year,
        union=district_of(worker.union),
        actor=actor,
        today=today,
    )
    benefit = Benefit(
        union=worker.union,
        worker=worker,
        filing=filing,
        kind=BenefitKind.RELIEF,
        level=worker.level,
        year=today.year,
        computed=computed.amount,
        applied=amount,
        reason=(reason.strip() or computed.cut)[:500],
        policy=policy,
        basis=seal(computed.dumped()),
        submitted_on=today,
    )
    try:
        with transaction.atomic():
            return begin(benefit, actor=actor, today=today)
    except IntegrityError as error:
        raise AppliedAlready(_("This was applied for already."), remedy=_("Look at it in the register.")) from error


@transaction.atomic
def resubmit_benefit(
    *,
    actor: Actor,
    benefit: Benefit,
    today: datetime.date,
    version: int,
    applied: Decimal | None = None,
    reason: str = "",
    self_paid: Decimal | None = None,
) -> Benefit:
    """Compute a returned application anew, from what is known now, and send it in again.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may apply in its union.
        NotPossible: if it was not returned.
        Stale: if somebody else dealt with it since.
        NothingComputed: if the rule gives nothing any more: then it is withdrawn.
        Refused: for another amount without a reason.
    """
    current = locked(benefit)
    actor.require(Permission.APPLY, current.union)
    check_version(current, version)
    if current.state != EntitlementState.RETURNED:
        # The flow says what is possible now.
        return act(current, "resubmit", actor=actor, today=today)
    policy, computed = recomputed(current, today, self_paid)
    check_something(computed)
    amount = applied_amount(computed, applied, reason)
    statement = current.statement
    row = write(
        current,
        {
            "computed": computed.amount,
            "applied": amount,
            "reason": (reason.strip() or computed.cut)[:500],
            "policy": policy,
            "basis": seal(computed.dumped()),
            "statement_version": statement.version if statement else None,
        },
    )
    if row is not None:
        record(actor, "model_workers.recomputed", current, reason=reason.strip(), changes=[row])
    return act(current, "resubmit", actor=actor, today=today)


def recomputed(benefit: Benefit, today: datetime.date, self_paid: Decimal | None) -> tuple[object, Computation]:
    """What the rule of its kind gives now, by the version that it was computed by.

    Raises:
        Refused: for relief of a negative sum.
    """
    kept = Computation.loaded(unseal(benefit.basis or b"")) if benefit.basis else None
    if benefit.kind == BenefitKind.RELIEF and kept is not None:
        paid = self_paid if self_paid is not None else Decimal(kept.inputs["self_paid"])
        check_paid(paid)
        return relief_of(
            benefit.worker,
            year=benefit.year,
            cause=kept.inputs["cause"],
            self_paid=paid,
            today=today,
            without=benefit.pk,
        )
    policy = benefit.policy
    if benefit.kind == BenefitKind.DIFFICULTY and benefit.statement is not None and policy is not None:
        months = months_on_register(benefit.year, spells_of([benefit.worker])[benefit.worker_id])
        return policy, allowance_of(policy, benefit.statement, level=benefit.level, months=months)
    if kept is None:
        raise NothingComputed(_("Nothing is known of how this was computed."))
    return policy, kept


def applied_amount(computed: Computation, applied: Decimal | None, reason: str) -> Decimal:
    """What is applied for: what the rule gives, or another amount for a reason.

    Raises:
        Refused: without the reason, or for no amount.
    """
    if applied is None or applied == computed.amount:
        return computed.amount
    if applied <= 0:
        raise Refused(_("The amount must be more than 0."), field="applied")
    if not reason.strip():
        raise Refused(
            _("The rule gives %(computed)s yuan.") % {"computed": computed.amount},
            remedy=_("Say why another amount is applied for."),
            field="reason",
        )
    return applied


def check_something(computed: Computation) -> None:
    """Raise `NothingComputed`, with the reason that the last step tells, where the rule gives nothing."""
    if not computed.amount:
        raise NothingComputed(computed.refusal, remedy=_("Nothing can be applied for."))


def check_active(worker: ModelWorker) -> None:
    """Raise `NotActive` for somebody whom the district does not serve."""
    if worker.state != WorkerState.ACTIVE:
        raise NotActive(
            _("%(name)s is not on the register: %(state)s.") % {"name": worker, "state": worker.get_state_display()}
        )


def check_paid(self_paid: Decimal) -> None:
    """Raise `Refused` for a sum that nobody can have paid."""
    if self_paid <= 0:
        raise Refused(_("The sum paid oneself must be more than 0."), field="self_paid")
