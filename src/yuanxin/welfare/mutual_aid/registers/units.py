"""单位参保台账 and the receipts of its fees."""

import datetime
from typing import Any

from django import forms
from django.db import models
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.papers.sections import Papers
from yuanxin.foundation.documents.sections import Attachments
from yuanxin.foundation.flow.columns import Deadline, State, Steps
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    BulkAction,
    Column,
    DateColumn,
    Export,
    Facts,
    Filter,
    NumberColumn,
    Period,
    Register,
    Related,
    Section,
)
from yuanxin.foundation.ui.registers.sections import once
from yuanxin.welfare.mutual_aid.choices import EnrolmentKind, Permission, UnitState
from yuanxin.welfare.mutual_aid.models import FeeReceipt, Scheme, UnitEnrolment
from yuanxin.welfare.mutual_aid.queries.units import due_of, gone_from, on_list, received_for
from yuanxin.welfare.mutual_aid.services.checking import check_all
from yuanxin.welfare.mutual_aid.states import UNIT_FLOW


class SchemeFilter(Filter):
    """One of the schemes."""

    def fields(self) -> dict[str, forms.Field]:
        schemes = [(str(each.pk), str(each)) for each in Scheme.objects.all()]
        return {
            self.key: forms.ChoiceField(choices=[("", gettext("All")), *schemes], required=False, label=str(self.label))
        }

    def words(self, value: Any) -> str:
        return str(Scheme.objects.filter(pk=value).first() or value)


def is_draft(unit: UnitEnrolment) -> bool:
    """Whether people can be put on its list."""
    return unit.state == UnitState.DRAFT


def gives_back(unit: UnitEnrolment) -> bool:
    """Whether money was paid for a list that is being made again: some of it may have to be given back."""
    return is_draft(unit) and once(unit, received_for, unit) > ZERO


def asked_of(unit: UnitEnrolment) -> str:
    """The unit's scheme and union, as addresses carry them."""
    return urlencode({"scheme": str(unit.scheme_id), "union": unit.union.code})


def listed_at(unit: UnitEnrolment) -> str:
    """The list of all who are enrolled through the unit's union in its scheme."""
    return f"{reverse('mutual_aid:enrolment-list')}?{asked_of(unit)}"


def imported_at(unit: UnitEnrolment) -> str:
    """Where the roster of the unit is brought in."""
    return f"{reverse('mutual_aid:rosters:upload')}?{asked_of(unit)}"


def imported_units_at(batch: Batch) -> str:
    """The units of a roster's scheme at the union it was brought into, and below."""
    asked = urlencode({"scheme": batch.answers.get("scheme", ""), "union": batch.union.code})
    return f"{UNITS.url()}?{asked}"


class List(Section):
    """Who is on the list: how many, what is due, who stands in the way, and the ways to change it."""

    label = _("List and fee")
    template = "mutual_aid/list.html"

    def context(self, request: ActorRequest, record: UnitEnrolment) -> dict[str, Any]:
        may_enrol = request.actor.may(Permission.ENROL, record.union)
        received = once(record, received_for, record)
        kinds = list(on_list(record).order_by("kind").values_list("kind").annotate(models.Count("pk")))
        return {
            "unit": record,
            "persons": sum(count for _kind, count in kinds),
            "received": received,
            "due": due_of(record, received=received),
            "gone": list(gone_from(record).select_related("person")[:20]) if record.state in ("draft", "paid") else [],
            "kinds": [{"label": EnrolmentKind(kind).label, "count": count} for kind, count in kinds],
            "list_url": listed_at(record),
            "import_url": imported_at(record),
            "changes": is_draft(record) and may_enrol,
        }


def check(actor: Actor, rows: models.QuerySet[UnitEnrolment], today: datetime.date) -> str:
    """Check the ticked units whose fee is paid."""
    checked, refused = check_all(actor=actor, units=list(rows.select_related(*UNIT_FLOW.related)), today=today)
    told = gettext("Checked %(checked)s units.") % {"checked": checked}
    return " ".join([told, *refused[:REFUSALS_TOLD]])


REFUSALS_TOLD = 5


class UnitRegister(Register):
    """单位参保台账: each union's enrolment in a scheme, from its list to the end of the scheme."""

    model = UnitEnrolment
    advice = _("Begin a list, or import the roster: the list of each union is begun by it.")
    columns = (
        Column("union", css="wrapping"),
        "scheme",
        "kind",
        NumberColumn("persons"),
        "fee",
        DateColumn("paid_on"),
        DateColumn("effective_from"),
        State(UNIT_FLOW),
        Deadline(),
    )
    filters = (SchemeFilter("scheme"), "state", "union", "kind", Period("submitted_on"))
    search = ("union__name",)
    search_hint = _("Name of the union")
    actions = (
        Action(
            _("Import a roster"), "mutual_aid:rosters:upload", Permission.ENROL, "upload", record=False, primary=True
        ),
        Action(_("Begin a list"), "mutual_aid:unitenrolment-new", Permission.ENROL, "plus", record=False),
        Action(_("Renew from last time"), "mutual_aid:renewal", Permission.ENROL, record=False),
        Action(_("Put a person on the list"), "mutual_aid:unitenrolment-person", Permission.ENROL, when=is_draft),
        Action(_("Enter money given back"), "mutual_aid:unitenrolment-pay", Permission.ENROL, when=gives_back),
    )
    bulk_actions = (
        BulkAction(
            "check",
            _("List and fee are right"),
            Permission.CHECK,
            check,
            _("The ticked units whose fee is paid are checked; their members are enrolled."),
        ),
    )
    export = Export(Permission.CHECK)
    detail = (
        Facts(
            "union", "scheme", "kind", "renews", NumberColumn("persons"), "per_head", "fee", DateColumn("submitted_on"),
            DateColumn("paid_on"), DateColumn("checked_on"), DateColumn("effective_from"), "payer", "bank",
        ),
        List(),
        Related(
            _("People on the list"),
            lambda unit: on_list(unit).order_by("person__pinyin", "pk"),
            (Column("person__name", _("Full name")), "kind", "state", DateColumn("effective_from"),
             DateColumn("effective_to"), DateColumn("waiting_until")),
            link="mutual_aid:enrolment-detail",
            all_at=listed_at,
        ),
        Related(
            _("Receipts"),
            lambda unit: FeeReceipt.objects.filter(unit=unit).order_by("received_on", "pk"),
            ("number", DateColumn("received_on"), "amount", "payer"),
        ),
        Attachments(),
        Papers(),
        Steps(),
        Timeline(),
    )  # fmt: skip


UNITS = UnitRegister()
