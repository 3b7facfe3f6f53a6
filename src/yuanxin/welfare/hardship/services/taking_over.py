"""Files that were kept elsewhere before the district came to work here: entered as they stand, nothing decided anew."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.sealed import seal
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.unions.services.writing import check_in_force, check_not_future, locked
from yuanxin.organisation.members.models import Household
from yuanxin.welfare.hardship.choices import Channel, FileStatus, Permission, RequestKind, RequestState, SpellBegin
from yuanxin.welfare.hardship.models import FileRequest, FileSpell, HardshipFile
from yuanxin.welfare.hardship.queries.files import file_of, region_of
from yuanxin.welfare.hardship.rules.declared import Declared
from yuanxin.welfare.hardship.rules.files import months_after
from yuanxin.welfare.hardship.rules.policies import REVIEW_MONTHS
from yuanxin.welfare.hardship.services.deciding import file_number
from yuanxin.welfare.hardship.services.requests import Card, check_free


class OnFile(Refused):
    """The household has a file here already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was kept of a file: since when it is open, in which category, when it was looked into last.

    Without a `number` it is given one like every new file. `authorised_on` is the day of the household's written word.
    """

    category: str
    opened_on: datetime.date
    authorised_on: datetime.date
    rechecked_on: datetime.date | None = None
    number: str = ""
    paired_with: str = ""


@transaction.atomic
def take_over_file(
    *,
    actor: Actor,
    household: Household,
    kept: Kept,
    declared: Declared,
    card: Card | None = None,
    today: datetime.date,
    pk: int | None = None,
) -> HardshipFile:
    """Enter an open file as it was kept, in the stock since the day it was opened; `pk` is an id reserved for it.

    What the household declared stands with a request marked as taken over: no step of anybody is made up for it. The
    next re-check is due by the rules in force, counted from the last one.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may take over files of the union of the household's head.
        UnionEnded: if that union is no longer in force.
        OnFile: if the household has a file, open or closed.
        AlreadyAsked: if something is asked about it.
        InvalidNumber, Refused: at the field that is wrong.
    """
    household = locked(household)
    union = household.union
    actor.require(Permission.LOAD, union)
    check_in_force(union)
    if (known := file_of(household)) is not None:
        raise OnFile(
            _("The household has the file %(number)s already.") % {"number": known.number},
            remedy=_("Enter what is different as a change of circumstances."),
        )
    check_free(household)
    check_not_future(kept.opened_on, today, "opened_on")
    check_not_future(kept.authorised_on, today, "authorised_on")
    region = region_of(union)
    columns = card.columns() if card is not None else {}
    request = FileRequest(
        union=union,
        household=household,
        applicant=household.head,
        kind=RequestKind.OPEN,
        applied_on=kept.opened_on,
        channel=Channel.KEPT,
        authorised_on=kept.authorised_on,
        declared=seal(declared.as_text()),
        category=kept.category,
        approved_on=kept.opened_on,
        state=RequestState.APPROVED,
        **columns,
    )
    request.save(force_insert=True)
    file = HardshipFile(
        pk=pk,
        union=union,
        household=household,
        number=kept.number or file_number(request, region, kept.opened_on),
        status=FileStatus.FILED,
        category=kept.category,
        opened_on=kept.opened_on,
        recheck_due_on=months_after(
            kept.rechecked_on or kept.opened_on, policy(REVIEW_MONTHS, on=today, region=region).of(kept.category)
        ),
        current=request,
        paired_with=kept.paired_with,
        **columns,
    )
    file.save(force_insert=True)
    request.file = file
    request.save(update_fields=["file"])
    spell = FileSpell.objects.create(
        file=file, union=union, category=kept.category, begins_on=kept.opened_on, begin_kind=SpellBegin.OPENED
    )
    changes = [RowChange(row, None, snapshot(row)) for row in (request, file, spell)]
    record(actor, "hardship.file_taken_over", file, changes=changes)
    return file
