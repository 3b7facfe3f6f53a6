"""政策参数台账: what holds today, what comes, and what held before."""

from typing import Any

from django import forms
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.policies.choices import Permission, VersionState
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.policies.registry import declarations
from yuanxin.foundation.ui.registers import Action, Column, DateColumn, Facts, Filter, Register, Related, Section
from yuanxin.foundation.ui.registers.sections import PARTICULARS, Fact

COLOURS = {
    VersionState.IN_FORCE: "done",
    VersionState.COMING: "running",
    VersionState.ENDED: "closed",
    VersionState.NEVER: "closed",
}


class StateColumn(Column):
    """Whether a version holds today."""

    def render(self, value: Any, record: Any) -> SafeString:  # type: ignore[override]
        state = record.state_on(clock.today())
        return format_html('<span class="chip {}">{}</span>', COLOURS[state], state.label)

    def exported(self, record: Any, *, clear: bool = False) -> Any:
        return str(record.state_on(clock.today()).label)


class ParametersColumn(Column):
    """The parameters in one line."""

    LONGEST = 48

    def render(self, value: Any, record: Any) -> str:  # type: ignore[override]
        return Truncator(self.exported(record)).chars(self.LONGEST)

    def exported(self, record: Any, *, clear: bool = False) -> Any:
        return "; ".join(f"{label} {text}" for label, text in record.described())


class CodeFilter(Filter):
    """One policy, with all its versions."""

    def fields(self) -> dict[str, forms.Field]:
        choices = [("", gettext("All")), *((known.code, known.label) for known in declarations())]
        return {self.key: forms.ChoiceField(choices=choices, required=False, label=_("Policy"))}

    def words(self, value: Any) -> str:
        return next((str(known.label) for known in declarations() if known.code == value), str(value))


class StateFilter(Filter):
    """The versions in force, coming or ended."""

    def bind(self, model: type[models.Model]) -> Filter:
        self.field, self.label = None, _("State")
        return self

    def fields(self) -> dict[str, forms.Field]:
        choices = [("", gettext("All")), *VersionState.choices]
        return {self.key: forms.ChoiceField(choices=choices, required=False, label=_("State"))}

    def condition(self, value: Any) -> models.Q:
        today = clock.today()
        never = Q(ends_on__isnull=False, ends_on=F("begins_on"))
        ended = Q(ends_on__isnull=False, ends_on__lte=today)
        match value:
            case VersionState.COMING:
                return Q(begins_on__gt=today) & ~never
            case VersionState.ENDED:
                return ended & ~never
            case VersionState.NEVER:
                return never
        return Q(begins_on__lte=today) & ~ended

    def words(self, value: Any) -> str:
        return str(VersionState(value).label)


class Parameters(Section):
    """The parameters of a version, whole."""

    template = "ui/registers/facts.html"
    label = _("Parameters")

    def context(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        return {"facts": [Fact(label, text or "—", wide=len(text) > 40) for label, text in record.described()]}


class PolicyRegister(Register):
    """All versions of all policies."""

    model = Policy
    order = "code"
    columns = (
        Column("label", _("Policy"), sort="code"),
        StateColumn("pk", _("State")),
        "region",
        ParametersColumn("parameters", css="wrapping"),
        DateColumn("begins_on"),
        DateColumn("ends_on"),
        Column("document_number", css="wrapping"),
    )
    filters = (CodeFilter("code"), StateFilter("state"))
    search = ("code", "document_number", "note")
    actions = (
        Action(_("Open a policy"), "policies:policy-open", Permission.EDIT, "plus", record=False, primary=True),
        Action(_("New version"), "policies:policy-new-version", Permission.EDIT, primary=True),
        Action(_("End it"), "policies:policy-close", Permission.EDIT, when=lambda version: version.ends_on is None),
    )
    detail = (
        Facts(
            "code",
            "region",
            DateColumn("begins_on"),
            DateColumn("ends_on"),
            "document_number",
            "note",
            label=PARTICULARS,
            wide=("note",),
        ),
        Parameters(),
        Related(
            _("All versions"),
            lambda version: Policy.objects.filter(code=version.code).order_by("-begins_on", "-pk"),
            (
                DateColumn("begins_on"),
                DateColumn("ends_on"),
                "region",
                ParametersColumn("parameters", css="wrapping"),
                "document_number",
                StateColumn("pk", _("State")),
            ),
            link="policies:policy-detail",
        ),
        Timeline(),
    )

    def state(self, record: Any) -> Any:
        return StateColumn("pk").render(None, record)


POLICIES = PolicyRegister()
