"""Employers, and which union covers them from when to when."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from yuanxin.foundation.audit.services import RowChange, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.names import title_pinyin
from yuanxin.foundation.kernel.numbers import InvalidNumber, credit_code_of
from yuanxin.foundation.unions.choices import EmployerKind, Level, Permission
from yuanxin.foundation.unions.models import Coverage, Employer, Union
from yuanxin.foundation.unions.queries import spells_on
from yuanxin.foundation.unions.registry import Belonging, Merger
from yuanxin.foundation.unions.rules import Spell, overlaps
from yuanxin.foundation.unions.services.writing import (
    change,
    check_in_force,
    check_not_future,
    check_version,
    create,
    locked,
    write,
)

AREA_LEVELS = frozenset({Level.DISTRICT, Level.STREET, Level.PARK})
PARTICULARS = frozenset({"name", "credit_code", "kind", "industry", "staff", "address", "union"})


class EmployerKnown(Refused):
    """Another employer has this credit code."""


class CoverageOverlaps(Refused):
    """The union covers the employer on some of these days already."""


@transaction.atomic
def register_employer(
    *,
    actor: Actor,
    union: Union,
    name: str,
    today: datetime.date,
    credit_code: str = "",
    kind: str = EmployerKind.PRIVATE,
    industry: str = "",
    staff: int | None = None,
    address: str = "",
) -> Employer:
    """Enter an employer in its area: `union` is the street, town or park, or the district where that is not known.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit employers in that area.
        EmployerKnown: if the credit code is another employer's.
        Refused: for a wrong credit code, a missing name, or a grassroots union as the area.
    """
    actor.require(Permission.EDIT_EMPLOYERS, union)
    check_area(union)
    values = employer_values(name=name, credit_code=credit_code)
    employer = Employer(union=union, kind=kind, industry=industry, staff=staff, address=address.strip(), **values)
    try:
        with transaction.atomic():
            return create(actor, "unions.employer_registered", employer)
    except IntegrityError as error:
        raise employer_known(credit_code) from error


@transaction.atomic
def correct_employer(
    *, actor: Actor, employer: Employer, today: datetime.date, version: int | None = None, **particulars: Any
) -> Employer:
    """Change particulars of an employer: any of `PARTICULARS` (`union` is its area).

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit employers in its area, or in a union that covers it today.
        EmployerKnown: if the credit code is another employer's.
        Stale: if `version` is given and no longer the employer's.
    """
    if unknown := set(particulars) - PARTICULARS:
        raise TypeError(f"not a particular of an employer: {sorted(unknown)}")
    employer = locked(employer)
    check_may_edit_employer(actor, employer, today)
    check_version(employer, version)
    if (area := particulars.get("union")) is not None and area.pk != employer.union_id:
        actor.require(Permission.EDIT_EMPLOYERS, employer.union)
        actor.require(Permission.EDIT_EMPLOYERS, area)
        check_area(area)
    identity = {"name": employer.name, "credit_code": employer.credit_code or ""} | {
        key: particulars.pop(key) for key in ("name", "credit_code") if key in particulars
    }
    try:
        with transaction.atomic():
            change(actor, "unions.employer_corrected", employer, particulars | employer_values(**identity))
    except IntegrityError as error:
        raise employer_known(identity["credit_code"]) from error
    return employer


@transaction.atomic
def cover(
    *,
    actor: Actor,
    union: Union,
    employer: Employer,
    begins_on: datetime.date,
    today: datetime.date,
    founding: bool = False,
) -> Coverage:
    """Have `union` cover `employer` from `begins_on`; `founding` where the union's own founding brought it (fact F08).

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit coverage of the union.
        UnionEnded: if the union is no longer in force.
        CoverageOverlaps: if it covers the employer on some of these days already.
    """
    union = locked(union)
    actor.require(Permission.EDIT_EMPLOYERS, union)
    check_in_force(union)
    check_not_future(begins_on, today, "begins_on")
    spells = [Spell(each.begins_on, each.ends_on) for each in Coverage.objects.filter(union=union, employer=employer)]
    if overlaps(Spell(begins_on, None), spells):
        raise CoverageOverlaps(
            _("%(union)s covers %(employer)s on these days already.")
            % {"union": union.name, "employer": employer.name},
            remedy=_("Give a day after that coverage ended, or end it first."),
            field="begins_on",
        )
    return create(
        actor,
        "unions.employer_covered",
        Coverage(union=union, employer=employer, begins_on=begins_on, founding=founding),
    )


@transaction.atomic
def uncover(
    *, actor: Actor, coverage: Coverage, ends_on: datetime.date, today: datetime.date, reason: str = ""
) -> Coverage:
    """End a coverage: `ends_on` is the first day without it.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit coverage of the union.
        Refused: if it has ended already, or would end before it began or in the future.
    """
    coverage = locked(coverage)
    actor.require(Permission.EDIT_EMPLOYERS, coverage.union)
    if coverage.ends_on is not None:
        raise Refused(_("This coverage has ended already."))
    check_not_future(ends_on, today, "ends_on")
    if ends_on < coverage.begins_on:
        raise Refused(
            _("It began on %(day)s only.") % {"day": coverage.begins_on}, remedy=_("Give a later day."), field="ends_on"
        )
    change(actor, "unions.employer_uncovered", coverage, {"ends_on": ends_on}, reason=reason)
    return coverage


def checked_credit_code(text: str | None) -> str | None:
    """The credit code in its one written form; None for an empty one.

    Raises:
        InvalidNumber: if it is not one (GB 32100-2015: 18 characters, the last a check).
    """
    if not text or not text.strip():
        return None
    try:
        return credit_code_of(text)
    except InvalidNumber as error:
        error.field = "credit_code"
        raise


def employer_values(*, name: str, credit_code: str) -> dict[str, Any]:
    """Name, sorting forms and credit code as they are stored."""
    name = name.strip()
    if not name:
        raise Refused(_("The name is missing."), remedy=_("Enter it."), field="name")
    pinyin, initials = title_pinyin(name)
    return {
        "name": name,
        "pinyin": pinyin[:200],
        "initials": initials[:50],
        "credit_code": checked_credit_code(credit_code),
    }


def employer_known(credit_code: str) -> EmployerKnown:
    return EmployerKnown(
        _("An employer with the credit code %(code)s is in the register already.") % {"code": credit_code},
        remedy=_("Search for it by this code; if you cannot see it, ask the district."),
        field="credit_code",
    )


def check_area(union: Union) -> None:
    """Raise unless `union` can be the area of an employer."""
    if union.level not in AREA_LEVELS:
        raise Refused(
            _("An employer is entered with the street, town or park of its address."),
            remedy=_("Choose that one; which union covers it is a separate entry."),
            field="union",
        )


def check_may_edit_employer(actor: Actor, employer: Employer, today: datetime.date) -> None:
    """Raise unless `actor` may edit employers in its area or in a union that covers it on `today`."""
    covering = Union.objects.filter(pk__in=Coverage.objects.filter(spells_on(today), employer=employer).values("union"))
    places = [employer.union, *covering]
    if not any(actor.may(Permission.EDIT_EMPLOYERS, place) for place in places):
        actor.require(Permission.EDIT_EMPLOYERS, next((each for each in places if actor.sees(each)), employer.union))


def coverage_belonging() -> Belonging:
    """Coverage as something that passes on when unions merge."""
    return Belonging(
        code="unions.coverage",
        told=ngettext_lazy("%(count)s covered employer", "%(count)s covered employers", "count"),
        rows=lambda union: Coverage.objects.filter(union=union, ends_on=None),
        pass_on=pass_coverage_on,
        remedy=gettext_lazy("End the coverage first, or merge the union instead."),
    )


def pass_coverage_on(merger: Merger) -> Sequence[RowChange]:
    """The survivor covers from then on what the absorbed union covered; what it covered itself stays as it is."""
    changes: list[RowChange] = []
    kept = set(Coverage.objects.filter(union=merger.survivor, ends_on=None).values_list("employer", flat=True))
    for coverage in Coverage.objects.select_for_update().filter(union=merger.absorbed, ends_on=None):
        ends_on = max(merger.on, coverage.begins_on)
        closed = write(coverage, {"ends_on": ends_on})
        changes += [closed] if closed is not None else []
        if coverage.employer_id not in kept:
            taken = Coverage.objects.create(union=merger.survivor, employer_id=coverage.employer_id, begins_on=ends_on)
            changes.append(RowChange(taken, None, snapshot(taken)))
    return changes


def area_belonging() -> Belonging:
    """The employers of a street, town or park, as something that passes on when unions merge."""
    return Belonging(
        code="unions.employers",
        told=ngettext_lazy("%(count)s employer of the area", "%(count)s employers of the area", "count"),
        rows=lambda union: Employer.objects.filter(union=union),
        pass_on=pass_area_on,
        remedy=gettext_lazy("Enter the employers under another area first, or merge the union instead."),
    )


def pass_area_on(merger: Merger) -> Sequence[RowChange]:
    """The survivor is the area of the absorbed union's employers from then on."""
    employers = Employer.objects.select_for_update(no_key=True).filter(union=merger.absorbed).order_by("pk")
    written = [write(employer, {"union": merger.survivor}) for employer in employers]
    return [row for row in written if row is not None]
