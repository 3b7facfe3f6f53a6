"""Random histories of a small district: what people, imports, undo and mergers do to its records."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from random import Random

from django.db import transaction
from django.db.models import Max

from tests.foundation.unions.factories import CoverageFactory, EmployerFactory, UnionFactory
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.sealed import seal
from yuanxin.foundation.unions.choices import Form, Level, UnionState
from yuanxin.foundation.unions.models import Coverage, Union
from yuanxin.foundation.unions.services import annul_approval, merge_unions, move_union, revoke_union
from yuanxin.organisation.members.choices import EmploymentForm, JoinKind, LeaveKind, NewForm, Sex
from yuanxin.organisation.members.models import Membership, Person

FIRST = datetime.date(2016, 1, 20)
TODAY = datetime.date(2016, 7, 15)
SYSTEM = Actor.system("history")
NUMBER = seal("330106199001010018")
numbers = count(1)


@contextmanager
def small_district() -> Iterator[None]:
    """A district with two streets and some unions, undone at the end."""
    with transaction.atomic():
        district = UnionFactory(level=Level.DISTRICT, form=Form.FEDERATION)
        for number in range(2):
            street = UnionFactory(level=Level.STREET, form=Form.FEDERATION, parent=district)
            UnionFactory.create_batch(2, parent=street, approved_on=FIRST + datetime.timedelta(days=9 * number))
        UnionFactory(parent=district)
        yield
        transaction.set_rollback(True)


def some_union(random: Random) -> Union:
    """A grassroots union in force; one that has ended where none is left."""
    unions = Union.objects.filter(level=Level.GRASSROOTS).order_by("path")
    return random.choice(unions.filter(state=UnionState.ACTIVE) or unions)


def day(random: Random) -> datetime.date:
    return FIRST + datetime.timedelta(days=random.randrange(40))


def person(random: Random, union: Union) -> Person:
    return Person(
        union=union,
        name="甲",
        document_number=NUMBER,
        document_digest=next(numbers).to_bytes(16),
        sex=random.choice(Sex.values),
        migrant=random.choice([None, True, False]),
        new_form=random.choice(["", NewForm.COURIER, NewForm.RIDE_DRIVER]),
        employment_form=random.choice(["", *EmploymentForm.values[:3]]),
    )


def join(random: Random) -> None:
    """An import: persons and memberships in bulk, some of them over already."""
    union = some_union(random)
    people = Person.objects.bulk_create([person(random, union) for _number in range(random.randrange(1, 6))])
    memberships = []
    for each in people:
        joined = day(random)
        left = joined + datetime.timedelta(days=random.randrange(20)) if random.random() < 0.3 else None
        memberships.append(
            Membership(
                person=each,
                union=union,
                joined_on=joined,
                left_on=left,
                leave_kind=LeaveKind.LEFT if left else "",
                join_kind=random.choice(JoinKind.values),
            )
        )
    Membership.objects.bulk_create(memberships)


def leave(random: Random) -> None:
    for membership in Membership.objects.filter(left_on=None).order_by("pk")[: random.randrange(3)]:
        membership.left_on, membership.leave_kind = max(membership.joined_on, day(random)), LeaveKind.LEFT
        membership.save()


def come_back(random: Random) -> None:
    """The last spell of each person who is a member nowhere goes on."""
    gone = Person.objects.exclude(memberships__left_on=None)
    last = gone.annotate(last=Max("memberships__pk")).values("last")
    Membership.objects.filter(pk__in=last).update(left_on=None, leave_kind="")


def correct_dates(random: Random) -> None:
    Membership.objects.filter(pk__in=some(random, Membership), left_on=None).update(joined_on=day(random))


def correct_people(random: Random) -> None:
    Person.objects.filter(pk__in=some(random, Person)).update(
        sex=random.choice(Sex.values),
        migrant=random.choice([None, True, False]),
        new_form=random.choice(["", NewForm.COURIER]),
    )


def hand_over(random: Random) -> None:
    Membership.objects.filter(pk__in=some(random, Membership)).update(union=some_union(random))


def undo(random: Random) -> None:
    chosen = some(random, Membership)
    Membership.objects.filter(pk__in=chosen).delete()


def correct_approval(random: Random) -> None:
    Union.objects.filter(pk=some_union(random).pk).update(approved_on=random.choice([None, day(random)]))


def cover(random: Random) -> None:
    union = some_union(random)
    CoverageFactory(
        union=union, employer=EmployerFactory(union=union), begins_on=day(random), founding=random.random() < 0.5
    )
    Coverage.objects.filter(pk__in=some(random, Coverage)).delete()


def found(random: Random) -> None:
    parent = random.choice(Union.objects.filter(state=UnionState.ACTIVE, level=Level.STREET).order_by("path"))
    UnionFactory(parent=parent, approved_on=day(random), founding_mode=random.choice(["", "single", "area"]))


def move(random: Random) -> None:
    places = Union.objects.filter(state=UnionState.ACTIVE).order_by("path")
    refusable(move_union, union=some_union(random), parent=random.choice(places))


def merge(random: Random) -> None:
    refusable(merge_unions, absorbed=some_union(random), survivor=some_union(random), on=day(random), reason="x")


def revoke(random: Random) -> None:
    refusable(revoke_union, union=some_union(random), on=day(random), reason="x")


def annul(random: Random) -> None:
    refusable(annul_approval, union=some_union(random), reason="x")


def refusable(service, **said) -> None:
    try:
        with transaction.atomic():
            service(actor=SYSTEM, today=TODAY, **said)
    except Refused:
        return


def some(random: Random, model) -> list[int]:
    return [pk for pk in model.objects.order_by("pk").values_list("pk", flat=True) if random.random() < 0.4]


ACTS = [
    join, join, leave, come_back, correct_dates, correct_people, hand_over, undo, correct_approval, cover, found, move,
    merge, revoke, annul,
]  # fmt: skip
