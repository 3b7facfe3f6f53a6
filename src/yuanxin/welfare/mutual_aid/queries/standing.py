"""How people stand to a scheme: known to the registry, members where, enrolled already or in the scheme before.

Over columns, for one person as for ninety thousand: one look-up a table, no query a row.
"""

import datetime
from collections.abc import Mapping, Sequence

import polars as pl
from django.db.models import Q

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.bulk import rows_among
from yuanxin.foundation.kernel.periods import ONE_DAY
from yuanxin.foundation.unions.choices import UnionState
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.models import Membership, Person
from yuanxin.welfare.mutual_aid.choices import EnrolmentState, Permission, UnitKind, UnitState
from yuanxin.welfare.mutual_aid.models import Enrolment, Scheme, UnitEnrolment
from yuanxin.welfare.mutual_aid.models.units import UNDER_WAY
from yuanxin.welfare.mutual_aid.queries.terms import terms_of
from yuanxin.welfare.mutual_aid.rules import listing

Schema = Mapping[str, type[pl.DataType]]

PERSONS: Schema = {
    "key": pl.Binary,
    "person": pl.Int64,
    "held_name": pl.String,
    "born_on": pl.Date,
    "survivor": pl.Int64,
}
PERSON_COLUMNS = ("document_digest", "id", "name", "born_on", "merged_into_id")
MEMBERS: Schema = {"person": pl.Int64, "member_union": pl.Int64, "joined_on": pl.Date}
ENROLLED: Schema = {
    "person": pl.Int64,
    "scheme": pl.Int64,
    "enrolment": pl.Int64,
    "enrolment_version": pl.Int64,
    "enrolment_state": pl.String,
    "enrolled_union": pl.Int64,
    "enrolled_unit": pl.Int64,
    "kind": pl.String,
    "ends": pl.Date,
}
ENROLLED_COLUMNS = (
    "person_id", "scheme_id", "id", "version", "state", "union_id", "unit_id", "kind", "effective_to",
)  # fmt: skip
BORN: Schema = {"person": pl.Int64, "born_on": pl.Date}
UNITS: Schema = {"union_id": pl.Int64, "unit": pl.Int64, "unit_state": pl.String}


def persons_of_keys(keys: Sequence[bytes]) -> pl.DataFrame:
    """The persons whom the registry knows by these digests: `key`, `person`, `held_name`, `also`, `born_on`.

    The number of a record that was merged leads to its survivor; `also` are the names of merged records.
    """
    found = rows_among(Person.with_merged.all(), "document_digest", keys, PERSON_COLUMNS, PERSONS)
    merged = found.filter(pl.col("survivor").is_not_null()).select("key", "survivor")
    persons = found.filter(pl.col("survivor").is_null()).drop("survivor")
    if not merged.is_empty():
        survivors = rows_among(Person.objects.all(), "id", merged["survivor"].to_list(), PERSON_COLUMNS, PERSONS)
        led = merged.join(survivors.drop("key", "survivor"), left_on="survivor", right_on="person", how="inner")
        persons = pl.concat([persons, led.rename({"survivor": "person"}).select(persons.columns)])
    names = rows_among(
        Person.with_merged.all(),
        "merged_into_id",
        persons["person"].to_list(),
        ("merged_into_id", "name"),
        {"person": pl.Int64, "also": pl.String},
    )
    also = names.group_by("person").agg(pl.col("also"))
    return persons.join(also, on="person", how="left", maintain_order="left")


def with_standing(persons: pl.DataFrame, scheme: Scheme) -> pl.DataFrame:
    """`persons` (a frame with `person`) with where each is an active member, and how enrolled in the scheme.

    Adds `member_union` and `joined_on`, `enrolment` with its version, state, union and unit, and `renews`: whether the
    cover of the scheme before lasts until the day before this one begins.
    """
    ids = persons["person"].drop_nulls().unique().to_list()
    columns = ("person_id", "union_id", "joined_on")
    members = rows_among(Membership.objects.open(), "person_id", ids, columns, MEMBERS)
    day_before = scheme.begins_on - ONE_DAY
    asked = Enrolment.objects.filter(Q(scheme=scheme) | Q(state=EnrolmentState.VALID, effective_to__gte=day_before))
    rows = rows_among(asked, "person_id", ids, ENROLLED_COLUMNS, ENROLLED)
    here = rows.filter(pl.col("scheme") == scheme.pk).drop("scheme", "ends")
    before = rows.filter((pl.col("scheme") != scheme.pk) & (pl.col("ends") == day_before))
    renewing = before.select("person", pl.lit(value=True).alias("renews")).unique("person")
    return (
        persons.join(members, on="person", how="left", maintain_order="left")
        .join(here, on="person", how="left", maintain_order="left")
        .join(renewing, on="person", how="left", maintain_order="left")
        .with_columns(pl.col("renews").fill_null(value=False))
    )


def with_obstacles(
    persons: Sequence[int], scheme: Scheme, union: Union, actor: Actor, today: datetime.date
) -> pl.DataFrame:
    """Each of these people with `obstacle`, what keeps him off the lists of `union` and below, and `as_kind`."""
    people = rows_among(Person.objects.all(), "id", list(persons), ("id", "born_on"), BORN)
    frame = with_inside(with_standing(people, scheme), scheme, union, actor)
    terms = terms_of(scheme)
    return frame.with_columns(
        listing.obstacle(terms, today).alias("obstacle"), listing.kind_of(terms, today).alias("as_kind")
    )


def with_inside(frame: pl.DataFrame, scheme: Scheme, union: Union, actor: Actor) -> pl.DataFrame:
    """Adds `inside`, whether the union in which each is a member lies within `union` and where `actor` may enrol, and
    `unit` and `unit_state` of the list that it has under way."""
    named = frame["member_union"].drop_nulls().unique().to_list()
    within = Union.objects.within(union).visible_to(actor, Permission.ENROL).filter(state=UnionState.ACTIVE)
    inside = set(within.filter(pk__among=named).values_list("pk", flat=True))
    units = units_under_way(scheme, sorted(inside))
    return frame.with_columns(pl.col("member_union").is_in(list(inside)).fill_null(value=False).alias("inside")).join(
        units, left_on="member_union", right_on="union_id", how="left", maintain_order="left"
    )


def covered_until(ids: Sequence[int], day: datetime.date) -> set[int]:
    """Of these people, those whose cover ends on that very day: what begins the day after renews it."""
    rows = rows_among(
        Enrolment.objects.valid().filter(effective_to=day), "person_id", ids, ("person_id",), {"person": pl.Int64}
    )
    return set(rows["person"])


def units_under_way(scheme: Scheme, unions: Sequence[int]) -> pl.DataFrame:
    """The unit enrolments of these unions whose list is not settled yet: `union_id`, `unit`, `unit_state`."""
    rows = UnitEnrolment.objects.filter(scheme=scheme, state__in=UNDER_WAY)
    return rows_among(rows, "union_id", unions, ("union_id", "id", "state"), UNITS)


def regular_units(scheme: Scheme, unions: Sequence[int]) -> set[int]:
    """Of these unions, those that have enrolled in the scheme before: what they add is a supplement."""
    rows = UnitEnrolment.objects.filter(scheme=scheme, kind=UnitKind.REGULAR).exclude(state=UnitState.WITHDRAWN)
    found = rows_among(rows, "union_id", unions, ("union_id",), {"union_id": pl.Int64})
    return set(found["union_id"])
