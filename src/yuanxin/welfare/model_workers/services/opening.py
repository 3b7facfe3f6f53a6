"""What stands sealed about an application, shown to who says why."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from yuanxin.foundation.audit.services import record_clear_view
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.welfare.model_workers.choices import Permission, ReliefCause
from yuanxin.welfare.model_workers.models import Entitlement, MedicalClaim
from yuanxin.welfare.model_workers.queries.computing import computation_of
from yuanxin.welfare.model_workers.rules.steps import told


@dataclass(frozen=True, slots=True)
class Opened:
    """What an application was computed from: every step, the cause of relief, the diagnosis of a claim."""

    steps: list[str]
    cause: str = ""
    diagnosis: str = ""


@transaction.atomic
def open_basis(*, actor: Actor, entitlement: Any, reason: str, today: datetime.date) -> Opened:
    """What stands sealed about a benefit or a claim, in clear; the view itself goes into the log, with its reason.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may see private values in its union.
        Refused: without a reason.
    """
    actor.require(Permission.VIEW_PRIVATE, entitlement.union)
    is_claim = isinstance(entitlement, MedicalClaim)
    record_clear_view(actor, entitlement, ["basis", "diagnosis"] if is_claim else ["basis"], reason)
    return opened(entitlement)


def opened(entitlement: Entitlement) -> Opened:
    """The sealed parts of an application."""
    kept = computation_of(entitlement)
    cause = kept.inputs.get("cause", "") if kept is not None else ""
    diagnosis = getattr(entitlement, "diagnosis", None)
    return Opened(
        steps=told(kept.steps) if kept is not None else [],
        cause=str(ReliefCause(cause).label) if cause in ReliefCause.values else "",
        diagnosis=unseal(diagnosis) if diagnosis else "",
    )
