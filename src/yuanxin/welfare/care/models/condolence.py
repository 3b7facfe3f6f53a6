"""Condolence programmes, whom they are for, and who signed."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.kernel.money import FenField
from yuanxin.foundation.kernel.sealed import SealedField
from yuanxin.foundation.unions.models import DistrictWide, Scoped, ScopedQuerySet, Versioned
from yuanxin.organisation.members.models import Person
from yuanxin.welfare.care.choices import CareKind, Permission, ProgrammeState
from yuanxin.welfare.care.models.goods import GoodsItem


class CondolenceProgramme(Scoped, Flowing):
    """A union's condolence on an occasion (慰问活动): for whom, with what budget, from a day to a day, both in.

    `project` names what its receivers work on, such as 重点工程; a figure may ask for one project only.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    kind = models.CharField(_("occasion of the condolence"), max_length=9, choices=CareKind)
    name = models.CharField(_("programme"), max_length=60)
    project = models.CharField(_("project"), max_length=60, blank=True)
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    budget = FenField(_("budget"))
    state = models.CharField(_("state"), max_length=9, choices=ProgrammeState, default=ProgrammeState.DRAFT)

    class Meta:
        verbose_name = _("condolence programme")
        verbose_name_plural = _("condolence programmes")
        constraints = [
            models.UniqueConstraint(fields=["union", "name"], name="care_programme_name"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="care_programme_days"),
        ]
        indexes = [models.Index(fields=["begins_on", "id"], name="care_programme_day")]

    def __str__(self) -> str:
        return self.name

    @property
    def standard(self) -> models.QuerySet[ProgrammeGoods]:
        """What each receiver gets."""
        return self.goods.filter(per_head__gt=0).select_related("item__union").order_by("item__name")


class ProgrammeGoods(models.Model):
    """What each receiver of a programme gets: so much of one kind of goods (慰问标准); 0 once it was left out again."""

    district_wide_because: ClassVar[str] = "part of a programme, which is scoped itself; read through that"
    named_with = ("item",)

    programme = models.ForeignKey(
        CondolenceProgramme, models.PROTECT, related_name="goods", verbose_name=_("condolence programme")
    )
    item = models.ForeignKey(GoodsItem, models.PROTECT, related_name="+", verbose_name=_("condolence goods"))
    per_head = models.PositiveSmallIntegerField(_("for each receiver"))

    class Meta:
        verbose_name = _("goods of a programme")
        verbose_name_plural = _("goods of a programme")
        constraints = [
            models.UniqueConstraint(fields=["programme", "item"], name="care_programme_goods_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item} × {self.per_head}"


class Receiver(DistrictWide):
    """One worker whom condolences reached, told apart by a look-up key alone, so that nobody counts twice (受慰问人).

    The key is that of the document number, or where none was given of name and phone.
    """

    district_wide_because: ClassVar[str] = "it holds a look-up key and nothing else; lists are read through their union"

    digest = models.BinaryField(_("look-up key"), max_length=16, unique=True, editable=False)

    class Meta:
        verbose_name = _("receiver")
        verbose_name_plural = _("receivers")

    def __str__(self) -> str:
        return str(self.pk)


class Receipt(Scoped, Versioned):
    """Goods handed over and signed for (签收单): to whom of a programme, on which day, and who signed.

    A photo of the signed list is attached. One that was entered by mistake is taken back: its goods return to the store
    by reversing entries, its receivers have received nothing.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("programme",)

    programme = models.ForeignKey(
        CondolenceProgramme, models.PROTECT, related_name="receipts", verbose_name=_("condolence programme")
    )
    received_on = models.DateField(_("signed for on"))
    signed_by = models.CharField(_("signed by"), max_length=50)
    people = models.PositiveIntegerField(_("receivers"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    withdrawn = models.BooleanField(_("taken back"), default=False)

    class Meta:
        verbose_name = _("signed receipt")
        verbose_name_plural = _("signed receipts")

    def __str__(self) -> str:
        return gettext("%(programme)s, receipt %(number)s") % {"programme": self.programme, "number": self.pk}


class RecipientQuerySet(ScopedQuerySet["Recipient"]):
    def listed(self) -> Self:
        """Those on the list of their programme."""
        return self.filter(withdrawn=False)

    def received(self) -> Self:
        """Those who signed, or for whom somebody signed."""
        return self.filter(withdrawn=False, received_on__isnull=False)

    def of_kind(self, kind: str, project: str = "") -> Self:
        """Those of programmes of an occasion, for a project where one is named."""
        rows = self.filter(programme__kind=kind)
        return rows.filter(programme__project=project) if project else rows


class Recipient(Scoped, Versioned):
    """Somebody on the list of a programme (慰问对象), once: a member of the registry, or a worker known by name and
    phone or number. `received_on` is the day of the receipt.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    programme = models.ForeignKey(
        CondolenceProgramme, models.PROTECT, related_name="recipients", verbose_name=_("condolence programme")
    )
    receiver = models.ForeignKey(Receiver, models.PROTECT, related_name="lists", verbose_name=_("receiver"))
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person of the registry")
    )
    name = models.CharField(_("name"), max_length=50)
    employer_name = models.CharField(_("employer or section"), max_length=100, blank=True)
    phone = SealedField(_("mobile phone"), null=True, blank=True)
    document_number = SealedField(_("identity document number"), null=True, blank=True)
    receipt = models.ForeignKey(
        Receipt, models.PROTECT, null=True, blank=True, related_name="recipients", verbose_name=_("signed receipt")
    )
    received_on = models.DateField(_("signed for on"), null=True, blank=True)
    withdrawn = models.BooleanField(_("taken off the list"), default=False)

    objects = RecipientQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("receiver on a list")
        verbose_name_plural = _("receivers on lists")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "receiver"], condition=Q(withdrawn=False), name="care_recipient_once"
            ),
            models.CheckConstraint(
                condition=Q(receipt__isnull=True, received_on__isnull=True)
                | Q(receipt__isnull=False, received_on__isnull=False),
                name="care_recipient_received",
            ),
        ]
        indexes = [
            models.Index(fields=["union", "received_on", "receiver"], name="care_recipient_union"),
            models.Index(fields=["received_on", "union", "receiver"], name="care_recipient_day"),
        ]

    def __str__(self) -> str:
        return self.name
