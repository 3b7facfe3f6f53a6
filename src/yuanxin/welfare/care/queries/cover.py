"""What the assessment asks of the registry, and what help the household has had."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.kernel.periods import ONE_DAY
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.payments.queries import help_to
from yuanxin.organisation.members.models import Membership
from yuanxin.organisation.members.queries import household_members
from yuanxin.welfare.care.choices import Cause, ClaimKind
from yuanxin.welfare.care.models import CoverClaim
from yuanxin.welfare.care.rules import Event

LOOKED_BACK = 365


def is_covered(claim: CoverClaim) -> bool:
    """Whether the person, or for a loss anybody of the household, was a member of a union on the day it happened."""
    people = {claim.person_id}
    if claim.kind == ClaimKind.PROPERTY:
        members = household_members(claim.household, claim.happened_on)
        people |= {member.person_id for member in members if member.person_id is not None}
    return Membership.objects.on(claim.happened_on).lived().filter(person__in=people).exists()


def event_of(claim: CoverClaim, amounts: Sequence[Decimal]) -> Event:
    """A claim as the rules see it."""
    return Event(
        kind=ClaimKind(claim.kind),
        cause=Cause(claim.cause),
        happened_on=claim.happened_on,
        reported_on=claim.reported_on,
        covered=is_covered(claim),
        grade=claim.grade,
        amounts=amounts,
    )


@dataclass(frozen=True, slots=True)
class HelpBefore:
    """The help of a household in the year before a claim, other than by the claim itself."""

    payments: Sequence[Payment]
    hidden: bool
    same_event: bool

    @property
    def amount(self) -> Decimal:
        """What the payments that the reader may see come to."""
        return sum((each.approved_fen for each in self.payments), ZERO)


def help_before(actor: Actor, claim: CoverClaim) -> HelpBefore:
    """What `actor` may see of the help that the household of a claim has had, of whatever kind."""
    found = help_to(actor=actor, households=[claim.household_id], since=claim.reported_on - LOOKED_BACK * ONE_DAY)
    own = (claim._meta.label_lower, claim.pk)
    same_day = CoverClaim.objects.standing().filter(household=claim.household_id, happened_on=claim.happened_on)
    return HelpBefore(
        payments=[each for each in found.payments if (each.cause_kind, each.cause_id) != own],
        hidden=found.hidden,
        same_event=same_day.exclude(pk=claim.pk).exists(),
    )


def words_of_step(code: str) -> str:
    """What people read for a step of the calculation."""
    return {
        "sum": _("Sum of the cover"),
        "grade": _("By the grade of disability"),
        "losses": _("Losses or bills as assessed"),
        "deductible": _("After the deductible"),
        "share": _("The share that is paid"),
        "cap": _("Cut to what is paid at most"),
        "barred": _("Not paid"),
    }[code]
