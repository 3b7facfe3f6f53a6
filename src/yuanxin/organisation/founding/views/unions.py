"""The tree, and what happens to a union in it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import form_of
from yuanxin.foundation.ui.forms import Form
from yuanxin.foundation.ui.registers import answer_record
from yuanxin.foundation.unions import services
from yuanxin.foundation.unions.choices import Permission
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import ancestors_of
from yuanxin.organisation.founding.forms.unions import (
    CorrectUnionForm,
    FormerCodeForm,
    MergeForm,
    MoveForm,
    NewUnionForm,
    ReasonForm,
    RenameForm,
    RevokeForm,
)
from yuanxin.organisation.founding.queries import tree as queries
from yuanxin.organisation.founding.registers import UNIONS
from yuanxin.organisation.founding.views.loading import union_in_scope, union_to_place


@requires(Permission.VIEW)
@require_GET
def tree(request: ActorRequest) -> HttpResponse:
    """The reader's part of the tree, its first two levels; the rest opens branch by branch."""
    roots = queries.roots_of(request.actor)
    today = request.today
    shown = queries.branches(roots, today)
    opened, more = queries.lower(roots[0], today) if len(roots) == 1 else ([], False)
    bare = len(roots) == 1 and not opened and request.actor.may(Permission.CHANGE_TREE, roots[0])
    context = {"title": _("Tree of unions"), "roots": shown, "opened": opened, "more": more, "bare": bare}
    return render(request, "founding/tree.html", context)


@requires(Permission.VIEW)
@require_GET
def branch(request: ActorRequest, pk: int) -> HttpResponse:
    """The unions directly below one: a part of the tree for htmx, a page of its own without."""
    actor, today = request.actor, request.today
    union = union_in_scope(request, pk, Permission.VIEW)
    opened, more = queries.lower(union, today)
    if request.htmx:
        return render(request, "founding/branches.html", {"branches": opened, "more": more})
    above = [each for each in ancestors_of(union) if actor.may(Permission.VIEW, each)]
    context = {
        "title": union.name,
        "above": above,
        "roots": queries.branches([union], today),
        "opened": opened,
        "more": more,
    }
    return render(request, "founding/tree.html", context)


@requires(Permission.CHANGE_TREE)
@require_http_methods(["GET", "POST"])
def create(request: ActorRequest, pk: int) -> HttpResponse:
    """A new union under this one."""
    parent = union_in_scope(request, pk, Permission.CHANGE_TREE)
    form = form_of(NewUnionForm, request, known={_("Upper union"): parent})
    return answer_union(
        request,
        parent,
        form,
        lambda: services.create_union(actor=form.actor, parent=parent, today=form.today, **form.cleaned_data),
        title=_("New lower union"),
        save_label=_("Create"),
    )


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct a union's particulars; its approval is asked only of who decides on the union's place."""
    union = union_in_scope(request, pk, Permission.EDIT)
    initial = {name: getattr(union, name) for name in CorrectUnionForm.base_fields}
    form = form_of(CorrectUnionForm, request, initial=initial, known=known_of(union))
    if not services.may_change_place(request.actor, union):
        for name in services.APPROVAL:
            field = form.fields.pop(name)
            form.known[str(field.label)] = "" if initial[name] is None else str(initial[name])
    return answer_union(
        request,
        union,
        form,
        lambda: services.correct_union(actor=form.actor, union=union, today=form.today, **form.cleaned_data),
        title=_("Correct the particulars"),
    )


@requires(Permission.CHANGE_TREE)
@require_http_methods(["GET", "POST"])
def rename(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a union another name."""
    union = union_in_scope(request, pk, Permission.CHANGE_TREE)
    form = form_of(RenameForm, request, initial={"name": union.name, "version": union.version}, known=known_of(union))
    return answer_union(
        request,
        union,
        form,
        lambda: services.rename_union(actor=form.actor, union=union, today=form.today, **form.cleaned_data),
        title=_("Rename the union"),
        save_label=_("Rename"),
    )


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def add_former_code(request: ActorRequest, pk: int) -> HttpResponse:
    """Let a code of older papers lead to the union."""
    union = union_in_scope(request, pk, Permission.EDIT)
    form = form_of(FormerCodeForm, request, known=known_of(union))

    def act() -> Union:
        services.add_former_code(actor=form.actor, union=union, today=form.today, **form.cleaned_data)
        return union

    return answer_union(request, union, form, act, title=_("Add a former code"), save_label=_("Add"))


