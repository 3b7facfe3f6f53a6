"""The site with one register of unions and one form, as a department would declare them."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from yuanxin.config.urls import urlpatterns as site
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.ui.access import requires
from yuanxin.foundation.ui.answers import form_page
from yuanxin.foundation.ui.forms import DateField, Form, Group, ScopedChoice
from yuanxin.foundation.ui.registers import (
    Action,
    BulkAction,
    ChipColumn,
    Column,
    Export,
    Facts,
    MaskedColumn,
    Period,
    Register,
    Related,
    UnionFilter,
)
from yuanxin.foundation.unions.choices import Permission
from yuanxin.foundation.unions.models import Union


def rename(actor, rows, today):
    if rows.count() > 2:
        raise Refused("Too many at once.", remedy="Tick two.")
    return f"renamed {rows.count()}"


def close(actor, rows, today, reason):
    if not reason:
        raise Refused("A reason is needed.", remedy="Write it.")
    return f"closed {rows.count()}: {reason}"


class UnionRegister(Register):
    model = Union
    order = "path"
    columns = (
        "name",
        Column("code", sort="code"),
        "level",
        "parent",
        ChipColumn("state", {"active": "done"}),
        Column("approved_on", sort="approved_on"),
        MaskedColumn("telephone", reveal=str, mask=lambda number: number[:4] + "****"),
    )
    put_away = ("parent",)
    filters = ("level", UnionFilter("self"), Period("approved_on"))
    search = ("name", "code")
    actions = (
        Action("Found", "try:form", Permission.CHANGE_TREE, record=False, primary=True),
        Action("Open", "try:union-detail", Permission.EDIT, in_rows=True),
    )
    bulk_actions = (
        BulkAction("rename", "Rename", Permission.EDIT, rename, confirm="All ticked are renamed."),
        BulkAction("close", "Close", Permission.EDIT, close, confirm="All ticked are closed.", asks="Why"),
    )
    export = Export(Permission.EDIT, clear_permission=Permission.CHANGE_TREE)
    detail = (
        Facts("name", "code", "parent", "approved_on"),
        Related("Below", lambda union: union.children.all(), ("name", "level")),
        Facts("telephone", label="Only for who may change the tree"),
    )


UnionRegister.detail[2].permission = Permission.CHANGE_TREE


class UnionForm(Form):
    groups = (Group("First", ("name", "parent")),)
    name = forms.CharField(label="Name")
    parent = ScopedChoice(Union.objects.all, label="Parent")
    begins_on = DateField(label="From", required=False)


@requires(Permission.EDIT)
def form_view(request: HttpRequest) -> HttpResponse:
    form = UnionForm(request.POST or None, actor=request.actor, today=request.today)

    def act() -> str:
        if form.cleaned_data["name"] == "taken":
            raise Refused("The name is taken.", remedy="Choose another.", field="name")
        return form.cleaned_data["parent"].code

    done = form.carry_out(act)
    if done:
        return HttpResponse(f"{done} {form.cleaned_data['begins_on']}")
    return form_page(request, form, title="Form")


union_register = UnionRegister()
union_register.app = "try"
pages = [path("unions/", include(union_register.urls)), path("form/", form_view, name="form")]
urlpatterns = [*site, path("try/", include((pages, "try")))]
