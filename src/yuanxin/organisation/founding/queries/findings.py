"""What the rules of the day say of an application, from its records."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.counts import count_all
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.unions.choices import UnionState
from yuanxin.foundation.unions.models import Coverage, Union
from yuanxin.foundation.unions.queries import employers_covered_by, spells_on
from yuanxin.organisation.founding.choices import Shape
from yuanxin.organisation.founding.models import Founding, Nominee, UnionChange
from yuanxin.organisation.founding.rules import policies
from yuanxin.organisation.founding.rules.findings import (
    ElectionPolicies,
    Finding,
    Result,
    Stood,
    election_findings,
    nomination_findings,
    roster_findings,
    shape_findings,
)
from yuanxin.organisation.members.choices import Sex
from yuanxin.organisation.members.queries import members_of


def election_policies(on: datetime.date) -> ElectionPolicies:
    """The policies of elections in force on a day."""
    return ElectionPolicies(
        sizes=policy(policies.COMMITTEE_SIZE, on=on),
        rules=policy(policies.ELECTION_RULES, on=on),
        difference=policy(policies.CANDIDATE_DIFFERENCE, on=on),
        ineligible=policy(policies.INELIGIBLE, on=on),
        forms=policy(policies.FORM_RULES, on=on),
    )


def stood_in(candidates: Iterable[Nominee]) -> tuple[Stood, ...]:
    """The candidates as the rules ask for them."""
    return tuple(
        Stood(each.name, each.post, each.engagement, each.standing, each.votes, each.elected) for each in candidates
    )


def counted_of(founding: Founding, today: datetime.date) -> dict[str, QuerySet[Any]]:
    """What the rules count of an application, by name: they are counted together, as is what else a page counts."""
    there: dict[str, QuerySet[Any]] = {
        "members": founding.applicants.all(),
        "women": founding.applicants.filter(sex=Sex.FEMALE),
    }
    if founding.founded_id is None:
        codes = founding.employers.values("credit_code")
        there["name"] = Union.objects.filter(name=founding.name, state=UnionState.ACTIVE)
        there["covered"] = Coverage.objects.filter(spells_on(today), employer__credit_code__in=codes)
    return there


@dataclass(frozen=True, slots=True)
class Applied:
    """What an application brings: the staff of each employer, those who join and how many are women, who stands.

    `same_name` and `covered` say that a union in force has its name, or covers one of the employers.
    """

    staff: tuple[int, ...]
    members: int
    women: int
    stood: tuple[Stood, ...]
    same_name: bool
    covered: bool

    @classmethod
    def by(cls, founding: Founding, today: datetime.date, counted: Mapping[str, int] | None = None) -> "Applied":
        """As the records stand now, each kind read once; `counted` is how many there are, where that is known."""
        there = count_all(counted_of(founding, today)) if counted is None else counted
        return cls(
            staff=tuple(founding.employers.order_by("position").values_list("staff", flat=True)),
            members=there.get("members", 0),
            women=there.get("women", 0),
            stood=stood_in(founding.candidates.order_by("pk")),
            same_name="name" in there,
            covered="covered" in there,
        )


def shape_of(founding: Founding, today: datetime.date, applied: Applied) -> list[Finding]:
    """What the rules say of what is to be founded, and of the employers."""
    committee_from = policy(policies.COMMITTEE_FROM, on=today).count
    found = shape_findings(founding.shape, applied.staff, applied.members, committee_from)
    if founding.shape == Shape.EXISTING and founding.joins_id is None:
        found.append(Finding(_("The joint union to be joined is not named yet."), stops=True))
    if applied.same_name:
        found.append(Finding(_("A union in force has this name already.")))
    if applied.covered:
        found.append(Finding(_("One of the employers is covered by a union already.")))
    return found


def nomination_of(founding: Founding, today: datetime.date, applied: Applied) -> list[Finding]:
    """What the rules say of the candidates."""
    if founding.shape == Shape.EXISTING:
        return []
    return nomination_findings(
        applied.stood,
        organiser=founding.shape == Shape.ORGANISER,
        ineligible=policy(policies.INELIGIBLE, on=today),
    )


def findings_on(founding: Founding, today: datetime.date, counted: Mapping[str, int] | None = None) -> list[Finding]:
    """Everything the rules say of an application as it stands, by the policies of its election day.

    `counted` is how many there are of `counted_of`, where that is known.
    """
    applied = Applied.by(founding, today, counted)
    staff = sum(applied.staff)
    found = [*shape_of(founding, today, applied), *roster_findings(applied.members, staff)]
    if founding.shape == Shape.EXISTING:
        return found
    if founding.elected_on is None:
        return [*found, *(nomination_of(founding, today, applied) if applied.stood else [])]
    return found + election_findings(
        Result(founding.entitled, founding.present, applied.stood),
        members=applied.members,
        women=applied.women,
        staff=staff,
        organiser=founding.shape == Shape.ORGANISER,
        policies=election_policies(founding.elected_on),
    )


def renewal_findings(change: UnionChange, today: datetime.date) -> list[Finding]:
    """What the rules say of the election of a new term."""
    union, on = change.union, change.elected_on or today
    members = members_of(union, today).filter(union=union)
    employers = employers_covered_by([union], today)
    result = Result(change.entitled, change.present, stood_in(change.candidates.order_by("pk")))
    return election_findings(
        result,
        members=members.count(),
        women=members.filter(person__sex=Sex.FEMALE).count(),
        staff=employers.aggregate(staff=Sum("staff"))["staff"] or 0,
        organiser=False,
        policies=election_policies(on),
    )
