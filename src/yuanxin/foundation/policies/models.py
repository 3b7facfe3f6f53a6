"""Dated rules of the district."""

from __future__ import annotations

import datetime
from dataclasses import fields
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.policies.choices import Permission, VersionState
from yuanxin.foundation.policies.parameters import WrongParameters, from_json, told
from yuanxin.foundation.policies.parameters import label_of as label_of_parameter
from yuanxin.foundation.policies.registry import UnknownPolicy, declaration, label_of, words_of_key
from yuanxin.foundation.unions.models import DistrictWide


class PolicyQuerySet(models.QuerySet["Policy"]):
    """Versions of policies."""

    def in_force(self, day: datetime.date) -> Self:
        """The versions that hold on `day`."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), begins_on__lte=day)

    def visible_to(self, actor: Actor, permission: str = "") -> Self:
        """All of them to who may see policies anywhere."""
        return self if actor.may_somewhere(permission or Permission.VIEW) else self.none()


class Policy(DistrictWide):
    """One version of a rule that changes by year or place (政策参数): in force from `begins_on` until before `ends_on`.

    Versions of one code and region never overlap. A version is never edited: a new one closes it. One that was closed
    on the day it began was never in force; it stays as the trace of a mistake. `region` is a division code (GB/T 2260)
    where the rule holds for that division only.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    district_wide_because: ClassVar[str] = "a rule holds for every union of the district alike"

    code = models.CharField(_("code of the policy"), max_length=60)
    region = models.CharField(_("division"), max_length=9, blank=True, default="")
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("ended on"), null=True, blank=True)
    parameters = models.JSONField(_("parameters"))
    document_number = models.CharField(_("number of the paper"), max_length=100, blank=True, default="")
    note = models.CharField(_("note"), max_length=500, blank=True, default="")

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "region"], condition=Q(ends_on__isnull=True), name="policies_one_open"
            ),
            models.UniqueConstraint(
                fields=["code", "region", "begins_on"],
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("begins_on")),
                name="policies_one_a_day",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")), name="policies_dates"
            ),
        ]
        indexes = [models.Index(fields=["code", "region", "begins_on"], name="policies_by_day")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What people call the policy."""
        return label_of(self.code)

    @property
    def typed(self) -> Any:
        """The parameters as the policy's schema.

        Raises:
            UnknownPolicy: if no app declares the code any more.
            WrongParameters: if the row does not fit the schema.
        """
        return from_json(declaration(self.code).schema, self.parameters)

    def state_on(self, day: datetime.date) -> VersionState:
        """What the version is on a day."""
        if self.ends_on == self.begins_on:
            return VersionState.NEVER
        if self.begins_on > day:
            return VersionState.COMING
        return VersionState.ENDED if self.ends_on is not None and self.ends_on <= day else VersionState.IN_FORCE

    def described(self) -> list[tuple[str, str]]:
        """Label and text of each parameter, also where the schema has changed since."""
        try:
            typed = self.typed
        except (UnknownPolicy, WrongParameters):
            return [(name, str(value)) for name, value in self.parameters.items()]
        return [(label_of_parameter(field), self._in_words(getattr(typed, field.name))) for field in fields(typed)]

    def _in_words(self, value: Any) -> str:
        """A parameter as pages tell it: of a table, each key by its name."""
        if not isinstance(value, dict):
            return told(value)
        # Semicolons, since a name may hold the other marks.
        return _("; ").join(f"{words_of_key(self.code, str(key))} {told(item)}" for key, item in value.items())
