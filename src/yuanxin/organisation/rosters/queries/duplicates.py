"""What a search for duplicates reads, and what its pairs say in words."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import polars as pl
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.bulk import in_pieces
from yuanxin.foundation.kernel.sealed import unseal_many
from yuanxin.foundation.unions.models import Coverage, Employer, Union
from yuanxin.organisation.members.models import Person
from yuanxin.organisation.rosters.choices import PairKind, PairState
from yuanxin.organisation.rosters.models import DuplicatePair
from yuanxin.organisation.rosters.models.duplicates import RECORDS
from yuanxin.organisation.rosters.rules.duplicates import employer_columns, person_columns, union_columns, upgraded

READ_AT_ONCE = 50_000

PERSON_FIELDS = {
    "id": pl.Int64,
    "name": pl.String,
    "pinyin": pl.String,
    "initials": pl.String,
    "document_number": pl.Binary,
    "sex": pl.Int16,
    "born_on": pl.Date,
    "phone_digest": pl.Binary,
    "employer_id": pl.Int64,
    "employer_name": pl.String,
}
EMPLOYER_FIELDS = {
    "id": pl.Int64, "name": pl.String, "credit_code": pl.String, "address": pl.String, "union": pl.Int64,
}  # fmt: skip
UNION_FIELDS = {
    "id": pl.Int64, "name": pl.String, "level": pl.String, "parent": pl.Int64, "credit_code": pl.String,
}  # fmt: skip

# What each comparison is called; the same thing has the same word for every kind.
COMPARED = {
    "number": gettext_lazy("Same document number"),
    "phone": gettext_lazy("Mobile phone"),
    "sex": gettext_lazy("Sex"),
    "employer": gettext_lazy("Employer"),
    "rare_name": gettext_lazy("Rare name"),
    "born_on": gettext_lazy("Date of birth"),
    "digits": gettext_lazy("Digits of the document number"),
    "name": gettext_lazy("Name"),
    "area": gettext_lazy("Area"),
    "code": gettext_lazy("Unified social credit code"),
    "address": gettext_lazy("Address"),
    "level": gettext_lazy("Level"),
    "upper_union": gettext_lazy("Upper union"),
    "employers": gettext_lazy("Employers covered"),
}

OF_PEOPLE = {"name": gettext_lazy("Full name")}


class Reason(NamedTuple):
    """One line of why two records look alike: what was compared, how alike it is in per cent, its points."""

    label: str
    percent: int
    points: int

    @property
    def said(self) -> str:
        """`Mobile phone: the same (+35)`."""
        agreement = _("the same") if self.percent == 100 else _("%(percent)s%% alike") % {"percent": self.percent}
        return _("%(label)s %(agreement)s (%(points)s)") % {
            "label": self.label,
            "agreement": agreement,
            "points": f"{self.points:+d}".replace("-", "−"),
        }


def reasons(pair: DuplicatePair) -> list[Reason]:
    """Why the pair was found, the weightiest first; what counted neither way is left out."""
    words = {**COMPARED, **(OF_PEOPLE if pair.kind == PairKind.PERSON else {})}
    told = [Reason(str(words.get(code, code)), percent, points) for code, percent, points in pair.explanation]
    return sorted((each for each in told if each.points), key=lambda each: -abs(each.points))


def open_pairs(actor: Actor, *kinds: str) -> QuerySet[DuplicatePair]:
    """The pairs of these kinds that wait for the actor's decision, the most alike first."""
    return DuplicatePair.objects.filter(kind__in=kinds).open().visible_to(actor).order_by("-score", "id")


def persons_frame(union: Union) -> pl.DataFrame:
    """The people of `union` and below as `rules.duplicates.PERSONS` reads them.

    Document numbers are opened in memory for as long as the search runs; nothing of them is kept.
    """
    return pl.concat([_persons(part) for part in _parts(Person.objects.within(union), PERSON_FIELDS)])


def _persons(part: pl.DataFrame) -> pl.DataFrame:
    numbers = pl.Series("number", list(unseal_many(part["document_number"].to_list())), dtype=pl.String)
    # A key of the digest: eight bytes instead of sixteen, and equal where the phones are.
    phone = pl.when(pl.col("phone_digest").is_not_null()).then(pl.col("phone_digest").hash(2016)).alias("phone")
    return person_columns(part.drop("document_number").with_columns(upgraded(numbers), phone))


def employers_frame(union: Union) -> pl.DataFrame:
    """The employers of the areas in `union` as `rules.duplicates.EMPLOYERS` reads them."""
    return employer_columns(pl.concat(_parts(Employer.objects.within(union), EMPLOYER_FIELDS)))


def unions_frame(union: Union) -> pl.DataFrame:
    """The unions in force at and below `union` as `rules.duplicates.UNIONS` reads them."""
    covered = Coverage.objects.within(union).filter(ends_on=None)
    pairs = pl.concat(_parts(covered, {"union": pl.Int64, "employer": pl.Int64}))
    lists = pairs.group_by("union").agg(pl.col("employer").unique().sort().alias("employers"))
    unions = pl.concat(_parts(Union.objects.within(union).in_force_or_preparing(), UNION_FIELDS))
    return union_columns(unions.join(lists, left_on="id", right_on="union", how="left"))


FRAMES: dict[str, Callable[[Union], pl.DataFrame]] = {
    PairKind.PERSON: persons_frame,
    PairKind.EMPLOYER: employers_frame,
    PairKind.UNION: unions_frame,
}


def _parts(rows: QuerySet[Any], fields: dict[str, Any]) -> Iterator[pl.DataFrame]:
    """The rows in portions; one without rows where there are none, so that the columns are there."""
    read = rows.order_by().values_list(*fields).iterator(chunk_size=READ_AT_ONCE)
    first = True
    while (portion := list(islice(read, READ_AT_ONCE))) or first:
        first = False
        yield pl.DataFrame(portion, schema=fields, orient="row")


def names_of(kind: str, ids: Sequence[int]) -> dict[int, str]:
    """The names of records, by number."""
    named: dict[int, str] = {}
    for piece in in_pieces(ids):
        named |= dict(RECORDS[kind]._base_manager.filter(pk__among=piece).values_list("pk", "name"))
    return named


def refused_pairs(kind: str) -> set[tuple[int, int]]:
    """The pairs once refused, by the records that stand for theirs today: what was refused of a record that has been
    merged since holds for its survivor.
    """
    rows = list(DuplicatePair.objects.filter(kind=kind, state=PairState.REFUSED).values_list("left", "right"))
    survivors: dict[int, int] = {}
    for piece in in_pieces(sorted({pk for pair in rows for pk in pair})):
        merged = RECORDS[kind]._base_manager.filter(pk__among=piece).exclude(merged_into=None)
        survivors |= dict(merged.values_list("pk", "merged_into"))
    standing = [(survivors.get(left, left), survivors.get(right, right)) for left, right in rows]
    return {(min(pair), max(pair)) for pair in standing}
