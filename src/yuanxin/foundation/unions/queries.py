"""Reads of the tree that more than one room needs."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import BigIntegerField, Case, Count, Model, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.actors import Actor, PathRange, Placed
from yuanxin.foundation.kernel.errors import OutOfScope, Refused
from yuanxin.foundation.unions.choices import Post, UnionState
from yuanxin.foundation.unions.models import Coverage, Employer, FormerCode, Officer, Term, Union
from yuanxin.foundation.unions.models.scope import in_range, lineage
from yuanxin.foundation.unions.rules import STREET_LEVELS

M = TypeVar("M", bound=Model)

# Employers of one name that are looked at to say whether they are one.
FOUND_AT_MOST = 20


class NoSuchUnion(Refused):
    """No union has, or ever had, this code."""


def find_by_code(code: str) -> Union | None:
    """The union that `code` leads to today: its own, a former one, or that of a union merged into it."""
    code = code.strip()
    union = Union.objects.filter(code=code).first()
    if union is None:
        former = FormerCode.objects.filter(code=code).select_related("union").first()
        union = former.union if former else None
    return survivor_of(union) if union is not None else None


def union_with_code(code: str) -> Union:
    """As `find_by_code`, for a code that must lead somewhere.

    Raises:
        NoSuchUnion: where it does not.
    """
    union = find_by_code(code)
    if union is None:
        raise NoSuchUnion(
            _("There is no union with the code %(code)s.") % {"code": code},
            remedy=_("Look it up in the register of unions."),
        )
    return union


def union_in_scope(actor: Actor, code: str, permission: str) -> Union:
    """As `union_with_code`, for a command that acts there as a user.

    Raises:
        NoSuchUnion: where the code leads nowhere.
        OutOfScope: naming the code, where the union lies outside the actor's unions.
        NotAllowed: where the actor does not hold `permission` there.
    """
    union = union_with_code(code)
    if not actor.sees(union):
        raise OutOfScope(
            _("The scope of %(user)s does not hold the union %(code)s.") % {"user": actor.label, "code": code}
        )
    actor.require(permission, union)
    return union


def survivor_of(union: Union) -> Union:
    """The union that `union` was merged into at last; itself where it was not."""
    while union.merged_into_id is not None:
        union = Union.objects.get(pk=union.merged_into_id)
    return union


def topmost_union() -> Union | None:
    """The union above all others; None in an empty database."""
    return Union.objects.filter(parent=None).order_by("path").first()


def unions_of(actor: Actor) -> list[Union]:
    """The unions that `actor` is appointed in, the topmost first."""
    paths = {grant.path for grant in actor.grants}
    return list(Union.objects.filter(path__in=paths).order_by("path")) if paths else []


def only_union(actor: Actor, permission: str) -> Union | None:
    """The one union in force over which `actor` holds `permission`, which then need not be asked; else None."""
    found = list(Union.objects.visible_to(actor, permission).in_force()[:2])
    return found[0] if len(found) == 1 else None


def own_union(actor: Actor, among: QuerySet[Union]) -> Union | None:
    """The one union that `actor` is appointed in `among` those given, for a form to begin with; else None."""
    paths = {grant.path for grant in actor.grants}
    own = list(among.filter(path__in=paths)[:2]) if paths else []
    return own[0] if len(own) == 1 else None


def ancestors_of(union: Union) -> list[Union]:
    """The unions above `union`, the topmost first."""
    return list(Union.objects.filter(path__in=lineage(union.path)[:-1]).order_by("path"))


def streets_of(union: Placed) -> QuerySet[Union]:
    """The street, town and park unions in force at or below `union`, in tree order."""
    return Union.objects.within(union).in_force().filter(level__in=STREET_LEVELS).order_by("path")


@dataclass(frozen=True, slots=True)
class StreetRow:
    """One row of a by-street view: a street, town or park; or, `street` None, what stands directly above (区直属)."""

    street: Union | None
    label: str

    @property
    def key(self) -> int:
        """The street's id, 0 for 区直属: what `with_street` annotates."""
        return self.street.pk if self.street else 0


def by_street(union: Union) -> list[StreetRow]:
    """The rows of a by-street view of `union`: each street with something to show, then 区直属.

    For a union at or below a street there is one row: that street, or 区直属.
    """
    above = street_of(union)
    if above is not None:
        return [StreetRow(above, above.name)]
    rows = [StreetRow(street, street.name) for street in streets_of(union)]
    return [*rows, StreetRow(None, _("Directly under the district"))]


def street_of(union: Union) -> Union | None:
    """The street, town or park a union stands in (or is); None for one directly under the district."""
    if union.level in STREET_LEVELS:
        return union
    return next((each for each in ancestors_of(union) if each.level in STREET_LEVELS), None)


def with_street(rows: QuerySet[M], streets: Iterable[StreetRow], *, path: str = "union__path") -> QuerySet[M]:
    """Annotate each row with `street`: the key of the row of `by_street` that it stands in."""
    cases = [
        When(in_range(path, PathRange.below(row.street.path)), then=Value(row.street.pk))
        for row in streets
        if row.street is not None
    ]
    return rows.annotate(  # type: ignore[return-value]
        street=Case(*cases, default=Value(0), output_field=BigIntegerField())
    )


def children_of(union: Union) -> QuerySet[Union]:
    """The unions in force directly under `union`, each with its number of unions in force below (`below`)."""
    return (
        Union.objects.filter(parent=union)
        .in_force()
        .annotate(below=Count("children", filter=Q(children__state=UnionState.ACTIVE)))
        .order_by("path")
    )


def spells_on(day: datetime.date) -> Q:
    """The condition that a spell (`begins_on`, first day out `ends_on`) holds `day`."""
    return Q(begins_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=day))


def officers_on(union: Union, day: datetime.date) -> QuerySet[Officer]:
    """Who held a post in `union` on `day`."""
    return Officer.objects.filter(spells_on(day), union=union).order_by("begins_on", "id")


def chair_of(union: Union, day: datetime.date) -> Officer | None:
    """The chair of `union` on `day`."""
    return officers_on(union, day).filter(post=Post.CHAIR).first()


def term_on(union: Union, day: datetime.date) -> Term | None:
    """The committee's term that holds `day`."""
    return Term.objects.filter(union=union, begins_on__lte=day, ends_on__gte=day).first()


def find_employer(*, credit_code: str = "", name: str = "") -> Employer | None:
    """The employer with this credit code; without one, the only employer of exactly this name.

    The code and the name of an employer that was merged lead to its survivor.
    """
    called = Q(credit_code=credit_code) if credit_code else Q(name=name)
    found = Employer.with_merged.filter(called).select_related("merged_into")[:FOUND_AT_MOST]
    standing = {each.pk: each for each in (employer.standing for employer in found)}
    return next(iter(standing.values())) if len(standing) == 1 else None


def employers_covered_by(unions: Iterable[Union], day: datetime.date) -> QuerySet[Employer]:
    """The employers that any of `unions` covers on `day`."""
    return Employer.objects.filter(
        pk__in=Coverage.objects.filter(spells_on(day), union__in=unions).values("employer")
    ).order_by("pinyin", "id")


def nearest_above(one: Union, other: Union) -> Union:
    """The nearest union above both; the topmost where one of them is that."""
    common = set(lineage(one.path)[:-1]) & set(lineage(other.path)[:-1])
    path = max(common, key=len) if common else lineage(one.path)[0]
    return Union.objects.get(path=path)
