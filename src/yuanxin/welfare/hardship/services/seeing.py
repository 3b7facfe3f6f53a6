"""What is sealed, shown in clear to who may see it, for a reason that the log keeps."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import record_clear_view
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.welfare.hardship.choices import Disability, Health, Permission
from yuanxin.welfare.hardship.models import FileRequest, HardshipFile
from yuanxin.welfare.hardship.queries.files import rows_of


@dataclass(frozen=True, slots=True)
class HealthTold:
    """The health of one member of the household, in words."""

    name: str
    health: str
    disability: str
    illness: str


@transaction.atomic
def show_health(*, actor: Actor, request: FileRequest, reason: str, today: datetime.date) -> list[HealthTold]:
    """Health and illness of everybody in the household; the view goes into the log, with its reason.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may see illness in the request's union.
        Refused: without a reason, or where nothing was declared.
    """
    actor.require(Permission.VIEW_ILLNESS, request.union)
    declared = request.declaration()
    if declared is None:
        raise Refused(_("Nothing was declared here."), remedy=_("Open the request that is in force."))
    record_clear_view(actor, request, ["health", "illness", "disability"], reason)
    rows = rows_of(declared)
    return [
        HealthTold(
            name=rows[each.member].full_name,
            health=str(Health(each.health).label) if each.health else "",
            disability=str(Disability(each.disability).label) if each.disability else "",
            illness=each.illness,
        )
        for each in declared.members
    ]


@transaction.atomic
def show_card(*, actor: Actor, file: HardshipFile, reason: str, today: datetime.date) -> str:
    """The bank card that relief goes to, in clear; the view goes into the log, with its reason.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may see cards in the file's union.
        Refused: without a reason, or where no card is known.
    """
    actor.require(Permission.VIEW_CLEAR, file.union)
    if file.account is None:
        raise Refused(_("No bank card is known."), remedy=_("Enter it with the next request about the file."))
    record_clear_view(actor, file, ["account"], reason)
    return unseal(file.account)