@requires(Permission.CHANGE_TREE)
@require_http_methods(["GET", "POST"])
def move(request: ActorRequest, pk: int) -> HttpResponse:
    """Hang a union, with everything below it, elsewhere; the page says how much goes with it."""
    union = union_to_place(request, pk)
    below = queries.living_below(union)
    told = ngettext("%(count)s lower union goes with it.", "%(count)s lower unions go with it.", below)
    form = form_of(MoveForm, request, known=known_of(union))
    return answer_union(
        request,
        union,
        form,
        lambda: services.move_union(actor=form.actor, union=union, today=form.today, **form.cleaned_data),
        follows=[told % {"count": below}] if below else [_("No lower union goes with it.")],
        title=_("Move the union"),
        save_label=_("Move"),
    )


@requires(Permission.CHANGE_TREE)
@require_http_methods(["GET", "POST"])
def merge(request: ActorRequest, pk: int) -> HttpResponse:
    """Merge a union into another; the page says what passes on."""
    union = union_to_place(request, pk)
    form = form_of(MergeForm, request, initial={"on": request.today}, known=known_of(union))
    passing = [
        _("%(things)s pass on to the union that stays.") % {"things": each.told} for each in services.held_by(union)
    ]
    return answer_union(
        request,
        union,
        form,
        lambda: services.merge_unions(actor=form.actor, absorbed=union, today=form.today, **form.cleaned_data),
        follows=[
            *passing,
            _("The officers step down, and the code %(code)s leads to the union that stays.") % {"code": union.code},
        ],
        title=_("Merge the union into another"),
        save_label=_("Merge"),
    )


@requires(Permission.CHANGE_TREE)
@require_http_methods(["GET", "POST"])
def revoke(request: ActorRequest, pk: int) -> HttpResponse:
    """Revoke a union; the page says what stands in the way."""
    union = union_to_place(request, pk)
    form = form_of(RevokeForm, request, initial={"on": request.today}, known=known_of(union))
    return answer_union(
        request,
        union,
        form,
        lambda: services.revoke_union(actor=form.actor, union=union, today=form.today, **form.cleaned_data),
        in_the_way=in_the_way(union),
        follows=[_("The officers step down; the code stays with the revoked union.")],
        title=_("Revoke the union"),
        save_label=_("Revoke"),
    )


@requires(Permission.CHANGE_TREE)
@require_http_methods(["GET", "POST"])
def annul(request: ActorRequest, pk: int) -> HttpResponse:
    """Take an approval back as a mistake."""
    union = union_to_place(request, pk)
    form = form_of(ReasonForm, request, known=known_of(union))
    return answer_union(
        request,
        union,
        form,
        lambda: services.annul_approval(actor=form.actor, union=union, today=form.today, **form.cleaned_data),
        in_the_way=in_the_way(union),
        follows=[_("The union will count as never founded, also in figures of the past.")],
        title=_("Annul the approval"),
        save_label=_("Annul"),
    )


def known_of(union: Union) -> dict[str, Any]:
    """What a form about a union need not ask."""
    return {_("Union"): union, _("Union code"): union.code, _("Upper union"): union.parent or "—"}


def in_the_way(union: Union) -> list[str]:
    """What stands in the way of the union's end, each with what to do."""
    told = _("%(things)s stand in the way.")
    return [str(Refused(told % {"things": each.told}, remedy=each.remedy)) for each in services.in_the_way(union)]


def answer_union(
    request: ActorRequest,
    union: Union,
    form: Form,
    act: Callable[[], Union],
    *,
    follows: list[str] | None = None,
    **context: Any,
) -> HttpResponse:
    """A form about a union; `follows` is the preview of what the act brings with it."""
    return answer_record(
        request,
        UNIONS,
        union,
        form,
        act,
        done=lambda changed: _("%(union)s: the change is kept.") % {"union": changed.name},
        to=lambda changed: UNIONS.url("detail", changed.pk),
        template="founding/preview.html" if follows else "ui/form.html",
        follows=follows,
        **context,
    )
