"""The lists of hospitals and illnesses, kept by the district."""

import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.names import title_pinyin
from yuanxin.foundation.unions.queries import topmost_union
from yuanxin.foundation.unions.services.writing import change, check_version, create, locked
from yuanxin.welfare.mutual_aid.choices import Permission
from yuanxin.welfare.mutual_aid.models import Hospital, Illness

Listed = TypeVar("Listed", Hospital, Illness)


@transaction.atomic
def enter_hospital(*, actor: Actor, today: datetime.date, **values: Any) -> Hospital:
    """Put a hospital on the list.

    Raises:
        NotAllowed: unless `actor` keeps the lists.
        Refused: for a code that another has, or days in the wrong order.
    """
    _require(actor)
    return _entered(actor, "mutual_aid.hospital_entered", Hospital(**_hospital(values)))


@transaction.atomic
def correct_hospital(
    *, actor: Actor, hospital: Hospital, version: int, today: datetime.date, **values: Any
) -> Hospital:
    """Correct a hospital, or take it off the list from a day on.

    Raises:
        NotAllowed, Refused: as `enter_hospital`; Stale: if somebody else changed it since.
    """
    _require(actor)
    return _corrected(actor, "mutual_aid.hospital_corrected", hospital, version, _hospital(values))


@transaction.atomic
def enter_illness(*, actor: Actor, today: datetime.date, **values: Any) -> Illness:
    """Put an illness into the table.

    Raises:
        NotAllowed: unless `actor` keeps the lists.
        Refused: for a code that another has.
    """
    _require(actor)
    return _entered(actor, "mutual_aid.illness_entered", Illness(**_spelled(values)))


@transaction.atomic
def correct_illness(*, actor: Actor, illness: Illness, version: int, today: datetime.date, **values: Any) -> Illness:
    """Correct an illness, or the lists it stands on; claims that were sent in stay as they were.

    Raises:
        NotAllowed, Refused: as `enter_illness`; Stale: if somebody else changed it since.
    """
    _require(actor)
    return _corrected(actor, "mutual_aid.illness_corrected", illness, version, _spelled(values))


def _require(actor: Actor) -> None:
    """The lists belong to the whole district, so they are kept by who may do so at its top."""
    top = topmost_union()
    if top is not None:
        actor.require(Permission.MANAGE_LISTS, top)


def _entered(actor: Actor, action: str, row: Listed) -> Listed:
    try:
        with transaction.atomic():
            return create(actor, action, row)
    except IntegrityError as error:
        raise _known(row.code) from error


def _corrected(actor: Actor, action: str, row: Listed, version: int, values: dict[str, Any]) -> Listed:
    current = locked(row)
    check_version(current, version)
    try:
        with transaction.atomic():
            change(actor, action, current, values)
    except IntegrityError as error:
        raise _known(values["code"]) from error
    return current


def _known(code: str) -> Refused:
    return Refused(
        _("The code %(code)s is on the list already.") % {"code": code},
        remedy=_("Correct that row, or write the right code."),
        field="code",
    )


def _hospital(values: dict[str, Any]) -> dict[str, Any]:
    until = values["listed_until"]
    if until is not None and until < values["listed_from"]:
        raise Refused(
            _("The hospital leaves the list before it comes onto it."),
            remedy=_("Correct one of the days."),
            field="listed_until",
        )
    return _spelled(values)


def _spelled(values: dict[str, Any]) -> dict[str, Any]:
    """With code and name without blanks around them, and the name's pinyin."""
    name = values["name"].strip()
    pinyin, initials = title_pinyin(name)
    return {**values, "code": values["code"].strip(), "name": name, "pinyin": pinyin, "initials": initials}
