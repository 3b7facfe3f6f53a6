"""What is known of a model worker besides the honour: standing, insurance, and what stands sealed."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import record_clear_view
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.masking import masked_bank_account, masked_phone
from yuanxin.foundation.kernel.numbers import InvalidNumber, bank_account_of, phone_of
from yuanxin.foundation.kernel.sealed import seal, unseal
from yuanxin.foundation.unions.services.writing import change, check_version, locked
from yuanxin.welfare.model_workers.choices import Employment, Health, Permission
from yuanxin.welfare.model_workers.models import ModelWorker
from yuanxin.welfare.model_workers.queries.workers import latest_statement
from yuanxin.welfare.model_workers.rules.incomes import average, read

# Their clear values, and how each is shown in a form to who may edit but did not ask to see it.
SEALED = ("health", "account", "contact_phone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What is entered of a model worker, in clear; blank for what is not known."""

    employment: str
    retired_on: datetime.date | None = None
    insurance: str = ""
    health: str = ""
    account: str = ""
    bank: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    note: str = ""

    @classmethod
    def of(cls, worker: ModelWorker) -> "Particulars":
        """What is stored of `worker`, in clear."""
        plain = ("employment", "retired_on", "insurance", "bank", "contact_name", "note")
        opened: dict[str, Any] = {name: unseal(sealed) if (sealed := getattr(worker, name)) else "" for name in SEALED}
        return cls(**{name: getattr(worker, name) for name in plain}, **opened)

    @property
    def masked(self) -> "dict[str, str]":
        """The sealed values as a form shows them, and takes them back as unchanged."""
        return {
            "account": masked_bank_account(self.account) if self.account else "",
            "contact_phone": masked_phone(self.contact_phone) if self.contact_phone else "",
        }


@dataclass(frozen=True, slots=True)
class PrivateValues:
    """What a model worker's sealed values say, for the one page that shows them."""

    health: str
    account: str
    contact_phone: str
    income: str


def checked(particulars: Particulars) -> dict[str, Any]:
    """The columns of a model worker, sealed anew.

    Raises:
        Refused, InvalidNumber: at the field that is wrong.
    """
    if particulars.employment not in Employment.values:
        raise Refused(_("Say whether employed, retired or a farmer."), field="employment")
    values: dict[str, Any] = {
        "employment": particulars.employment,
        "retired_on": particulars.retired_on if particulars.employment == Employment.RETIRED else None,
        "insurance": particulars.insurance,
        "bank": particulars.bank.strip(),
        "contact_name": particulars.contact_name.strip(),
        "note": particulars.note.strip(),
        "health": seal(particulars.health) if particulars.health in Health.values else None,
        "account": None,
        "contact_phone": None,
    }
    for name, check in (("account", bank_account_of), ("contact_phone", phone_of)):
        if written := getattr(particulars, name).strip():
            try:
                values[name] = seal(check(written))
            except InvalidNumber as error:
                error.field = name
                raise
    return values


@transaction.atomic
def correct_worker(
    *, actor: Actor, worker: ModelWorker, particulars: Particulars, today: datetime.date, version: int
) -> ModelWorker:
    """Correct what is known of a model worker; what is given as before stays as it is sealed.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may edit model workers of the serving union.
        Stale: if somebody else changed it since.
        Refused, InvalidNumber: at the field that is wrong.
    """
    current = locked(worker)
    actor.require(Permission.EDIT, current.union)
    check_version(current, version)
    values = checked(particulars)
    before = Particulars.of(current)
    for name in SEALED:
        if getattr(particulars, name) == getattr(before, name):
            # The same value sealed anew would look like a change.
            del values[name]
    change(actor, "model_workers.corrected", current, values)
    return current


@transaction.atomic
def show_private(*, actor: Actor, worker: ModelWorker, reason: str, today: datetime.date) -> PrivateValues:
    """What stands sealed of a model worker, in clear; the view itself goes into the log, with its reason.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may see private values in the serving union.
        Refused: without a reason.
    """
    actor.require(Permission.VIEW_PRIVATE, worker.union)
    record_clear_view(actor, worker, [*SEALED, "incomes"], reason)
    known = Particulars.of(worker)
    statement = latest_statement(worker)
    income = f"{average(read(unseal(statement.incomes)))}" if statement and statement.incomes else ""
    health = str(Health(known.health).label) if known.health else ""
    return PrivateValues(health, known.account, known.contact_phone, income)
