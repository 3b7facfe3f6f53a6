"""What a unit gives while it fills in its allowance: its roster, name by name or as a list, or a number of heads."""

import datetime
import re
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.finance.allowances.choices import AllowanceState, Basis, Permission
from yuanxin.finance.allowances.models import StaffAllowance, StaffEntry
from yuanxin.finance.allowances.rules import AllowanceRate
from yuanxin.foundation.audit.services import required
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.numbers import InvalidNumber, document_of
from yuanxin.foundation.kernel.sealed import lookup_digest, seal
from yuanxin.foundation.unions.services.writing import change, check_version, create, locked
from yuanxin.organisation.members.choices import DocumentType
from yuanxin.organisation.members.services.persons import checked_name

# Accounts of units have no check digit that all banks agree on.
ACCOUNT = re.compile(r"[0-9]{8,32}")


class NotBeingFilledIn(Refused):
    """The unit has submitted; what it gave stands until it is returned or taken back."""


class OnARosterAlready(Refused):
    """The person stands on a roster of this year: a person is counted once a year, whichever the unit."""


@dataclass(frozen=True, slots=True)
class Head:
    """One of a unit's off-establishment staff, as written on a form."""

    name: str
    document_number: str
    document_type: str = DocumentType.RESIDENT_ID
    job: str = ""
    note: str = ""


@transaction.atomic
def enter_head(*, actor: Actor, allowance: StaffAllowance, head: Head, today: datetime.date) -> StaffEntry:
    """Put one person on the roster.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may ask for the unit.
        NotBeingFilledIn: once it is submitted.
        OnARosterAlready: if the person stands on a roster of the year; where it is, only if the actor sees that unit.
        InvalidNumber, Refused: at the field that is wrong.
    """
    allowance = being_filled_in(actor, allowance)
    entry = StaffEntry(allowance=allowance, union=allowance.union, year=allowance.call.year, **values_of(head, today))
    standing = StaffEntry.objects.filter(
        active=True, year=entry.year, document_digest=entry.document_digest
    ).select_related("union")
    found = standing.first()
    if found is not None:
        raise already_listed(actor, found)
    try:
        with transaction.atomic():
            return create(actor, "allowances.head_entered", entry)
    except IntegrityError as error:
        found = standing.first()
        if found is None:
            raise
        raise already_listed(actor, found) from error


@transaction.atomic
def drop_head(*, actor: Actor, entry: StaffEntry, reason: str, today: datetime.date) -> StaffEntry:
    """Take a person off the roster again; the line stays on record.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may ask for the unit.
        NotBeingFilledIn: once it is submitted.
        Refused: without a reason, or if the line was taken off already.
    """
    being_filled_in(actor, entry.allowance)
    current = locked(entry)
    if not current.active:
        raise Refused(_("%(name)s is off the roster already.") % {"name": current.name})
    change(actor, "allowances.head_dropped", current, {"active": False}, reason=required(reason))
    return current


@dataclass(frozen=True, slots=True)
class Filling:
    """What a unit fills in besides its roster: a number of heads in its place (0 for a roster), and its account.

    An `account` of None leaves the one that is there.
    """

    headcount: int = 0
    account: str | None = None
    bank: str = ""


@transaction.atomic
def fill_in(
    *, actor: Actor, allowance: StaffAllowance, filling: Filling, today: datetime.date, version: int | None = None
) -> StaffAllowance:
    """Fill in what the unit gives besides its roster.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may ask for the unit.
        NotBeingFilledIn: once it is submitted.
        Refused: for a number of heads where the rule of the call wants a roster, or names stand on one; for an account
            that can be none.
        Stale: if somebody changed it since.
    """
    current = being_filled_in(actor, allowance)
    check_version(current, version)
    heads = filling.headcount
    rate: AllowanceRate = current.call.policy.typed
    if heads and not rate.headcount_allowed:
        raise Refused(
            _("The rule of this year wants a roster of names."), remedy=_("Import the roster."), field="headcount"
        )
    if heads and current.entries.filter(active=True).exists():
        raise Refused(
            _("Names stand on the roster."), remedy=_("Take them off first, or submit by them."), field="headcount"
        )
    values: dict[str, Any] = {
        "basis": Basis.HEADCOUNT if heads else Basis.ROSTER,
        "headcount": heads,
        "bank": filling.bank.strip(),
    }
    if filling.account is not None:
        values["account"] = seal(account_of(filling.account))
    change(actor, "allowances.filled_in", current, values)
    return current


def account_of(written: str) -> str:
    """The number of a union's account without blanks and hyphens.

    Raises:
        Refused: for what can be no account.
    """
    number = written.replace(" ", "").replace("-", "")
    if not ACCOUNT.fullmatch(number):
        raise Refused(
            _("An account number has 8 to 32 digits."), remedy=_("Copy it from the account's paper."), field="account"
        )
    return number


def being_filled_in(actor: Actor, allowance: StaffAllowance) -> StaffAllowance:
    """The allowance, locked, while the unit fills it in.

    Raises:
        OutOfScope, NotAllowed, NotBeingFilledIn: as above.
    """
    current = locked(allowance)
    actor.require(Permission.APPLY, current.union)
    if current.state != AllowanceState.DRAFT:
        raise NotBeingFilledIn(
            _("It is submitted: %(state)s.") % {"state": current.get_state_display()},
            remedy=_("Take it back, or have it returned, first."),
        )
    return current


def values_of(head: Head, today: datetime.date) -> dict[str, Any]:
    """The columns of an entry, from what was written; the number sealed.

    Raises:
        InvalidNumber, Refused: at the field that is wrong.
    """
    name = checked_name(head.name)
    try:
        number = str(document_of(head.document_number, head.document_type, today=today)["number"])
    except InvalidNumber as error:
        error.field = "document_number"
        raise
    return {
        "name": name,
        "document_type": head.document_type,
        "document_number": seal(number),
        "document_digest": lookup_digest(number),
        "job": head.job.strip(),
        "note": head.note.strip(),
    }


def already_listed(actor: Actor, found: StaffEntry) -> OnARosterAlready:
    """The refusal for somebody listed before; the unit is named to who sees it."""
    if actor.may(Permission.VIEW_STAFF, found.union):
        words = _("This person stands on the roster of %(union)s for %(year)s.") % {
            "union": found.union.name,
            "year": found.year,
        }
    else:
        words = _("This person stands on another unit's roster for %(year)s.") % {"year": found.year}
    return OnARosterAlready(
        words, remedy=_("A person is counted once a year; clear it up with the district."), field="document_number"
    )
