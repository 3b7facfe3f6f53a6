"""工会台账, 单位台账, 干部台账, terms and coverage."""

from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.flow.columns import State
from yuanxin.foundation.ui.registers import (
    Action,
    ChipColumn,
    Column,
    DateColumn,
    Export,
    Facts,
    NumberColumn,
    Period,
    Register,
    Related,
    UnionFilter,
)
from yuanxin.foundation.unions.choices import Permission, UnionState
from yuanxin.foundation.unions.models import Coverage, Employer, FormerCode, Officer, Term, Union
from yuanxin.organisation.founding.choices import Permission as Asking
from yuanxin.organisation.founding.models import UnionChange
from yuanxin.organisation.founding.states import CHANGE_FLOW

COLOURS: dict[str, str] = {
    UnionState.PREPARING: "running",
    UnionState.ACTIVE: "done",
    UnionState.MERGED: "closed",
    UnionState.REVOKED: "closed",
    UnionState.ANNULLED: "closed",
}


def lives(union: Union) -> bool:
    """Whether something can still happen in the union."""
    return union.state in {UnionState.ACTIVE, UnionState.PREPARING}


def has_upper(union: Union) -> bool:
    """Whether it is a union whose place and end its upper union decides."""
    return lives(union) and union.parent_id is not None


def is_open(spell: Officer | Coverage) -> bool:
    """Whether the spell has no end."""
    return spell.ends_on is None


def list_below(union: Union) -> str:
    """The page that lists a union with everything below it."""
    return f"{UNIONS.url()}?{urlencode({'union': union.code})}"


class UnionRegister(Register):
    """工会台账: the unions below the reader's own, and these themselves."""

    model = Union
    order = "path"
    columns = (
        Column("name", sort="pinyin"),
        Column("code", sort="code"),
        "level",
        "form",
        Column("parent", _("Upper union")),
        DateColumn("approved_on"),
        ChipColumn("state", COLOURS),
    )
    put_away = ("form",)
    filters = (UnionFilter("self"), "level", "form", "state", Period("approved_on"))
    search = ("name", "code", "pinyin", "initials")
    search_hint = _("Name, pinyin, code")
    actions = (
        Action(_("New lower union"), "founding:union-new", Permission.CHANGE_TREE, "plus", when=lives),
        Action(_("Ask for a change"), "founding:union-ask-change", Asking.APPLY, when=has_upper),
        Action(_("Report a new term"), "founding:union-ask-renewal", Asking.APPLY, when=has_upper),
        Action(_("Ask to postpone the election"), "founding:union-ask-postponement", Asking.APPLY, when=has_upper),
        Action(_("Ask for a merger"), "founding:union-ask-merger", Asking.APPLY, when=has_upper),
        Action(_("Ask for the revocation"), "founding:union-ask-revocation", Asking.APPLY, when=has_upper),
        Action(_("Correct"), "founding:union-edit", Permission.EDIT, when=lives, primary=True, in_rows=True),
        Action(_("Rename"), "founding:union-rename", Permission.CHANGE_TREE, when=lives),
        Action(_("Move"), "founding:union-move", Permission.CHANGE_TREE, when=has_upper),
        Action(_("Merge"), "founding:union-merge", Permission.CHANGE_TREE, when=has_upper),
        Action(_("Revoke"), "founding:union-revoke", Permission.CHANGE_TREE, when=has_upper),
        Action(_("Annul the approval"), "founding:union-annul", Permission.CHANGE_TREE, when=has_upper),
        Action(_("Enter an officer"), "founding:officer-new", Permission.EDIT, when=lives),
        Action(_("Enter a term"), "founding:term-new", Permission.EDIT, when=lives),
        Action(_("Cover an employer"), "founding:coverage-new", Permission.EDIT_EMPLOYERS, when=lives),
        Action(_("Add a former code"), "founding:formercode-new", Permission.EDIT, when=lives),
    )
    export = Export(Permission.VIEW)
    detail = (
        Facts(
            "name",
            "code",
            "level",
            "form",
            "founding_mode",
            "parent",
            DateColumn("approved_on"),
            "approval_number",
            "credit_code",
            "division",
            "address",
            "telephone",
            ChipColumn("state", COLOURS),
            DateColumn("ended_on"),
            "merged_into",
        ),
        Related(
            _("Lower unions"),
            lambda union: Union.objects.filter(parent=union).order_by("path"),
            ("name", "code", "level", ChipColumn("state", COLOURS)),
            link="founding:union-detail",
            all_at=list_below,
        ),
        Related(
            _("Officers"),
            lambda union: Officer.objects.filter(union=union).order_by("-begins_on", "-pk"),
            ("name", "post", "engagement", DateColumn("begins_on"), DateColumn("ends_on")),
            link="founding:officer-detail",
        ),
        Related(
            _("Terms"),
            lambda union: Term.objects.filter(union=union).order_by("-number"),
            (NumberColumn("number"), DateColumn("begins_on"), DateColumn("ends_on")),
            link="founding:term-detail",
        ),
        Related(
            _("Applications"),
            lambda union: UnionChange.objects.filter(union=union).order_by("-pk"),
            ("kind", DateColumn("applied_on"), State(CHANGE_FLOW), "approval_number", DateColumn("approved_on")),
            link="founding:unionchange-detail",
        ),
        Related(
            _("Covered employers"),
            lambda union: Coverage.objects.filter(union=union).order_by("-begins_on", "-pk"),
            ("employer", DateColumn("begins_on"), DateColumn("ends_on"), "founding"),
            link="founding:coverage-detail",
        ),
        Related(_("Former codes"), lambda union: FormerCode.objects.filter(union=union).order_by("code"), ("code",)),
        Timeline(),
    )


