"""Medical claims: bills entered, computed, corrected."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.services import act, begin
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.kernel.sealed import seal
from yuanxin.foundation.unions.services.writing import check_not_future, check_version, locked, write
from yuanxin.welfare.model_workers.choices import EntitlementState, Permission, Purpose, WorkerState
from yuanxin.welfare.model_workers.models import MedicalBill, MedicalClaim, ModelWorker
from yuanxin.welfare.model_workers.queries.computing import costs_of, reimbursement_of
from yuanxin.welfare.model_workers.queries.workers import district_of
from yuanxin.welfare.model_workers.services.applying import applied_amount, check_something
from yuanxin.welfare.model_workers.services.filings import open_filing
from yuanxin.welfare.model_workers.services.spells import NotActive

# Whoever died may have paid for treatment before; the family claims it.
CLAIMING = (WorkerState.ACTIVE, WorkerState.DECEASED)
MOST_BILLS = 20


class InvoiceUsed(Refused):
    """An invoice was claimed before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """One invoice as it is entered."""

    invoice: str
    billed_on: datetime.date
    hospital: str
    total: Decimal
    pooled: Decimal = ZERO
    aided: Decimal = ZERO
    insured: Decimal = ZERO
    excluded: Decimal = ZERO


@transaction.atomic
def submit_claim(
    *,
    actor: Actor,
    worker: ModelWorker,
    treated_from: datetime.date,
    treated_to: datetime.date,
    bills: Sequence[Bill],
    today: datetime.date,
    diagnosis: str = "",
    payee_name: str = "",
    applied: Decimal | None = None,
    reason: str = "",
) -> MedicalClaim:
    """Enter what a model worker paid for treatment; it goes into the filing of the half-year.

    Deductible and cap count over the claims of a year. A claim over the cap is cut and says so.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may enter claims in the serving union.
        NotActive: if the title was withdrawn, or the model worker moved away.
        InvoiceUsed: if one of the invoices was claimed before, here or elsewhere.
        NothingComputed: if nothing comes of it; the bills may be claimed with later ones.
        Refused: at the field that is wrong.
    """
    worker = locked(worker)
    actor.require(Permission.CLAIM, worker.union)
    if worker.state not in CLAIMING:
        raise NotActive(
            _("%(name)s is not on the register: %(state)s.") % {"name": worker, "state": worker.get_state_display()}
        )
    check_days(treated_from, treated_to, today)
    check_bills(bills, today)
    policy, computed = reimbursement_of(worker, costs_of(bills), year=today.year, today=today)
    check_something(computed)
    amount = applied_amount(computed, applied, reason)
    filing = open_filing(
        purpose=Purpose.MEDICAL,
        level=None,
        year=today.year,
        union=district_of(worker.union),
        actor=actor,
        today=today,
    )
    claim = MedicalClaim(
        union=worker.union,
        worker=worker,
        filing=filing,
        level=worker.level,
        year=today.year,
        computed=computed.amount,
        applied=amount,
        reason=(reason.strip() or computed.cut)[:500],
        policy=policy,
        basis=seal(computed.dumped()),
        payee_name=payee_name.strip(),
        submitted_on=today,
        treated_from=treated_from,
        treated_to=treated_to,
        diagnosis=seal(diagnosis.strip()) if diagnosis.strip() else None,
    )
    claim = begin(claim, actor=actor, today=today)
    rows = insert_bills(claim, bills)
    record(actor, "model_workers.bills_entered", claim, changes=rows, count=len(rows))
    return claim


