"""The store of condolence goods: nothing is given out that is not there, and nothing is ever rewritten."""

import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, required, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.services.writing import check_in_force, check_not_future, create, locked
from yuanxin.welfare.care.choices import EntryKind, Permission
from yuanxin.welfare.care.models import GoodsEntry, GoodsItem, Receipt


class NotInStore(Refused):
    """The store does not hold what is to leave it."""


@transaction.atomic
def register_goods(*, actor: Actor, union: Union, name: str, measure: str, today: datetime.date) -> GoodsItem:
    """Register a kind of goods that `union` keeps; there is nothing of it yet.

    Raises:
        OutOfScope, NotAllowed: unless `actor` keeps the union's store.
        Refused: without a name or a measure word, or for goods registered before.
    """
    actor.require(Permission.STORE, union)
    check_in_force(union)
    for field, value in (("name", name), ("measure", measure)):
        if not value.strip():
            raise Refused(_("Something is missing here."), remedy=_("Enter it."), field=field)
    try:
        with transaction.atomic():
            return create(
                actor, "care.goods_registered", GoodsItem(union=union, name=name.strip(), measure=measure.strip())
            )
    except IntegrityError as error:
        raise Refused(
            _("The store has goods of this name already."), remedy=_("Enter what came in there."), field="name"
        ) from error


@transaction.atomic
def take_into_store(
    *, actor: Actor, item: GoodsItem, quantity: int, on: datetime.date, today: datetime.date, note: str = ""
) -> GoodsEntry:
    """Enter that so much came into the store.

    Raises:
        OutOfScope, NotAllowed: unless `actor` keeps the store.
        Refused: for a quantity that is not more than 0, or a day to come.
    """
    actor.require(Permission.STORE, item.union)
    check_not_future(on, today, "on")
    if quantity <= 0:
        raise Refused(_("The quantity must be more than 0."), remedy=_("A mistake is reversed."), field="quantity")
    return enter(actor, GoodsEntry(item=item, kind=EntryKind.RECEIVED, quantity=quantity, on=on, note=note.strip()))


@transaction.atomic
def reverse_entry(*, actor: Actor, entry: GoodsEntry, reason: str, today: datetime.date) -> GoodsEntry:
    """Take back an entry that was a mistake, by one of the opposite quantity; both stay.

    Raises:
        OutOfScope, NotAllowed: unless `actor` keeps the store.
        NotInStore: if what is taken back was given out since.
        Refused: without a reason; for an entry reversed before, a reversing one, or one of a receipt, which is taken
            back as a whole.
    """
    actor.require(Permission.STORE, entry.union)
    if entry.receipt_id is not None:
        raise Refused(_("These goods stand on a receipt."), remedy=_("Take the receipt back."))
    return reverse(actor, entry, required(reason), today)


def issue(actor: Actor, item: GoodsItem, quantity: int, receipt: Receipt) -> GoodsEntry:
    """Give goods out on a receipt, inside the transaction that makes it.

    Raises:
        NotInStore: naming the goods, what is there and what is asked.
    """
    return enter(
        actor, GoodsEntry(item=item, kind=EntryKind.ISSUED, quantity=quantity, on=receipt.received_on, receipt=receipt)
    )


def reverse(actor: Actor, entry: GoodsEntry, reason: str, today: datetime.date) -> GoodsEntry:
    """The reversing entry; the caller has checked that `actor` may.

    Raises:
        NotInStore, Refused: as `reverse_entry`.
    """
    # One at a time: of two who come at once the second finds the first one's entry.
    locked(entry.item)
    if entry.reverses_id is not None or GoodsEntry.objects.filter(reverses=entry).exists():
        raise Refused(_("This store entry was reversed already."), remedy=_("Enter the right quantity anew."))
    return enter(
        actor,
        GoodsEntry(
            item=entry.item, kind=entry.kind, quantity=-entry.quantity, on=today, note=reason[:200],
            receipt=entry.receipt, reverses=entry,
        ),
        reason=reason,
    )  # fmt: skip


def enter(actor: Actor, entry: GoodsEntry, *, reason: str = "") -> GoodsEntry:
    """Write an entry and what it does to the store, both or neither.

    Raises:
        NotInStore: if the store does not hold what leaves it.
    """
    came, gone = (entry.quantity, 0) if entry.kind == EntryKind.RECEIVED else (0, entry.quantity)
    # One conditional update: however many come at once, the store never falls below nothing.
    written = GoodsItem.objects.filter(pk=entry.item_id, remain__gte=gone - came).update(
        received=F("received") + came,
        issued=F("issued") + gone,
        remain=F("remain") + came - gone,
        version=F("version") + 1,
    )
    before = snapshot(entry.item, ("received", "issued", "remain", "version"))
    entry.item.refresh_from_db()
    if not written:
        raise NotInStore(
            _("Of “%(item)s” there are %(remain)s in store; %(wanted)s are asked for.")
            % {"item": entry.item, "remain": f"{entry.item.remain}{entry.item.measure}", "wanted": gone - came},
            remedy=_("Enter what came in first, or hand over less."),
        )
    entry.union = entry.item.union
    entry.save(force_insert=True)
    changes = [
        RowChange(entry, None, snapshot(entry)),
        RowChange(entry.item, before, snapshot(entry.item, ("received", "issued", "remain", "version"))),
    ]
    record(actor, "care.goods_entered", entry, reason=reason, changes=changes, quantity=entry.quantity)
    return entry
