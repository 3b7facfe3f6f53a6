"""What the records say of a union: the questions of a cleaning (排查项), answered without asking anybody."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from yuanxin.foundation.unions.choices import Form, Level, Post, UnionState
from yuanxin.foundation.unions.models import Coverage, Officer, Term, Union
from yuanxin.foundation.unions.queries import spells_on
from yuanxin.organisation.members.models import Membership
from yuanxin.organisation.rosters.choices import Check

# A branch works where its joint union covers, and a federation of unions has no members of its own.
COVERING = (Form.COMMITTEE, Form.JOINT)
WITH_MEMBERS = (Form.COMMITTEE, Form.JOINT, Form.BRANCH, Form.GROUP)
LEADING = (Post.CHAIR, Post.ORGANISER)


def open_on(day: datetime.date, *, at: str = "") -> dict[Check, Q]:
    """For each check the condition that the records of `day` leave it open; `at` leads from the rows to their union.

    - exists: not in force, or a basic union of its own that covers nobody;
    - duplicate: another union in force has the same name or credit code;
    - chair: nobody holds the post of chair or organiser;
    - term: no term of the committee holds the day;
    - members: a basic union without a member.
    """
    prefix = f"{at}__" if at else ""
    own = OuterRef(at or "pk")
    twins = Union.objects.in_force().exclude(pk=own)
    covered = Coverage.objects.filter(spells_on(day), union=own)
    led = Officer.objects.filter(spells_on(day), union=own, post__in=LEADING)
    running = Term.objects.filter(union=own, begins_on__lte=day, ends_on__gte=day)
    members = Membership.objects.on(day).filter(union=own)
    basic = Q(**{f"{prefix}level": Level.GRASSROOTS})
    covers = basic & Q(**{f"{prefix}form__in": COVERING})
    has_members = basic & Q(**{f"{prefix}form__in": WITH_MEMBERS})
    return {
        Check.EXISTS: ~Q(**{f"{prefix}state": UnionState.ACTIVE}) | (covers & Q(~Exists(covered))),
        Check.DUPLICATE: Q(Exists(twins.filter(name=OuterRef(f"{prefix}name"))))
        | (~Q(**{f"{prefix}credit_code": ""}) & Q(Exists(twins.filter(credit_code=OuterRef(f"{prefix}credit_code"))))),
        Check.CHAIR: Q(~Exists(led)),
        Check.TERM: Q(~Exists(running)),
        Check.MEMBERS: has_members & Q(~Exists(members)),
    }


def with_open_checks(rows: QuerySet[Any], day: datetime.date, *, at: str = "") -> QuerySet[Any]:
    """The rows, each with `open_chair` and so on: whether the records of the day leave the check open."""
    return rows.annotate(
        **{
            f"open_{check}": ExpressionWrapper(condition, output_field=BooleanField())
            for check, condition in open_on(day, at=at).items()
        }
    )


def checks_left_open(unions: QuerySet[Union], day: datetime.date) -> dict[int, list[Check]]:
    """Of each union, by id, the checks that the records of the day leave open; one query."""
    names = [f"open_{check}" for check in Check]
    rows = with_open_checks(unions.order_by(), day).values_list("pk", *names)
    return {pk: [check for check, is_open in zip(Check, answers, strict=True) if is_open] for pk, *answers in rows}


def written(checks: Iterable[Check]) -> str:
    """Checks as a row of a cleaning keeps them."""
    return " ".join(check.value for check in checks)


def directly_under(district: Union, streets: Iterable[Union]) -> QuerySet[Union]:
    """The unions in force of a district that stand in none of `streets` (区直属), the district's own among them."""
    rows = Union.objects.within(district).in_force()
    for street in streets:
        rows = rows.exclude(pk__in=Union.objects.within(street).values("pk"))
    return rows.order_by("path")


def any_open(day: datetime.date, *, at: str = "") -> Q:
    """The condition that the records of the day leave any check open."""
    condition = Q(pk__in=[])
    for each in open_on(day, at=at).values():
        condition |= each
    return condition
