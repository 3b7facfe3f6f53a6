"""The 台账 pages of the administrators: users, appointments, audit log; and links, for officers."""

import datetime
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.accounts.choices import Permission
from yuanxin.foundation.accounts.links import all_purposes
from yuanxin.foundation.accounts.models import Appointment, Link, User
from yuanxin.foundation.accounts.queries import events_visible_to
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.audit.queries import changes_of, kind_label, kinds_read_by
from yuanxin.foundation.audit.registry import action_label, all_actions, detail_label
from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.kernel import clock, masking
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    Column,
    DateColumn,
    Export,
    Facts,
    Filter,
    MaskedColumn,
    NumberColumn,
    Period,
    Register,
    Related,
    Section,
    TimeColumn,
    UnionFilter,
    YesNoColumn,
)
from yuanxin.foundation.unions.models import Union


class RolesColumn(Column):
    """The roles a user holds today, each with its union."""

    def render(self, value: list[Appointment]) -> str:
        return "、".join(f"{held.get_role_display()}（{held.union}）" for held in value)

    def exported(self, record: Any, *, clear: bool = False) -> Any:
        return self.render(record.held)


class UserRegister(Register):
    """All accounts, for who manages them or gives roles."""

    model = User
    order = "username"
    columns = (
        Column("username", sort="username"),
        "name",
        MaskedColumn("phone", reveal=unseal, mask=masking.masked_phone),
        RolesColumn("held", _("Roles"), css="wrapping"),
        YesNoColumn("is_active"),
    )
    filters = ("is_active",)
    search = ("username", "name")
    actions = (
        Action(_("New user"), "accounts:user-new", Permission.MANAGE_USERS, "plus", record=False, primary=True),
        Action(_("Correct"), "accounts:user-edit", Permission.MANAGE_USERS),
        Action(_("Reset the password"), "accounts:user-password", Permission.MANAGE_USERS),
        Action(_("Lock"), "accounts:user-lock", Permission.MANAGE_USERS, when=lambda user: user.is_active),
        Action(_("Unlock"), "accounts:user-unlock", Permission.MANAGE_USERS),
        Action(_("Reset the second factor"), "accounts:user-second-factor", Permission.MANAGE_ROLES),
    )
    detail = (
        Facts(
            "username",
            "name",
            MaskedColumn("phone", reveal=unseal, mask=masking.masked_phone),
            YesNoColumn("is_active"),
            YesNoColumn("must_change_password"),
            TimeColumn("password_changed_at"),
            RolesColumn("held", _("Roles held today")),
            wide=("held",),
        ),
        Related(
            _("Roles"),
            lambda user: Appointment.objects.filter(user=user).order_by("-begins_on", "-pk"),
            ("role", "union", DateColumn("begins_on"), DateColumn("ends_on")),
            permission=Permission.MANAGE_ROLES,
        ),
        Timeline(),
    )

    def rows(self, actor: Actor) -> models.QuerySet[User]:
        if not actor.may_somewhere(Permission.VIEW_USERS):
            return User.objects.none()
        held = Appointment.objects.in_force(clock.today()).select_related("union").order_by("pk")
        return User.objects.prefetch_related(Prefetch("appointments", held, to_attr="held"))


class OfficeUnionFilter(UnionFilter):
    """A union among those of the administrator's own office, who need not see unions otherwise."""

    office: ClassVar[str] = Permission.MANAGE_ROLES

    def fields(self) -> dict[str, forms.Field]:
        made = super().fields()
        made[self.parameter].permission = self.office  # type: ignore[attr-defined]
        return made


class AppointmentRegister(Register):
    """Who holds which role where, and until when."""

    model = Appointment
    columns = (
        Column("user__name", _("User")),
        Column("user__username", _("User name")),
        "role",
        "union",
        DateColumn("begins_on"),
        DateColumn("ends_on"),
    )
    filters = ("role", OfficeUnionFilter("union"), Period("begins_on"))
    search = ("user__name", "user__username")
    search_hint = _("User, user name")
    actions = (
        Action(
            _("Give a role"), "accounts:appointment-new", Permission.MANAGE_ROLES, "plus", record=False, primary=True
        ),
        Action(
            _("End"),
            "accounts:appointment-end",
            Permission.MANAGE_ROLES,
            in_rows=True,
            when=lambda held: held.ends_on is None or held.ends_on > clock.today(),
        ),
    )
    detail = (Facts("user", "role", "union", DateColumn("begins_on"), DateColumn("ends_on"), "successor"), Timeline())


class ActionColumn(Column):
    """An action as people read it."""

    def render(self, value: str) -> str:
        return action_label(value)

    def exported(self, record: Any, *, clear: bool = False) -> Any:
        return action_label(record.action)


class KindColumn(Column):
    """A kind of record as people call it."""

    def render(self, value: str) -> str:
        return kind_label(value)


class ObjectColumn(Column):
    """What an event is about: by name for who may read such records, else by kind and number."""

    def render(self, value: str, record: Any) -> str:  # type: ignore[override]
        return value if record.clear else f"{kind_label(record.kind)} {record.object_id}"

    def exported(self, record: Any, *, clear: bool = False) -> Any:
        return self.render(record.object_label, record) if record.object_label else ""


