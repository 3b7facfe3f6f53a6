"""What the assessment asks of the registry."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from yuanxin.organisation.members.models import Membership
from yuanxin.organisation.members.queries import household_members
from yuanxin.welfare.care.choices import Cause, ClaimKind
from yuanxin.welfare.care.models import CoverClaim
from yuanxin.welfare.care.rules import Event


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
