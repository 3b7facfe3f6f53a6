"""Relief in money: asked for, computed by the rule, corrected, approved, and asked of the payment desk."""

import datetime
import json
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import record
from yuanxin.foundation.flow.services import begin
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.money import yuan
from yuanxin.foundation.kernel.sealed import lookup_digest, seal, unseal
from yuanxin.foundation.unions.services.writing import check_in_force, check_version, locked, write
from yuanxin.organisation.members.models import Household, HouseholdMember
from yuanxin.organisation.members.queries import household_members
from yuanxin.welfare.hardship.choices import FileStatus, Permission, ReliefKind, ReliefState
from yuanxin.welfare.hardship.models import HardshipFile, Relief
from yuanxin.welfare.hardship.queries.files import file_of, region_of
from yuanxin.welfare.hardship.queries.relief import (
    approved_before,
    computed_by,
    rules_of,
)
from yuanxin.welfare.hardship.rules.relief import Bills
from yuanxin.welfare.hardship.services.requests import Card, NotNow

CORRECTABLE = (ReliefState.SUBMITTED, ReliefState.RETURNED)
FOR_SOMEBODY = frozenset({ReliefKind.STUDY, ReliefKind.MEDICAL})


class BillUsed(Refused):
    """Relief was asked for by the same bill before."""


@transaction.atomic
def apply_for_relief(
    *,
    actor: Actor,
    household: Household,
    kind: str,
    applied: Decimal,
    situation: str,
    beneficiary: HouseholdMember | None = None,
    bills: Bills | None = None,
    bill_number: str = "",
    card: Card = Card(),  # noqa: B008 - immutable
    today: datetime.date,
) -> Relief:
    """Ask for relief for a household; what the rule gives is computed at once, an amount over the cap is cut.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may ask for relief in the union of the household's head.
        UnionEnded: if that union is no longer in force.
        NothingLeft: if the cap of the kind is used up.
        BillUsed: if relief was asked for by the same bill.
        InvalidNumber, Refused: at the field that is wrong; without a file where the kind needs one.
    """
    household = locked(household)
    actor.require(Permission.APPLY, household.union)
    check_in_force(household.union)
    new = Relief(
        union=household.union,
        household=household,
        kind=kind,
        year=today.year,
        applied_on=today,
    )
    values = _columns(new, applied, situation, beneficiary, bills, bill_number, today)
    _set(new, values | _card(card, file_of(household)))
    try:
        with transaction.atomic():
            begin(new, actor=actor, today=today)
    except IntegrityError as error:
        raise _bill_used() from error
    return new


@transaction.atomic
def correct_relief(
    *,
    actor: Actor,
    relief: Relief,
    applied: Decimal,
    situation: str,
    beneficiary: HouseholdMember | None = None,
    bills: Bills | None = None,
    bill_number: str = "",
    card: Card = Card(),  # noqa: B008 - immutable
    today: datetime.date,
    version: int | None = None,
) -> Relief:
    """Put an application for relief right before it is reviewed; it is computed anew by the same day's rules.

    Raises:
        As `apply_for_relief`; NotNow: once it was reviewed or decided; Stale: if it was changed since.
    """
    relief = locked(relief)
    actor.require(Permission.APPLY, relief.union)
    check_version(relief, version)
    if relief.state not in CORRECTABLE:
        raise NotNow(
            _("In the state “%(state)s” nothing is written over.") % {"state": relief.get_state_display()},
            remedy=_("It can be returned for correction."),
        )
    values = _columns(relief, applied, situation, beneficiary, bills, bill_number, today)
    try:
        with transaction.atomic():
            row = write(relief, values | card.columns())
    except IntegrityError as error:
        raise _bill_used() from error
    record(actor, "hardship.relief_corrected", relief, changes=[row] if row else [])
    return relief


def bills_of(relief: Relief) -> Bills | None:
    """The bills of medical relief, opened."""
    if relief.bills is None:
        return None
    told: dict[str, str] = json.loads(unseal(relief.bills))
    return Bills(**{name: Decimal(amount) for name, amount in told.items() if name != "number"})


