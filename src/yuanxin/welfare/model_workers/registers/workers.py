"""劳模台账, and the holders of honours who have no file yet."""

import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.papers import Papers
from yuanxin.foundation.documents.sections import Attachments
from yuanxin.foundation.flow.columns import State
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.masking import masked_bank_account, masked_phone
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.ui.registers import (
    Action,
    AmountColumn,
    BulkAction,
    ChipColumn,
    Column,
    DateColumn,
    Export,
    Facts,
    MaskedColumn,
    Register,
    Related,
    YearColumn,
)
from yuanxin.growth.honours.models import Honour
from yuanxin.organisation.members.models import Person
from yuanxin.organisation.members.queries import finding
from yuanxin.welfare.model_workers import services
from yuanxin.welfare.model_workers.choices import Permission, WorkerState
from yuanxin.welfare.model_workers.models import Benefit, IncomeStatement, MedicalClaim, ModelWorker, WorkerSpell
from yuanxin.welfare.model_workers.queries.workers import unregistered
from yuanxin.welfare.model_workers.registers.sections import OtherHelp
from yuanxin.welfare.model_workers.registers.surveys import INCOME
from yuanxin.welfare.model_workers.services.claims import CLAIMING
from yuanxin.welfare.model_workers.states import BENEFIT_FLOW, CLAIM_FLOW

COLOURS: dict[str, str] = {
    WorkerState.ACTIVE: "done",
    WorkerState.DECEASED: "closed",
    WorkerState.REVOKED: "overdue",
    WorkerState.MOVED_OUT: "closed",
    WorkerState.MISTAKE: "closed",
}
CARD = MaskedColumn("account", reveal=unseal, mask=masked_bank_account)


def is_active(worker: ModelWorker) -> bool:
    """Whether the district serves the model worker."""
    return worker.state == WorkerState.ACTIVE


def may_claim(worker: ModelWorker) -> bool:
    """Whether treatment can be claimed for: the family of who died claims that of before."""
    return worker.state in CLAIMING


def register_ticked(actor: Actor, rows: models.QuerySet[Any], today: datetime.date) -> str:
    """Open the files of the ticked holders."""
    persons = [honour.person for honour in rows.select_related("person__union")]
    number = len(services.register_together(actor=actor, persons=persons, today=today))
    return ngettext(
        "%(number)s model worker is registered.", "%(number)s model workers are registered.", number
    ) % {"number": number}  # fmt: skip


