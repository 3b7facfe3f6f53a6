"""Bills of a claim: added, corrected, taken out; what reviewers strike off them; the number that is claimed once."""

import datetime
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.queries import decisions_on
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, Refused
from yuanxin.foundation.kernel.money import ZERO, from_fen
from yuanxin.foundation.kernel.sealed import lookup_digest, seal, unseal
from yuanxin.foundation.unions.services.writing import check_not_future, check_version, locked, write
from yuanxin.welfare.mutual_aid.choices import SENTENCES, STRIKING, ClaimState, Permission, Reason
from yuanxin.welfare.mutual_aid.models import Bill, Claim
from yuanxin.welfare.mutual_aid.rules.benefits import LARGEST_FEN
from yuanxin.welfare.mutual_aid.services.computing import compute
from yuanxin.welfare.mutual_aid.states.claims import CLAIMANT

DEDUCTIONS = ("pool", "major", "other", "excluded")
SHORTEST, LONGEST = 6, 40
# Who may strike off, by the state in which the claim lies before them.
STRIKERS = {ClaimState.SUBMITTED: Permission.CHECK_CLAIMS, ClaimState.SELECTED: Permission.REVIEW}


class ClaimClosed(Refused):
    """The claim is on its way, or at its end; what was sent in is changed after a return only."""


class DuplicateBill(Refused):
    """The bill is claimed already: a bill is paid for once."""


@transaction.atomic
def add_bill(
    *,
    actor: Actor,
    claim: Claim,
    number: str,
    issued_on: datetime.date,
    today: datetime.date,
    total: Decimal,
    pool: Decimal = ZERO,
    major: Decimal = ZERO,
    other: Decimal = ZERO,
    excluded: Decimal = ZERO,
) -> Bill:
    """Add a bill to a claim that is a draft, or was returned.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may enter claims in its union.
        ClaimClosed: if it is on its way.
        DuplicateBill: if a live claim has this number, whichever union entered it.
        Refused: for amounts that cannot be those of a bill, or a day to come.
    """
    actor.require(Permission.CLAIM, claim.union)
    current = locked(claim)
    check_open(current)
    values = _checked(number, issued_on, today, total, pool=pool, major=major, other=other, excluded=excluded)
    _check_sum(current, values["total"])
    bill = Bill(claim=current, **values)
    with claimed_once(actor, number):
        bill.save(force_insert=True)
    changes = [RowChange(bill, None, snapshot(bill)), *_asked_anew(current)]
    record(actor, "mutual_aid.bill_added", bill, union=current.union_id, changes=changes)
    return bill


@transaction.atomic
def correct_bill(
    *,
    actor: Actor,
    bill: Bill,
    number: str,
    issued_on: datetime.date,
    today: datetime.date,
    version: int,
    total: Decimal,
    **deductions: Decimal,
) -> Bill:
    """Correct a bill of a claim that is a draft, or was returned; what was struck off it is forgotten.

    Args:
        number: empty where it stays as it is.

    Raises:
        As `add_bill`; Stale: if somebody else changed it since.
    """
    claim, current = _held(actor, bill, version)
    values = _checked(number or unseal(current.number), issued_on, today, total, **deductions)
    if values["number_digest"] == bytes(current.number_digest):
        del values["number"], values["number_digest"]
    _check_sum(claim, values["total"], besides=current)
    values |= {"struck": ZERO, "struck_for": "", "struck_note": "", "struck_by": "", "struck_on": None}
    with claimed_once(actor, number):
        row = write(current, values)
    if row is not None:
        record(actor, "mutual_aid.bill_corrected", current, union=claim.union_id, changes=[row, *_asked_anew(claim)])
    return current


@transaction.atomic
def remove_bill(*, actor: Actor, bill: Bill, today: datetime.date, version: int) -> Bill:
    """Take a bill out of a claim that is a draft, or was returned; its number is free again.

    Raises:
        NotAllowed, OutOfScope, ClaimClosed, Stale: as `correct_bill`.
    """
    claim, current = _held(actor, bill, version)
    row = write(current, {"removed": True, "live": False})
    changes = [*([row] if row is not None else []), *_asked_anew(claim)]
    record(actor, "mutual_aid.bill_removed", current, union=claim.union_id, changes=changes)
    return current


@transaction.atomic
def strike_bill(
    *,
    actor: Actor,
    bill: Bill,
    struck: Decimal,
    reason: str,
    note: str,
    today: datetime.date,
    version: int,
) -> Bill:
    """Strike a part of the own payment of a bill off, for a coded reason; 0 takes it back. What was computed follows.

    Whoever checks the documents does it before the claim is computed, whoever inspects it after it was drawn; never
    whoever entered it.

    Raises:
        NotAllowed, OutOfScope: unless the claim lies before `actor`.
        Refused: for more than the own payment, without a reason, or in another state.
        Stale: if somebody else changed the bill since.
    """
    claim = locked(bill.claim)
    permission = STRIKERS.get(ClaimState(claim.state))
    if permission is None:
        raise ClaimClosed(
            _("Nothing is struck off in the state “%(state)s”.") % {"state": claim.get_state_display()},
            remedy=_("It is done when documents are checked, or when the claim is inspected."),
        )
    actor.require(permission, claim.union)
    if decisions_on(claim).behind(actor.keys).filter(action__in=CLAIMANT).exists():
        raise NotAllowed(
            _("Whoever entered a claim strikes nothing off it."), remedy=_("Let a colleague look at the bill.")
        )
    current = locked(bill)
    check_version(current, version)
    if not ZERO <= struck <= current.own:
        raise Refused(
            _("The own payment of this bill is %(own)s yuan.") % {"own": current.own},
            remedy=_("Strike off no more than that."),
            field="struck",
        )
    if struck and reason not in STRIKING:
        raise Refused(_("A reason is needed for this."), remedy=_("Choose it."), field="reason")
    values = {
        "struck": struck,
        "struck_for": reason if struck else "",
        "struck_note": note.strip() if struck else "",
        "struck_by": actor.label if struck else "",
        "struck_on": today if struck else None,
    }
    row = write(current, values)
    if row is None:
        return current
    changes = [row, *_asked_anew(claim)]
    if claim.state == ClaimState.SELECTED:
        changes += compute([claim], actor=actor, today=today)
    record(actor, "mutual_aid.bill_struck", current, union=claim.union_id, changes=changes, amount=str(struck))
    return current