def bill_number_of(relief: Relief) -> str:
    """The number of the bill of medical relief, opened."""
    return str(json.loads(unseal(relief.bills)).get("number", "")) if relief.bills is not None else ""


def _columns(
    relief: Relief,
    applied: Decimal,
    situation: str,
    beneficiary: HouseholdMember | None,
    bills: Bills | None,
    bill_number: str,
    today: datetime.date,
) -> dict[str, Any]:
    """The columns of an application, checked and computed."""
    file = file_of(relief.household)
    line, caps = (relief.line, relief.caps) if relief.pk else rules_of(relief.union, relief.applied_on)
    _check_file(relief.kind, file, caps.typed.needs_file)
    if not situation.strip():
        raise Refused(_("The situation is missing."), remedy=_("Say what the help is for."), field="situation")
    if applied <= 0:
        raise Refused(_("The amount is not more than 0."), remedy=_("Enter what is asked for."), field="applied")
    _check_beneficiary(relief, beneficiary, today)
    medical = relief.kind == ReliefKind.MEDICAL
    if medical and (bills is None or not bills.self_paid or not bill_number.strip()):
        raise Refused(
            _("Medical relief needs the number of the bill, and costs that were borne by oneself."),
            remedy=_("Enter the bill, with what insurance and others have paid of it."),
            field="bill_number" if not bill_number.strip() else "total",
        )
    used = approved_before(relief.kind, relief.household, relief.year, beneficiary, but=relief.pk)
    computed = computed_by(
        relief.kind,
        applied=yuan(applied),
        line=line,
        caps=caps,
        used=used,
        category=file.category if file is not None else "",
        bills=bills,
        day=relief.applied_on,
        region=region_of(relief.union),
    )
    number = "".join(bill_number.split()).upper()
    return {
        "file": file if file is not None and file.status != FileStatus.CLOSED else None,
        "beneficiary": beneficiary,
        "situation": seal(situation.strip()),
        "bills": seal(_bill_text(bills, number)) if medical and bills is not None else None,
        "bill_digest": lookup_digest(number) if medical else None,
        "applied_fen": yuan(applied),
        "computed_fen": computed.amount,
        "steps": seal(computed.as_text()),
        "line": line,
        "caps": caps,
    }


def _bill_text(bills: Bills, number: str) -> str:
    return json.dumps({**{name: str(amount) for name, amount in asdict(bills).items()}, "number": number})


def _check_file(kind: str, file: HardshipFile | None, needing: Sequence[str]) -> None:
    if kind not in needing or (file is not None and file.status == FileStatus.FILED):
        return
    state = FileStatus(file.status).label if file is not None else _("none")
    raise Refused(
        _("%(kind)s needs a file; the household's is: %(state)s.") % {"kind": ReliefKind(kind).label, "state": state},
        remedy=_("Ask that a file be opened first, or for temporary relief."),
        field="kind",
    )


def _check_beneficiary(relief: Relief, beneficiary: HouseholdMember | None, today: datetime.date) -> None:
    if beneficiary is None:
        if relief.kind in FOR_SOMEBODY:
            raise Refused(
                _("Whom the help is for is missing."), remedy=_("Choose the student or patient."), field="beneficiary"
            )
        return
    if beneficiary.pk not in {row.pk for row in household_members(relief.household, today)}:
        raise Refused(
            _("This person does not belong to the household."), remedy=_("Choose again."), field="beneficiary"
        )


def _card(card: Card, file: HardshipFile | None) -> dict[str, Any]:
    """The card given, else that of the file."""
    known = (
        {"account": file.account, "account_digest": file.account_digest, "bank": file.bank}
        if file is not None and file.account is not None
        else {}
    )
    return known | card.columns()


def _set(relief: Relief, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(relief, name, value)


def _bill_used() -> BillUsed:
    return BillUsed(
        _("Relief was asked for by this bill already."), remedy=_("Look for that application."), field="bill_number"
    )
