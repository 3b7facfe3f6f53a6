"""Schemes set up and corrected."""

import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, Refused
from yuanxin.foundation.unions.queries import topmost_union
from yuanxin.foundation.unions.services.writing import change, check_version, create, locked
from yuanxin.welfare.mutual_aid.choices import Permission
from yuanxin.welfare.mutual_aid.models import Scheme


class SchemeRefused(Refused):
    """The scheme cannot be so: its name, or its days."""


@transaction.atomic
def set_up_scheme(
    *,
    actor: Actor,
    name: str,
    begins_on: datetime.date,
    ends_on: datetime.date,
    opens_on: datetime.date,
    closes_on: datetime.date,
    today: datetime.date,
    note: str = "",
) -> Scheme:
    """Set up a scheme: the days it covers, and those on which units list their members.

    Raises:
        NotAllowed: unless `actor` may set up schemes for the whole district.
        SchemeRefused: for days in the wrong order, or a name used before.
    """
    require_all(actor)
    scheme = Scheme(
        name=name.strip(), begins_on=begins_on, ends_on=ends_on, opens_on=opens_on, closes_on=closes_on, note=note
    )
    check_days(scheme)
    try:
        with transaction.atomic():
            return create(actor, "mutual_aid.scheme_set_up", scheme, union=_top())
    except IntegrityError as error:
        raise _name_taken(scheme) from error


@transaction.atomic
def correct_scheme(
    *,
    actor: Actor,
    scheme: Scheme,
    name: str,
    begins_on: datetime.date,
    ends_on: datetime.date,
    opens_on: datetime.date,
    closes_on: datetime.date,
    version: int,
    today: datetime.date,
    note: str = "",
) -> Scheme:
    """Correct a scheme; once units enrol in it, only its name, its window and its note.

    Raises:
        NotAllowed: unless `actor` may set up schemes for the whole district.
        Stale: if somebody else changed it since.
        SchemeRefused: for days in the wrong order, a name used before, or other days of cover than units enrolled for.
    """
    require_all(actor)
    current = locked(scheme)
    check_version(current, version)
    if (begins_on, ends_on) != (current.begins_on, current.ends_on) and current.units.exists():
        raise SchemeRefused(
            _("Units have enrolled for the days from %(begins)s to %(ends)s.")
            % {"begins": current.begins_on, "ends": current.ends_on},
            remedy=_("Set up another scheme instead."),
            field="begins_on",
        )
    values = {
        "name": name.strip(),
        "begins_on": begins_on,
        "ends_on": ends_on,
        "opens_on": opens_on,
        "closes_on": closes_on,
        "note": note,
    }
    check_days(Scheme(**values))
    try:
        with transaction.atomic():
            change(actor, "mutual_aid.scheme_corrected", current, values, union=_top())
    except IntegrityError as error:
        raise _name_taken(Scheme(**values)) from error
    return current


def require_all(actor: Actor) -> None:
    """Refuse who does not set up schemes for the whole district: a scheme is everybody's."""
    top = topmost_union()
    if top is None or not actor.may(Permission.MANAGE_SCHEMES, top):
        raise NotAllowed(
            _("Schemes are set up for the whole district."), remedy=_("Ask the department of the district federation.")
        )


def check_days(scheme: Scheme) -> None:
    """Raise `SchemeRefused` for days in the wrong order."""
    if scheme.ends_on < scheme.begins_on:
        raise SchemeRefused(_("The scheme ends before it begins."), field="ends_on")
    if scheme.closes_on < scheme.opens_on:
        raise SchemeRefused(_("The window ends before it begins."), field="closes_on")
    if scheme.opens_on > scheme.ends_on:
        raise SchemeRefused(_("The window opens after the scheme is over."), field="opens_on")


def _name_taken(scheme: Scheme) -> SchemeRefused:
    return SchemeRefused(
        _("There is a scheme “%(name)s” already.") % {"name": scheme.name}, remedy=_("Choose another."), field="name"
    )


def _top() -> int | None:
    top = topmost_union()
    return top.pk if top is not None else None
