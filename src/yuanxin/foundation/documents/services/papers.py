"""Papers handed out, and the numbers given to official ones."""

import datetime
import re
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, record_export, snapshot
from yuanxin.foundation.documents.choices import Permission
from yuanxin.foundation.documents.models import AgencyMark, DocumentNumber, NumberSeries
from yuanxin.foundation.documents.papers.declared import Paper
from yuanxin.foundation.documents.services.files import plain_name
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.models import Union

MARK = re.compile(r"[\u4e00-\u9fff]{2,20}")


class NoAgencyMark(Refused):
    """The union that is to number a paper has no mark yet."""


class NotYet(Refused):
    """The record has not come far enough for the paper."""


@transaction.atomic
def hand_out(*, actor: Actor, paper: Paper, target: Any, today: datetime.date) -> tuple[str, bytes]:
    """The name and the content of a record's paper; told to the log as an export. An official paper gets its number.

    Raises:
        NotAllowed, OutOfScope: without the paper's permission over the record's union.
        NotYet: if the record has not come far enough.
        NoAgencyMark: if the union that is to number it has no mark.
    """
    actor.require(paper.permission, target.union)
    if not paper.when(target):
        raise NotYet(_("“%(paper)s” cannot be made of this record yet.") % {"paper": paper.label})
    number = issue_number(actor=actor, paper=paper, target=target, today=today) if paper.numbered_by else None
    # What writes Word files is loaded with the first of them; commands and pages start without it.
    from yuanxin.foundation.documents.papers.filling import filled

    content = filled(paper, target, number)
    name = plain_name(f"{paper.file_name(target)}.docx")
    told = {"number": str(number)} if number else {}
    record_export(
        actor, target._meta.label_lower, rows=1, reason=str(paper.label), union=target.union_id, label=name, **told
    )
    return name, content


@transaction.atomic
def issue_number(*, actor: Actor, paper: Paper, target: Any, today: datetime.date) -> DocumentNumber:
    """The number of a record's paper: given now, if it has none. The caller has checked that `actor` may.

    The series' row stays locked until the transaction ends, and what is rolled back leaves no gap.

    Raises:
        NoAgencyMark: if the numbering union has no mark.
    """
    given = DocumentNumber.objects.of(target).filter(paper=paper.code).first()
    if given is not None:
        return given
    union: Union = target
    for step in paper.numbered_by.split("__"):
        union = getattr(union, step)
    mark = AgencyMark.objects.filter(union=union).first()
    if mark is None:
        raise NoAgencyMark(
            _("%(union)s has no agency mark yet, so its papers cannot be numbered.") % {"union": union},
            remedy=_("Enter it under System, Document numbers."),
        )
    dated_on = paper.context(target).get("dated_on", today)
    series, _created = NumberSeries.objects.get_or_create(union=union, year=dated_on.year)
    NumberSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
    # Asked again behind the lock: of two who come at once for one paper, the second takes the first one's number.
    given = DocumentNumber.objects.of(target).filter(paper=paper.code).first()
    if given is not None:
        NumberSeries.objects.filter(pk=series.pk).update(last=F("last") - 1)
        return given
    series.refresh_from_db()
    number = DocumentNumber.objects.create(
        union=union,
        mark=mark.mark,
        year=series.year,
        number=series.last,
        paper=paper.code,
        kind=target._meta.label_lower,
        object_id=target.pk,
        object_label=str(target)[:200],
        given_on=today,
        given_by=actor.label,
    )
    changes = [RowChange(number, None, snapshot(number))]
    record(actor, "documents.numbered", target, union=union.pk, changes=changes, number=str(number))
    return number


@transaction.atomic
def set_agency_mark(*, actor: Actor, union: Union, mark: str, today: datetime.date) -> AgencyMark:
    """Set the mark that the union's document numbers begin with from now on.

    Raises:
        NotAllowed, OutOfScope: without the right over the union.
        Refused: for a mark that is not two to twenty Chinese characters, or that another union has.
    """
    actor.require(Permission.SET_MARK, union)
    mark = mark.strip()
    if not MARK.fullmatch(mark):
        raise Refused(_("An agency mark is two to twenty Chinese characters, such as 西总工."), field="mark")
    if AgencyMark.objects.filter(mark=mark).exclude(union=union).exists():
        raise Refused(_("Another union has this mark."), remedy=_("Choose another one."), field="mark")
    standing = AgencyMark.objects.select_for_update().filter(union=union).first()
    before = snapshot(standing) if standing else None
    changed = standing or AgencyMark(union=union)
    changed.mark = mark
    changed.save()
    record(actor, "documents.mark_set", changed, changes=[RowChange(changed, before, snapshot(changed))], mark=mark)
    return changed
