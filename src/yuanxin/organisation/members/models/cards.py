"""Member cards."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.unions.models import ScopedQuerySet, Union, Versioned
from yuanxin.organisation.members.choices import CardEnd, CardState, Permission
from yuanxin.organisation.members.models.persons import Membership, Person


class CardQuerySet(ScopedQuerySet["Card"]):
    scope_path = "person__union__path"

    def current(self) -> Self:
        """Cards that were neither lost nor replaced."""
        return self.filter(ended_on=None)

    def told(self) -> Self:
        """With `active`: whether the holder is a member of some union now."""
        return self.annotate(active=Exists(Membership.objects.open().filter(person=OuterRef("person"))))


class Card(Versioned):
    """A member's card (会员卡): its number for people, its `code` for a scanner.

    The code says nothing by itself; it leads an officer, in whose scope the member is, to the member. A card belongs to
    the person and goes along with a transfer. It holds while neither lost nor replaced, and its holder is a member.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    person = models.ForeignKey(Person, models.PROTECT, related_name="cards", verbose_name=_("person"))
    number = models.CharField(_("card number"), max_length=20, unique=True)
    code = models.CharField(_("code of the card"), max_length=24, unique=True, editable=False)
    issue = models.PositiveSmallIntegerField(_("issue"), default=1)
    issued_on = models.DateField(_("issued on"))
    ended_on = models.DateField(_("not valid from"), null=True, blank=True)
    end_kind = models.CharField(_("why it ended"), max_length=10, choices=CardEnd, blank=True)

    objects = CardQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("member card")
        verbose_name_plural = _("member cards")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_on__isnull=True), name="members_card_one_current"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_kind="") | (Q(ended_on__isnull=False) & ~Q(end_kind="")),
                name="members_card_end",
            ),
        ]
        indexes = [models.Index(fields=["issued_on", "id"], name="members_card_issued")]

    def __str__(self) -> str:
        return self.number

    @property
    def union(self) -> Union:
        """Where the holder is a member, or was last."""
        return self.person.union

    @property
    def union_id(self) -> int:
        """The id of that union, for the trail."""
        return self.person.union_id

    @property
    def state(self) -> CardState:
        """What somebody who looks at the card is told; rows of `told()` only."""
        if self.ended_on is not None:
            return CardState.LOST if self.end_kind == CardEnd.LOST else CardState.REPLACED
        return CardState.VALID if self.active else CardState.DORMANT  # type: ignore[attr-defined]

    def get_state_display(self) -> str:
        """The state in words."""
        return str(self.state.label)
