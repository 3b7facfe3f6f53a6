"""会员台账, 会籍台账 and transfers."""

import datetime
from typing import Any

from django import forms
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.sections import Attachments
from yuanxin.foundation.flow.columns import Deadline, State, Steps
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.masking import masked_number, masked_phone
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    BulkAction,
    Column,
    DateColumn,
    Export,
    Facts,
    Filter,
    Importer,
    MaskedColumn,
    Period,
    Register,
    Related,
    Section,
    YesNoColumn,
)
from yuanxin.organisation.members import services
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.members.models import Card, Membership, Person, Retention, TransferProposal
from yuanxin.organisation.members.queries import asks_sealed, finding, ways_along_pinyin
from yuanxin.organisation.members.registers.cards import StateColumn, issue
from yuanxin.organisation.members.rules import REVERSIBLE_ENDS
from yuanxin.organisation.members.states import TRANSFER_FLOW

FOUND_BY = _("Name, pinyin, number or phone")


def number_column(accessor: str = "document_number") -> MaskedColumn:
    return MaskedColumn(accessor, _("Identity document number"), reveal=unseal, mask=masked_number)


def phone_column(accessor: str = "phone") -> MaskedColumn:
    return MaskedColumn(accessor, _("Mobile phone"), reveal=unseal, mask=masked_phone)


class ActiveFilter(Filter):
    """Active members, former ones, or both."""

    ACTIVE, FORMER = "active", "former"

    def bind(self, model: type[models.Model]) -> Filter:
        self.field, self.label = None, _("Membership")
        return self

    def fields(self) -> dict[str, forms.Field]:
        choices = [("", _("All")), (self.ACTIVE, _("Active")), (self.FORMER, _("Former"))]
        return {self.key: forms.ChoiceField(choices=choices, required=False, label=str(self.label))}

    def condition(self, value: Any) -> models.Q:
        active = models.Q(Exists(Membership.objects.open().filter(person=OuterRef("pk"))))
        return active if value == self.ACTIVE else ~active

    def words(self, value: Any) -> str:
        return gettext("Active") if value == self.ACTIVE else gettext("Former")


class PersonRegister(Register):
    """会员台账: everyone whose membership is, or last was, in the reader's unions."""

    model = Person
    title = _("Members")
    order = "pinyin"
    advice = _("Admit a member, or bring a whole roster in.")
    columns = (
        Column("name", sort="pinyin"),
        number_column(),
        "sex",
        DateColumn("born_on"),
        "union",
        "employer_name",
        "job",
        phone_column(),
        "new_form",
        YesNoColumn("migrant"),
    )
    put_away = ("employer_name", "new_form", "migrant")
    filters = ("union", ActiveFilter("active"), "sex", "employment_form", "new_form", "migrant")
    search_hint = FOUND_BY
    actions = (
        Action(_("Admit a member"), "members:admit", Permission.EDIT, "plus", record=False, primary=True),
        Action(_("Propose a transfer"), "members:transfer-new", Permission.EDIT, record=False),
        Action(_("Correct"), "members:person-edit", Permission.EDIT, primary=True, in_rows=True),
        Action(_("Show in clear"), "members:person-clear", Permission.VIEW_CLEAR),
        Action(_("Household"), "members:household-new", Permission.EDIT_HOUSEHOLDS),
    )
    bulk_actions = (
        BulkAction("cards", _("Issue cards"), Permission.EDIT, issue, _("Each ticked member without a card gets one.")),
    )
    importer = Importer("rosters:upload", Permission.IMPORT, "rosters:template")
    export = Export(Permission.EXPORT, Permission.VIEW_CLEAR)
    detail = (
        Facts(
            "name",
            "document_type",
            number_column(),
            "sex",
            DateColumn("born_on"),
            "ethnicity",
            "political_status",
            "education",
            phone_column(),
            "household_registration",
            YesNoColumn("migrant"),
            "note",
            wide=("note",),
        ),
        Facts("union", "employer", "employer_name", "job", "employment_form", "new_form", label=_("Work")),
        Related(
            _("Memberships"),
            lambda person: Membership.objects.filter(person=person).order_by("-joined_on", "-pk"),
            ("union", DateColumn("joined_on"), "join_kind", DateColumn("left_on"), "leave_kind"),
            link="members:membership-detail",
        ),
        Related(
            _("Transfers"),
            lambda person: TransferProposal.objects.filter(person=person).order_by("-pk"),
            ("union", DateColumn("proposed_on"), State(TRANSFER_FLOW)),
            link="members:transferproposal-detail",
        ),
        Related(
            _("Cards"),
            lambda person: Card.objects.filter(person=person).told().order_by("-issue"),
            ("number", DateColumn("issued_on"), StateColumn()),
            link="members:card-detail",
        ),
        Attachments(),
        Timeline(),
    )

    def find(self, rows: models.QuerySet[Any], text: str, actor: Actor) -> models.QuerySet[Any]:
        return finding(rows, text)

    def ways(self, text: str) -> tuple[models.Q, ...]:
        return ways_along_pinyin(text)


def is_open(spell: Membership) -> bool:
    """Whether the membership has no end."""
    return spell.left_on is None