class ActionFilter(Filter):
    """One of the declared actions."""

    def fields(self) -> dict[str, forms.Field]:
        choices = [("", _("All")), *sorted(all_actions().items(), key=lambda item: item[1])]
        return {self.key: forms.ChoiceField(choices=choices, required=False, label=str(self.label))}

    def words(self, value: Any) -> str:
        return action_label(value)


class ActorFilter(Filter):
    """The name or the key of who acted."""

    def fields(self) -> dict[str, forms.Field]:
        return {self.key: forms.CharField(required=False, label=str(self.label), max_length=60)}

    def condition(self, value: Any) -> models.Q:
        return models.Q(actor_label=value) | models.Q(actor=value)


class DaysFilter(Period):
    """From a day to a day of an instant: days begin at midnight in Shanghai."""

    def apply(self, rows: models.QuerySet[Any], cleaned: dict[str, Any]) -> models.QuerySet[Any]:
        first, last = (cleaned.get(parameter) for parameter in self.parameters)
        if first:
            rows = rows.filter(**{f"{self.key}__gte": _midnight(first)})
        if last:
            rows = rows.filter(**{f"{self.key}__lt": _midnight(last + datetime.timedelta(days=1))})
        return rows


class EventUnionFilter(OfficeUnionFilter):
    """Events in a union and everything below it; the event keeps the union's number only."""

    office = Permission.READ_AUDIT

    def bind(self, model: type[models.Model]) -> Filter:
        self.field, self.unions, self.label = None, Union, self.label or _("Union")
        return self

    def apply(self, rows: models.QuerySet[Any], cleaned: dict[str, Any]) -> models.QuerySet[Any]:
        union = cleaned.get(self.parameter)
        return rows if union is None else rows.filter(union__in=Union.objects.within(union).values("pk"))


class Changes(Section):
    """The rows that an event changed, before and after, and what else it tells."""

    template = "accounts/event_changes.html"
    label = _("What changed")

    def context(self, request: ActorRequest, record: Event) -> dict[str, Any]:
        rows = changes_of(record, actor=request.actor, limit=self.LIMIT)
        details = list(_details(record.details))
        return {"event": record, "rows": rows, "more": record.changes - len(rows), "details": details}

    LIMIT = 50


class EventRegister(Register):
    """The audit log (审计日志)."""

    model = Event
    permission = Permission.READ_AUDIT
    title = _("Audit log")
    order = "-id"
    columns = (
        TimeColumn("at", sort="id"),
        "actor_label",
        ActionColumn("action"),
        ObjectColumn("object_label"),
        "reason",
        "address",
    )
    export = Export(Permission.READ_AUDIT)
    filters = (DaysFilter("at"), ActorFilter("actor", _("Actor")), ActionFilter("action"), EventUnionFilter("union"))
    detail = (
        Facts(
            TimeColumn("at"),
            "actor_label",
            "actor",
            "address",
            ActionColumn("action"),
            ObjectColumn("object_label"),
            KindColumn("kind"),
            "object_id",
            "reason",
        ),
        Changes(),
    )

    def rows(self, actor: Actor) -> models.QuerySet[Event]:
        clear = models.Case(models.When(kind__in=kinds_read_by(actor), then=True), default=False)
        return events_visible_to(actor).annotate(clear=clear)


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), clock.SHANGHAI)


def _details(details: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in details.items():
        yield detail_label(name), _in_words(value)


def _in_words(value: Any) -> str:
    """A detail as people read it: the parts of a list or table one after the other."""
    if isinstance(value, dict):
        return "、".join(f"{detail_label(name)} {part}" for name, part in value.items())
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


class PurposeColumn(Column):
    """What a link is for."""

    def render(self, value: str) -> str:
        purpose = all_purposes().get(value)
        return str(purpose.label) if purpose else value

    def exported(self, record: Any, *, clear: bool = False) -> Any:
        return self.render(record.purpose)


class LinkRegister(Register):
    """Links for people without an account: what each is for, until when, how often it was used."""

    model = Link
    advice = _("A link is made where it is needed, such as on the page of applications to join.")
    columns = (
        "label",
        PurposeColumn("purpose"),
        "union",
        "made_by",
        TimeColumn("made_at"),
        DateColumn("last_day", _("Valid until")),
        NumberColumn("uses"),
        TimeColumn("revoked_at"),
    )
    put_away = ("made_by", "made_at")
    filters = ("union",)
    search = ("label",)
    actions = (
        Action(
            _("Withdraw"),
            "accounts:link-revoke",
            Permission.MANAGE_LINKS,
            in_rows=True,
            when=lambda link: link.revoked_at is None and link.expires_at > clock.now(),
        ),
    )
    detail = (
        Facts(
            "label",
            PurposeColumn("purpose"),
            "union",
            "made_by",
            TimeColumn("made_at"),
            DateColumn("last_day", _("Valid until")),
            NumberColumn("uses_allowed"),
            NumberColumn("uses"),
            TimeColumn("revoked_at"),
        ),
        Timeline(),
    )


USERS = UserRegister()
APPOINTMENTS = AppointmentRegister()
EVENTS = EventRegister()
LINKS = LinkRegister()