@transaction.atomic
def resubmit_claim(
    *,
    actor: Actor,
    claim: MedicalClaim,
    bills: Sequence[Bill],
    today: datetime.date,
    version: int,
    applied: Decimal | None = None,
    reason: str = "",
) -> MedicalClaim:
    """Correct the bills of a returned claim, compute it anew, and send it in again; the former bills stay on record.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may enter claims in its union.
        NotPossible: if it was not returned.
        Stale: if somebody else dealt with it since.
        InvoiceUsed, NothingComputed, Refused: as `submit_claim`.
    """
    current = locked(claim)
    actor.require(Permission.CLAIM, current.union)
    check_version(current, version)
    if current.state != EntitlementState.RETURNED:
        return act(current, "resubmit", actor=actor, today=today)
    check_bills(bills, today)
    rows = void_bills(current)
    policy, computed = reimbursement_of(
        current.worker, costs_of(bills), year=current.year, today=today, without=current.pk
    )
    check_something(computed)
    rows += insert_bills(current, bills)
    values = {
        "computed": computed.amount,
        "applied": applied_amount(computed, applied, reason),
        "reason": (reason.strip() or computed.cut)[:500],
        "policy": policy,
        "basis": seal(computed.dumped()),
    }
    row = write(current, values)
    record(actor, "model_workers.bills_entered", current, changes=[*rows, *([row] if row else [])], count=len(bills))
    return act(current, "resubmit", actor=actor, today=today)


def check_days(treated_from: datetime.date, treated_to: datetime.date, today: datetime.date) -> None:
    """Refuse days of treatment in the wrong order, or to come."""
    check_not_future(treated_to, today, "treated_to")
    if treated_to < treated_from:
        raise Refused(_("The treatment ends before it begins."), field="treated_to")


def check_bills(bills: Sequence[Bill], today: datetime.date) -> None:
    """Refuse no bills, too many, an invoice twice, negative amounts, and parts that are more than the whole."""
    if not bills:
        raise Refused(_("Enter at least one bill."), field="invoice_1")
    if len(bills) > MOST_BILLS:
        raise Refused(_("A claim has at most %(count)s bills.") % {"count": MOST_BILLS})
    seen: set[str] = set()
    for place, bill in enumerate(bills, start=1):
        if not bill.invoice.strip():
            raise Refused(_("The number of the invoice is missing."), field=f"invoice_{place}")
        if bill.invoice.strip() in seen:
            raise Refused(
                _("Invoice %(number)s stands twice here.") % {"number": bill.invoice}, field=f"invoice_{place}"
            )
        seen.add(bill.invoice.strip())
        check_not_future(bill.billed_on, today, f"billed_on_{place}")
        parts = (bill.pooled, bill.aided, bill.insured, bill.excluded)
        if bill.total <= 0 or min(parts) < 0:
            raise Refused(_("The cost is more than 0, and no part of it less."), field=f"total_{place}")
        if sum(parts) > bill.total:
            raise Refused(
                _("The parts paid by others come to more than the whole cost of %(total)s yuan.")
                % {"total": bill.total},
                remedy=_("Compare them with the invoice."),
                field=f"total_{place}",
            )


def insert_bills(claim: MedicalClaim, bills: Sequence[Bill]) -> list[RowChange]:
    """Keep the bills of a claim.

    Raises:
        InvoiceUsed: if one was claimed before.
    """
    numbers = [bill.invoice.strip() for bill in bills]
    used = MedicalBill.objects.filter(invoice__in=numbers, void=False).values_list("invoice", flat=True).first()
    if used is not None:
        raise _used(used)
    rows = [MedicalBill(claim=claim, **asdict(bill) | {"invoice": bill.invoice.strip()}) for bill in bills]
    try:
        with transaction.atomic():
            MedicalBill.objects.bulk_create(rows)
    except IntegrityError as error:
        raise _used(numbers[0]) from error
    return [RowChange(row, None, snapshot(row)) for row in rows]


def void_bills(claim: MedicalClaim) -> list[RowChange]:
    """Let the invoices of a claim be claimed anew."""
    rows = MedicalBill.objects.select_for_update(no_key=True).filter(claim=claim, void=False).order_by("pk")
    return [each for row in rows if (each := write(row, {"void": True})) is not None]


def _used(invoice: str) -> InvoiceUsed:
    return InvoiceUsed(
        _("Invoice %(number)s was claimed before; an invoice is reimbursed once.") % {"number": invoice},
        remedy=_("Look at the number on the paper, or leave the bill out."),
    )