def is_retained(spell: Membership) -> bool:
    """Whether the membership runs without dues."""
    return is_open(spell) and spell.open_retention is not None


def may_be_retained(spell: Membership) -> bool:
    """Whether the membership runs, and with dues."""
    return is_open(spell) and spell.open_retention is None


def may_be_reopened(spell: Membership) -> bool:
    """Whether the membership ended in a way that the upper union may take back."""
    return spell.left_on is not None and spell.leave_kind in REVERSIBLE_ENDS


def leave(actor: Actor, rows: models.QuerySet[Membership], today: datetime.date) -> str:
    """End the ticked memberships by leaving, today."""
    ended = services.leave_all(actor=actor, memberships=list(rows), left_on=today, today=today)
    return gettext("%(count)s memberships ended today.") % {"count": ended}


class MembershipRegister(Register):
    """会籍台账: spells of membership. A former union keeps the spell, not the sealed fields, so none are shown."""

    model = Membership
    advice = _("A membership begins when a member is admitted or a roster is written.")
    columns = (
        Column("person__name", _("Full name")),
        "union",
        DateColumn("joined_on"),
        "join_kind",
        DateColumn("left_on"),
        "leave_kind",
    )
    filters = ("union", "join_kind", Period("joined_on"), "leave_kind", Period("left_on"))
    search_hint = FOUND_BY
    actions = (
        Action(_("Correct"), "members:membership-edit", Permission.EDIT),
        Action(_("Retain"), "members:membership-retain", Permission.EDIT, when=may_be_retained),
        Action(_("End the retention"), "members:membership-unretain", Permission.EDIT, when=is_retained),
        Action(_("Hand over"), "members:membership-transfer", Permission.EDIT, when=is_open),
        Action(_("End"), "members:membership-leave", Permission.EDIT, in_rows=True, when=is_open),
        Action(_("Propose an expulsion"), "members:membership-expel", Permission.EDIT, when=is_open),
        Action(_("Take the end back"), "members:membership-reopen", Permission.APPROVE_ENDING, when=may_be_reopened),
    )
    bulk_actions = (
        BulkAction(
            "leave",
            _("Leave the union"),
            Permission.EDIT,
            leave,
            _("The ticked memberships end today, by leaving."),
        ),
    )
    export = Export(Permission.EXPORT)
    detail = (
        Facts(
            "person",
            "union",
            DateColumn("joined_on"),
            "join_kind",
            DateColumn("left_on"),
            "leave_kind",
            DateColumn("educated_on"),
        ),
        Related(
            _("Retentions"),
            lambda membership: Retention.objects.filter(membership=membership).order_by("-begins_on"),
            ("kind", DateColumn("begins_on"), DateColumn("ends_on")),
        ),
        Timeline(),
    )

    def find(self, rows: models.QuerySet[Any], text: str, actor: Actor) -> models.QuerySet[Any]:
        # A union that someone left must not find out whether a number or phone is that person's present one.
        persons = Person.objects.visible_to(actor) if asks_sealed(text) else Person.objects.all()
        return rows.filter(person__in=finding(persons, text))


class Unions(Section):
    """Both sides of a transfer, each named only to who sees it: the receiving union reads "active elsewhere"."""

    label = _("Unions")
    template = "members/transfer_unions.html"

    def context(self, request: ActorRequest, record: TransferProposal) -> dict[str, Any]:
        actor = request.actor
        former = record.former_union if actor.sees(record.former_union) else gettext("Active elsewhere")
        return {
            "proposal": record,
            "subject": TRANSFER_FLOW.subject(record, actor),
            "former": former,
            "person_open": actor.may(Permission.VIEW, record.person.union),
        }

    def relations(self, model: type[models.Model]) -> tuple[str, ...]:
        return ("person__union", "former_union", "union", "proposing_union", "membership")


def consent(actor: Actor, rows: models.QuerySet[TransferProposal], today: datetime.date) -> str:
    """Consent to the ticked transfers."""
    ticked = list(rows.open().select_related(*TRANSFER_FLOW.related))  # type: ignore[attr-defined]
    agreed = services.consent_to_all(actor=actor, proposals=ticked, today=today)
    return gettext("Consented to %(agreed)s of %(ticked)s transfers.") % {"agreed": agreed, "ticked": len(ticked)}


class TransferRegister(Register):
    """Transfers into the reader's unions and out of them."""

    model = TransferProposal
    advice = _("Propose a transfer when a member of another union comes to yours.")
    columns = (
        Column("person__name", _("Full name")),
        Column("union", _("Receiving union")),
        "source",
        DateColumn("proposed_on"),
        State(TRANSFER_FLOW),
        Deadline(),
    )
    filters = ("state", "source", Period("proposed_on"))
    actions = (
        Action(_("Propose a transfer"), "members:transfer-new", Permission.EDIT, "plus", record=False, primary=True),
    )
    bulk_actions = (
        BulkAction(
            "consent",
            _("Consent"),
            Permission.DECIDE_TRANSFER,
            consent,
            _("You consent to the ticked transfers, each for the side you speak for."),
        ),
    )
    detail = (Unions(), Steps())


PERSONS = PersonRegister()
MEMBERSHIPS = MembershipRegister()
TRANSFERS = TransferRegister()
