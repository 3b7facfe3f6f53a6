"""慰问物资: what the store holds, and what went in and out."""

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.ui.registers import (
    Action,
    Column,
    DateColumn,
    Export,
    Facts,
    NumberColumn,
    Period,
    Register,
    Related,
)
from yuanxin.welfare.care.choices import Permission
from yuanxin.welfare.care.models import GoodsEntry, GoodsItem


def can_be_reversed(entry: GoodsEntry) -> bool:
    """Whether it came into the store by hand, and was not taken back."""
    return entry.receipt_id is None and entry.reverses_id is None


class GoodsRegister(Register):
    """慰问物资台账: of each kind what came in, what was given out, what is left."""

    model = GoodsItem
    title = _("Condolence goods")
    advice = _("Register a kind of goods, then enter what came in.")
    columns = (
        Column("name"),
        "union",
        NumberColumn("received"),
        NumberColumn("issued"),
        NumberColumn("remain"),
        Column("measure"),
    )
    filters = ("union",)
    search = ("name",)
    actions = (
        Action(_("Register goods"), "care:goodsitem-new", Permission.STORE, "plus", record=False, primary=True),
        Action(_("Enter what came in"), "care:goodsitem-receive", Permission.STORE, primary=True, in_rows=True),
    )
    export = Export(Permission.STORE)
    detail = (
        Facts("name", "measure", "union", NumberColumn("received"), NumberColumn("issued"), NumberColumn("remain")),
        Related(
            _("In and out"),
            lambda item: GoodsEntry.objects.filter(item=item).order_by("-on", "-pk"),
            (DateColumn("on"), "kind", NumberColumn("quantity"), "receipt", "note"),
            link="care:goodsentry-detail",
            limit=100,
        ),
        Timeline(),
    )


class EntryRegister(Register):
    """出入库流水: every entry of the store, those taken back beside what takes them back."""

    model = GoodsEntry
    title = _("Goods in and out")
    columns = (
        DateColumn("on"),
        "item",
        "kind",
        NumberColumn("quantity"),
        Column("item__measure", _("Measure word")),
        Column("receipt", css="wrapping"),
        Column("note", css="wrapping"),
        "union",
    )
    filters = ("kind", Period("on"), "union")
    search = ("item__name", "note")
    actions = (Action(_("Reverse the store entry"), "care:goodsentry-reverse", Permission.STORE, when=can_be_reversed),)
    export = Export(Permission.STORE)
    detail = (
        Facts("item", "kind", NumberColumn("quantity"), DateColumn("on"), "receipt", "reverses", "union", "note",
              wide=("note",)),
        Timeline(),
    )  # fmt: skip


GOODS = GoodsRegister()
ENTRIES = EntryRegister()