class EmployerRegister(Register):
    """单位台账: the employers of the reader's areas, and those its unions cover."""

    model = Employer
    order = "pinyin"
    columns = (
        Column("name", sort="pinyin"),
        "credit_code",
        "kind",
        "industry",
        NumberColumn("staff"),
        Column("union", _("Area")),
    )
    filters = (UnionFilter("union", _("Area")), "kind", "industry")
    search = ("name", "credit_code", "pinyin", "initials")
    search_hint = _("Name, pinyin, credit code")
    actions = (
        Action(
            _("Enter an employer"),
            "founding:employer-new",
            Permission.EDIT_EMPLOYERS,
            "plus",
            record=False,
            primary=True,
        ),
        Action(_("Correct"), "founding:employer-edit", Permission.EDIT_EMPLOYERS, primary=True, in_rows=True),
    )
    export = Export(Permission.VIEW)
    detail = (
        Facts(
            "name",
            "credit_code",
            "kind",
            "industry",
            NumberColumn("staff"),
            Column("union", _("Area")),
            "address",
        ),
        Related(
            _("Coverage"),
            lambda employer: Coverage.objects.filter(employer=employer).order_by("-begins_on", "-pk"),
            ("union", DateColumn("begins_on"), DateColumn("ends_on"), "founding"),
            link="founding:coverage-detail",
        ),
        Timeline(),
    )


class OfficerRegister(Register):
    """干部台账: who holds which post, and who held it."""

    model = Officer
    columns = ("name", "union", "post", "engagement", DateColumn("begins_on"), DateColumn("ends_on"))
    filters = ("union", "post", "engagement", Period("begins_on"))
    search = ("name",)
    actions = (
        Action(_("End the post"), "founding:officer-end", Permission.EDIT, in_rows=True, primary=True, when=is_open),
    )
    export = Export(Permission.VIEW)
    detail = (Facts("name", "union", "post", "engagement", DateColumn("begins_on"), DateColumn("ends_on")), Timeline())


class TermRegister(Register):
    """届次: the terms of the committees, the first to end first when sorted by it."""

    model = Term
    columns = (
        Column("union", _("Union")),
        NumberColumn("number"),
        DateColumn("begins_on"),
        DateColumn("ends_on"),
    )
    filters = ("union", Period("ends_on"))
    actions = (Action(_("Change the end"), "founding:term-end", Permission.EDIT, in_rows=True, primary=True),)
    export = Export(Permission.VIEW)
    detail = (Facts("union", NumberColumn("number"), DateColumn("begins_on"), DateColumn("ends_on")), Timeline())


class CoverageRegister(Register):
    """覆盖单位: which union covers which employer, from when to when."""

    model = Coverage
    title = _("Coverage")
    search_hint = _("Employer, credit code")
    columns = (
        Column("employer__name", _("Employer")),
        "union",
        DateColumn("begins_on"),
        DateColumn("ends_on"),
        "founding",
    )
    filters = ("union", Period("begins_on"), "founding")
    search = ("employer__name", "employer__credit_code")
    actions = (
        Action(
            _("End the coverage"),
            "founding:coverage-end",
            Permission.EDIT_EMPLOYERS,
            in_rows=True,
            primary=True,
            when=is_open,
        ),
    )
    export = Export(Permission.VIEW)
    detail = (Facts("employer", "union", DateColumn("begins_on"), DateColumn("ends_on"), "founding"), Timeline())


UNIONS = UnionRegister()
EMPLOYERS = EmployerRegister()
OFFICERS = OfficerRegister()
TERMS = TermRegister()
COVERAGE = CoverageRegister()
