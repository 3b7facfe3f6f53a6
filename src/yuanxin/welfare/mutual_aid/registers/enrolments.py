"""参保人员台账: who is enrolled, and a person's own cover on the page of the person."""

import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    BulkAction,
    ChipColumn,
    Column,
    DateColumn,
    Export,
    Facts,
    Period,
    Register,
    Section,
)
from yuanxin.foundation.ui.registers.sections import TAB
from yuanxin.organisation.members.models import Person
from yuanxin.organisation.members.queries import asks_sealed, finding
from yuanxin.welfare.mutual_aid.choices import EnrolmentState, Permission
from yuanxin.welfare.mutual_aid.models import Enrolment
from yuanxin.welfare.mutual_aid.queries.covers import cover_of_person
from yuanxin.welfare.mutual_aid.registers.units import SchemeFilter
from yuanxin.welfare.mutual_aid.services.lists import strike_off

COLOURS: dict[str, str] = {
    EnrolmentState.LISTED: "due",
    EnrolmentState.VALID: "done",
    EnrolmentState.CANCELLED: "closed",
}


def is_listed(enrolment: Enrolment) -> bool:
    """Whether it stands on a list that is not checked yet."""
    return enrolment.state == EnrolmentState.LISTED


def is_valid(enrolment: Enrolment) -> bool:
    """Whether it counts."""
    return enrolment.state == EnrolmentState.VALID


def strike(actor: Actor, rows: models.QuerySet[Enrolment], today: datetime.date) -> str:
    """Strike the ticked people off the lists that are being made."""
    ticked = list(rows.filter(state=EnrolmentState.LISTED))
    reason = gettext("Ticked on the list")
    struck = strike_off(actor=actor, enrolments=ticked, reason=reason, today=today)
    return gettext("Struck %(count)s people off.") % {"count": struck}


class EnrolmentRegister(Register):
    """参保人员台账. A union that somebody has left keeps the enrolment, not the sealed fields, so none are shown."""

    model = Enrolment
    title = _("People enrolled")
    advice = _("Who is on the list of a unit stands here.")
    columns = (
        Column("person__name", _("Full name")),
        Column("union", css="wrapping"),
        "scheme",
        "kind",
        DateColumn("effective_from"),
        DateColumn("effective_to"),
        DateColumn("waiting_until"),
        ChipColumn("state", COLOURS),
    )
    filters = (SchemeFilter("scheme"), "union", "state", "kind", Period("effective_from"))
    search_hint = _("Name, pinyin, number or phone")
    actions = (
        Action(_("Strike off the list"), "mutual_aid:enrolment-strike", Permission.ENROL, when=is_listed),
        Action(_("End the cover"), "mutual_aid:enrolment-end", Permission.CHECK, when=is_valid),
        Action(_("Undo the enrolment"), "mutual_aid:enrolment-cancel", Permission.CHECK, when=is_valid),
    )
    bulk_actions = (
        BulkAction(
            "strike",
            _("Strike off the list"),
            Permission.ENROL,
            strike,
            _("The ticked people are taken off lists that are not submitted; they can be listed again."),
        ),
    )
    export = Export(Permission.CHECK)
    detail = (
        Facts(
            "person", "scheme", "union", "unit", "kind", DateColumn("effective_from"), DateColumn("effective_to"),
            DateColumn("waiting_until"),
        ),
        Timeline(),
    )  # fmt: skip

    def find(self, rows: models.QuerySet[Any], text: str, actor: Actor) -> models.QuerySet[Any]:
        # A union that someone left must not find out whether a number or phone is that person's present one.
        persons = Person.objects.visible_to(actor) if asks_sealed(text) else Person.objects.all()
        return rows.filter(person__in=finding(persons, text))


class Cover(Section):
    """互助保障 of one person: whether covered today, until when, and what waits; and every scheme so far."""

    label = _("Mutual aid")
    place = TAB
    template = "mutual_aid/cover.html"
    permission = Permission.VIEW

    def context(self, request: ActorRequest, record: Person) -> dict[str, Any]:
        return {"cover": cover_of_person(record, request.today, request.actor)}


ENROLMENTS = EnrolmentRegister()
