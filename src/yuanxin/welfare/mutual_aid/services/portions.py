"""The long work of computing: portion by portion, each a transaction; broken off, it is taken up where it stood."""

import datetime

from django.db import transaction
from django.db.models import F, Prefetch, QuerySet

from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.flow.services import act_all
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.long_work import Hold, undisturbed
from yuanxin.foundation.kernel.money import ZERO, amount_value
from yuanxin.foundation.policies.queries import each_once
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.mutual_aid.choices import ClaimState
from yuanxin.welfare.mutual_aid.models import Claim, ComputingRun
from yuanxin.welfare.mutual_aid.services.computing import compute

AT_ONCE = 2_000
# What the step of a claim reads of it; its union is read once for all claims of it.
LOADED = (
    "state", "round", "due_on", "version", "kind", "enrolment", "person", "asked", "counted", "computed", "calculation",
    "union",
)  # fmt: skip


def waiting(union: Union) -> QuerySet[Claim]:
    """The claims of `union` and below that wait to be computed, those of one account beside one another."""
    return Claim.objects.within(union).filter(state=ClaimState.CHECKED).order_by("enrolment", "kind", "pk")


def waiting_held(union: Union) -> QuerySet[Claim]:
    """As `waiting`, held until the transaction ends, with what computing reads of them."""
    rows = waiting(union).only(*LOADED).prefetch_related(Prefetch("union", Union.objects.only("path", "name")))
    return rows.select_for_update(of=("self",), no_key=True)


def compute_waiting(run: ComputingRun, hold: Hold[ComputingRun]) -> None:
    """The step that does it, so many claims at once, each portion a transaction; begun again, it does what is left."""
    actor = actor_for(run.made_by, today=run.made_on, address=run.address)
    done, total = run.claims, run.claims + waiting(run.union).count()
    while True:
        with transaction.atomic(), each_once(), undisturbed():
            hold.beat(done, total)
            claims = list(waiting_held(run.union)[:AT_ONCE])
            if not claims:
                return
            compute_portion(claims, actor=actor, union=run.union, today=run.made_on)
            benefits = sum((claim.computed or ZERO for claim in claims), ZERO)
            ComputingRun.objects.filter(pk=run.pk).update(
                claims=F("claims") + len(claims), benefits=F("benefits") + amount_value(benefits)
            )
            done += len(claims)
            hold.beat(done, total)


def compute_portion(claims: list[Claim], *, actor: Actor, union: Union, today: datetime.date) -> None:
    """Take the step of many claims together, each portion one event.

    Raises:
        OutOfScope, NotAllowed, NotPossible, Stale: as the step.
    """
    act_all(
        claims,
        "compute",
        actor=actor,
        today=today,
        union=union.pk,
        meaning=lambda taken: compute(taken, actor=actor, today=today),
    )
