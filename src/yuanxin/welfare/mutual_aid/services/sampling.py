"""Which claims somebody looks into: drawn over all that wait, or chosen; excused with a reason."""

import datetime
import secrets
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.services import act_all
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.mutual_aid.choices import ClaimState, Permission, Sampling
from yuanxin.welfare.mutual_aid.models import Claim, SamplingRun
from yuanxin.welfare.mutual_aid.rules.sampling import draw
from yuanxin.welfare.mutual_aid.states import CLAIM_FLOW

SEED_BYTES = 8
AT_ONCE = 500
STEPS = {Sampling.SELECTED: "select", Sampling.SKIPPED: "skip", Sampling.BYPASSED: "bypass"}


class NothingToDraw(Refused):
    """No computed claim waits."""


@transaction.atomic
def draw_sample(
    *,
    actor: Actor,
    union: Union,
    percent: Decimal,
    threshold: Decimal | None,
    today: datetime.date,
    seed: str = "",
) -> SamplingRun:
    """Draw the claims of `union` and below that wait for it: the drawn are to be inspected, the others go on.

    Args:
        seed: of the lot; by default a new one. It is kept, so that the same can be drawn again.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may draw claims of `union`.
        NothingToDraw: if none waits.
        Refused: for less than 0 or more than 100 per cent, or an amount that is none.
    """
    actor.require(Permission.HANDLE_CLAIMS, union)
    if not 0 <= percent <= 100 or percent != round(percent, 2):
        raise Refused(
            _("A share is from 0 to 100 per cent, with at most two places."), remedy=_("Correct it."), field="percent"
        )
    if threshold is not None and threshold <= 0:
        raise Refused(_("An amount is more than 0."), remedy=_("Correct it, or leave it empty."), field="threshold")
    waiting = list(
        Claim.objects.within(union).filter(state=ClaimState.COMPUTED).select_related(*CLAIM_FLOW.related).order_by("pk")
    )
    if not waiting:
        raise NothingToDraw(_("No computed claim waits to be drawn."), remedy=_("Have claims computed first."))
    seed = seed.strip() or secrets.token_hex(SEED_BYTES)
    benefits = {claim.pk: claim.computed or ZERO for claim in waiting}
    drawn = draw(benefits, percent=percent, threshold=threshold, seed=seed)
    run = SamplingRun(
        union=union,
        percent=percent,
        threshold=threshold,
        seed=seed,
        drawn_on=today,
        drawn_by=actor.label[:100],
        waiting=len(waiting),
        selected=len(drawn.selected),
        above=len(drawn.above),
    )
    run.save(force_insert=True)
    record(actor, "mutual_aid.sample_drawn", run, changes=[RowChange(run, None, snapshot(run))], seed=seed)
    for kind, claims in (
        (Sampling.SELECTED, [claim for claim in waiting if claim.pk in drawn.selected]),
        (Sampling.SKIPPED, [claim for claim in waiting if claim.pk not in drawn.selected]),
    ):
        _step(claims, kind, actor=actor, today=today, run=run)
    return run


@transaction.atomic
def choose_claims(
    *, actor: Actor, claims: Sequence[Claim], sampling: Sampling, today: datetime.date, opinion: str = ""
) -> Sequence[Claim]:
    """Select computed claims for inspection, let them go on without, or excuse selected ones, for a reason.

    Raises:
        OutOfScope, NotAllowed, NotPossible, Stale: as the step.
        Refused: without a reason to excuse them.
    """
    _step(claims, sampling, actor=actor, today=today, opinion=opinion)
    return claims


def _step(
    claims: Sequence[Claim],
    sampling: Sampling,
    *,
    actor: Actor,
    today: datetime.date,
    run: SamplingRun | None = None,
    opinion: str = "",
) -> None:
    """Take the step of many claims, and note which it was."""

    def meaning(taken: Sequence[Claim]) -> list[RowChange]:
        values = {"sampling": sampling} | ({"drawn_in_id": run.pk} if run is not None else {})
        changes = []
        for claim in taken:
            before = snapshot(claim, ["sampling", "drawn_in"])
            for name, value in values.items():
                setattr(claim, name, value)
            changes.append(RowChange(claim, before, snapshot(claim, ["sampling", "drawn_in"])))
        keys = [claim.pk for claim in taken]
        for start in range(0, len(keys), AT_ONCE):
            Claim.objects.filter(pk__in=keys[start : start + AT_ONCE]).update(**values)
        return changes

    union = run.union_id if run is not None else None
    act_all(claims, STEPS[sampling], actor=actor, today=today, opinion=opinion, union=union, meaning=meaning)
