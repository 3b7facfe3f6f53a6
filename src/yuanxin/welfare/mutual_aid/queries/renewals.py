"""Renewal: who was enrolled through a union in the scheme before, who is a member now, and what differs."""

import datetime
from dataclasses import dataclass
from typing import Any

import polars as pl

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.bulk import rows_among
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.models import Membership, Person
from yuanxin.welfare.mutual_aid.models import Enrolment, Scheme, UnitEnrolment
from yuanxin.welfare.mutual_aid.queries.standing import with_obstacles
from yuanxin.welfare.mutual_aid.rules import listing
from yuanxin.welfare.mutual_aid.rules.renewing import CAME, GROUP_OF, JOINED, LABELS, MOVED, OTHER, STAYS, TAKEN


@dataclass(frozen=True, slots=True)
class Renewal:
    """The proposal for a union and scheme: from which scheme, and the people of each group (`person`, `obstacle`)."""

    union: Union
    scheme: Scheme
    last: Scheme | None
    unit: UnitEnrolment | None
    people: pl.DataFrame

    def persons(self, group: str) -> list[int]:
        """The people of a group, by number."""
        return self.people.filter(pl.col("group") == group)["person"].to_list()

    def counts(self) -> list[tuple[str, Any, int]]:
        """Each group that has people, with its label and how many, in order."""
        found = dict(self.people.group_by("group").len().iter_rows())
        return [(code, label, found[code]) for code, label in LABELS.items() if found.get(code)]

    def takes(self) -> bool:
        """Whether anybody can be put on the list now."""
        return not self.people.filter(pl.col("group").is_in(TAKEN)).is_empty()


def scheme_before(scheme: Scheme) -> Scheme | None:
    """The scheme that ended last before this one begins."""
    return Scheme.objects.filter(ends_on__lt=scheme.begins_on).order_by("-ends_on", "-id").first()


def renewal_of(union: Union, scheme: Scheme, actor: Actor, today: datetime.date) -> Renewal:
    """Who would be enrolled by `union` in `scheme`, proposed from the scheme before, with the differences."""
    last = scheme_before(scheme)
    enrolled = Enrolment.objects.valid().filter(union=union, scheme=last) if last is not None else None
    before = set(enrolled.values_list("person_id", flat=True)) if enrolled is not None else set()
    unit = UnitEnrolment.objects.filter(enrolments__in=enrolled).order_by("kind", "pk").first() if before else None  # type: ignore[misc]
    members = set(Membership.objects.open().filter(union=union).values_list("person_id", flat=True))
    frame = with_obstacles(sorted(before | members), scheme, union, actor, today)
    here = pl.col("member_union") == union.pk
    code = pl.col("obstacle").str.split("=").list.first()
    kept_off = code.replace_strict(GROUP_OF, default=OTHER, return_dtype=pl.String)
    group = (
        pl.when(pl.col("obstacle").is_null() & ~here.fill_null(value=False))
        .then(pl.lit(MOVED))
        .when(pl.col("obstacle").is_not_null())
        .then(kept_off)
        .when(pl.col("person").is_in(list(before)))
        .then(pl.lit(STAYS))
        .when(pl.col("renews"))
        .then(pl.lit(CAME))
        .otherwise(pl.lit(JOINED))
    )
    return Renewal(union, scheme, last, unit, frame.with_columns(group.alias("group")).sort("person"))


def names_in(renewal: Renewal, group: str, limit: int) -> list[tuple[str, str]]:
    """Some people of a group: the name, and what keeps each off the list in words."""
    rows = renewal.people.filter(pl.col("group") == group).head(limit)
    ids = rows["person"].to_list()
    names = dict(rows_among(Person.objects.all(), "id", ids, ("id", "name"), NAMES).iter_rows())
    return [
        (names.get(person, ""), listing.in_words(obstacle) if obstacle else "")
        for person, obstacle in rows.select("person", "obstacle").iter_rows()
    ]


NAMES = {"person": pl.Int64, "name": pl.String}