def keep_bills(claim: Claim, *, live: bool) -> list[RowChange]:
    """Let the bills of a claim hold their numbers, or give them free; the rows changed.

    Raises:
        DuplicateBill: if a number was claimed elsewhere meanwhile.
    """
    changes = []
    for bill in claim.bills.standing().select_for_update().order_by("pk"):
        before = snapshot(bill, ["live"])
        if bill.live != live:
            bill.live = live
            try:
                with transaction.atomic():
                    bill.save(update_fields=["live"])
            except IntegrityError as error:
                raise DuplicateBill(
                    _("A bill of this claim was claimed anew meanwhile."), remedy=_("Look for it in the other claim.")
                ) from error
            changes.append(RowChange(bill, before, snapshot(bill, ["live"])))
    return changes


def written_number(text: str) -> str:
    """A bill's number in one written form: half-width capitals and digits, without blanks and hyphens."""
    return "".join(each for each in unicodedata.normalize("NFKC", text).upper() if each.isalnum())


def check_open(claim: Claim) -> None:
    """Raise `ClaimClosed` unless whoever entered it may still change it."""
    if not claim.may_be_changed:
        raise ClaimClosed(
            _("The claim was sent in: %(state)s.") % {"state": claim.get_state_display()},
            remedy=_("Have it returned for correction."),
        )


def _held(actor: Actor, bill: Bill, version: int) -> tuple[Claim, Bill]:
    """The claim and the bill as they stand, both held."""
    claim = locked(bill.claim)
    actor.require(Permission.CLAIM, claim.union)
    check_open(claim)
    current = locked(bill)
    check_version(current, version)
    if current.removed:
        raise Refused(_("This bill was taken out of the claim."), remedy=_("Add it anew."))
    return claim, current


@contextmanager
def claimed_once(actor: Actor, number: str) -> Iterator[None]:
    """Let the write inside pass, unless the number is that of a bill of another live claim.

    Raises:
        DuplicateBill: with the claim, where `actor` may know of it.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        standing = Bill.objects.filter(number_digest=lookup_digest(written_number(number)), live=True)
        there = standing.select_related("claim__union").first()
        if there is None:
            raise
        seen = actor.may(Permission.VIEW_CLAIMS, there.claim.union)
        told = {"number": number.strip(), "claim": there.claim.number if seen else _("another claim")}
        raise DuplicateBill(
            f"{Reason.DUPLICATE_BILL} {SENTENCES[Reason.DUPLICATE_BILL] % told}",
            remedy=_("Compare the number with the bill; a bill is claimed once."),
            field="number",
        ) from error


def _asked_anew(claim: Claim) -> list[RowChange]:
    """What the bills now leave to the worker, and what of it counts, written into the held claim."""
    sums = claim.bills.standing().sums()
    own = sums["total"] - sum((sums[name] for name in DEDUCTIONS), ZERO)
    row = write(claim, {"asked": own, "counted": own - sums["struck"]})
    return [row] if row is not None else []


def _checked(
    number: str, issued_on: datetime.date, today: datetime.date, total: Decimal, **deductions: Decimal
) -> dict[str, Any]:
    """The values of a bill, checked, as the columns keep them."""
    written = written_number(number)
    if not SHORTEST <= len(written) <= LONGEST:
        raise Refused(
            _("A bill's number has %(least)s to %(most)s letters and digits.") % {"least": SHORTEST, "most": LONGEST},
            remedy=_("Copy it from the bill: its code and its number, one after the other."),
            field="number",
        )
    check_not_future(issued_on, today, "issued_on")
    own = total - sum(deductions.values(), ZERO)
    if total <= 0 or own < 0 or any(amount < 0 for amount in deductions.values()):
        raise Refused(
            _("The parts of this bill come to more than its total."),
            remedy=_("Copy the total and what each insurance paid from the statement of the bill."),
            field="total",
        )
    return {
        "number": seal(written), "number_digest": lookup_digest(written), "issued_on": issued_on, "total": total,
        "own": own, **{name: deductions.get(name, ZERO) for name in DEDUCTIONS},
    }  # fmt: skip


def _check_sum(claim: Claim, total: Decimal, *, besides: Bill | None = None) -> None:
    """Refuse bills that together are larger than a calculation counts exactly."""
    bills = claim.bills.standing() if besides is None else claim.bills.standing().exclude(pk=besides.pk)
    others = bills.sums()["total"]
    if others + total > from_fen(LARGEST_FEN):
        raise Refused(
            _("The bills of a claim come to at most %(most)s yuan.") % {"most": from_fen(LARGEST_FEN)},
            remedy=_("Compare the total with the bill."),
            field="total",
        )