class WorkerRegister(Register):
    """劳模台账, by level."""

    model = ModelWorker
    order = "level"
    columns = (
        Column("person", _("Full name")),
        Column("level", sort="level"),
        Column("union", _("Union that serves"), css="wrapping"),
        "employment",
        "insurance",
        CARD,
        ChipColumn("state", COLOURS),
    )
    filters = ("level", "state", "union", "employment", "insurance")
    search_hint = _("Name, pinyin, document number; name and its last four characters")
    advice = _("Holders of a model worker's title are offered for registration; open “Model workers to register”.")
    actions = (
        Action(_("Register a model worker"), "model_workers:modelworker-new", Permission.EDIT, "plus", record=False,
               primary=True),
        Action(_("Apply for special relief"), "model_workers:benefit-new", Permission.APPLY, when=is_active),
        Action(_("Enter a medical claim"), "model_workers:medicalclaim-new", Permission.CLAIM, when=may_claim),
        Action(_("Correct the file"), "model_workers:modelworker-edit", Permission.EDIT),
        Action(_("Show what is sealed"), "model_workers:modelworker-private", Permission.VIEW_PRIVATE, "eye"),
        Action(_("Served by another union"), "model_workers:modelworker-serve", Permission.EDIT, when=is_active),
        Action(_("Moves to another district"), "model_workers:modelworker-leave", Permission.EDIT, when=is_active),
        Action(_("Enter the death"), "model_workers:modelworker-death", Permission.EDIT, when=is_active),
        Action(_("Entered by mistake"), "model_workers:modelworker-annul", Permission.EDIT, when=is_active),
    )  # fmt: skip
    export = Export(Permission.EXPORT, Permission.VIEW_PRIVATE)
    detail = (
        Facts(
            Column("person", _("Full name")), Column("level"), "honour", Column("union", _("Union that serves")),
            "employment", DateColumn("retired_on"), "insurance", CARD, "bank", "contact_name",
            MaskedColumn("contact_phone", reveal=unseal, mask=masked_phone), "moved_from", "moved_to",
            DateColumn("died_on"), "note", wide=("note",),
        ),
        Related(
            _("Honours"),
            lambda worker: Honour.objects.filter(person=worker.person_id).order_by("-awarded_on", "-pk"),
            (Column("title"), Column("title__level"), YearColumn("year"), DateColumn("awarded_on"),
             DateColumn("withdrawn_on")),
            link="honours:honour-detail",
        ),
        Related(
            _("Benefits"),
            lambda worker: Benefit.objects.filter(worker=worker).order_by("-submitted_on", "-pk"),
            (Column("what", _("Kind of benefit")), YearColumn("year"), AmountColumn("computed"),
             AmountColumn("applied"), AmountColumn("approved"), AmountColumn("paid"), State(BENEFIT_FLOW)),
            permission=Permission.VIEW_MONEY,
            link="model_workers:benefit-detail",
        ),
        Related(
            _("Medical claims"),
            lambda worker: MedicalClaim.objects.filter(worker=worker).order_by("-submitted_on", "-pk"),
            (DateColumn("submitted_on"), AmountColumn("computed"), AmountColumn("applied"), AmountColumn("approved"),
             AmountColumn("paid"), State(CLAIM_FLOW)),
            permission=Permission.VIEW_MONEY,
            link="model_workers:medicalclaim-detail",
        ),
        Related(
            _("Incomes stated"),
            lambda worker: IncomeStatement.objects.filter(worker=worker).order_by("-survey__year", "-pk"),
            (Column("survey"), "employment", INCOME, DateColumn("stated_on")),
            permission=Permission.VIEW_MONEY,
            link="model_workers:incomestatement-detail",
        ),
        Related(
            pgettext_lazy("model worker", "Times on the register"),
            lambda worker: WorkerSpell.objects.filter(worker=worker).order_by("begins_on", "pk"),
            ("union", Column("level"), DateColumn("begins_on"), DateColumn("ends_on"), "end_kind"),
        ),
        OtherHelp(place="tab"),
        Papers(),
        Attachments(permission=Permission.VIEW_PRIVATE),
        Timeline(),
    )  # fmt: skip

    def find(self, rows: models.QuerySet[Any], text: str, actor: Actor) -> models.QuerySet[Any]:
        return rows.filter(person__in=finding(Person.objects.all(), text).values("pk"))


class CandidateRegister(Register):
    """Who holds a model worker's title and has no file (待建档): the highest honour of each."""

    model = Honour
    name = "candidate"
    title = _("Model workers to register")
    permission = Permission.EDIT
    order = "id"
    columns = (
        Column("holder_name"),
        "title",
        Column("title__level"),
        Column("person__union", pgettext_lazy("model worker", "Own union"), css="wrapping"),
        DateColumn("awarded_on"),
    )
    filters = ("title__level", "union")
    search = ("holder_name",)
    advice = _("Everybody who holds a model worker's title has a file.")
    bulk_actions = (
        BulkAction(
            "register",
            _("Register the ticked"),
            Permission.EDIT,
            register_ticked,
            _("Each is served by the own union; whether employed or retired is told by the age, and corrected later."),
        ),
    )

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return unregistered(actor, clock.today())


OF_A_PERSON = Related(
    pgettext_lazy("model worker", "Model worker"),
    lambda person: ModelWorker.objects.filter(person=person),
    (Column("person", _("Full name")), Column("level"), Column("union", _("Union that serves")),
     ChipColumn("state", COLOURS)),
    permission=Permission.VIEW,
    link="model_workers:modelworker-detail",
)  # fmt: skip

WORKERS = WorkerRegister()
CANDIDATES = CandidateRegister()
