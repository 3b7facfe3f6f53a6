"""Bulletins as they were frozen. Runs, their figures and rows are append-only; a draft is no record at all."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.figures.choices import Theme
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet, Versioned
from yuanxin.insight.bulletins.choices import BulletinState, Permission
from yuanxin.insight.bulletins.rules.periods import titled


class BulletinQuerySet(ScopedQuerySet["Bulletin"]):
    def of(self, union_id: int, period: Period) -> "BulletinQuerySet":
        """The bulletin of a union and period, if it was ever frozen."""
        return self.filter(union_id=union_id, begins_on=period.start, ends_on=period.end)


class Bulletin(Scoped, Versioned):
    """The half-year of a union that was frozen at least once (半年报); any other period is as good.

    `current` is the number of its last run; what was published is a run by its number too, and stays what it was when
    another run follows.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    state = models.CharField(_("state"), max_length=10, choices=BulletinState, default=BulletinState.FROZEN)
    current = models.PositiveIntegerField(_("run"), default=0)
    published = models.PositiveIntegerField(_("published run"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.CharField(_("published by"), max_length=100, blank=True)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulletin")
        verbose_name_plural = _("bulletins")
        constraints = [
            models.UniqueConstraint(fields=["union", "begins_on", "ends_on"], name="bulletins_bulletin_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="bulletins_bulletin_dates"),
        ]
        indexes = [models.Index(fields=["ends_on", "id"], name="bulletins_bulletin_ends")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What people call it: 2016年上半年."""
        return titled(self.period)

    @property
    def period(self) -> Period:
        return Period(self.begins_on, self.ends_on)


class Run(Scoped):
    """One freezing of a bulletin (定稿): who, when, and a digest over all its figures and rows."""

    view_permission: ClassVar[str] = Permission.VIEW

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="runs", verbose_name=_("bulletin"))
    number = models.PositiveIntegerField(_("run"))
    made_at = models.DateTimeField(_("frozen at"))
    made_by = models.CharField(_("key of the user"), max_length=60)
    made_by_label = models.CharField(_("frozen by"), max_length=100)
    rows = models.PositiveIntegerField(_("records behind it"))
    digest = models.BinaryField(_("digest"), max_length=32)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        constraints = [models.UniqueConstraint(fields=["bulletin", "number"], name="bulletins_run_number")]

    @property
    def digest_words(self) -> str:
        """The digest as people compare it."""
        return bytes(self.digest).hex()

    def __str__(self) -> str:
        return gettext("Run %(number)s") % {"number": self.number}


class FrozenFigure(Scoped):
    """A figure as it was frozen: value, text, the value of the period before, and its definition in words."""

    view_permission: ClassVar[str] = Permission.VIEW

    run = models.ForeignKey(Run, models.PROTECT, related_name="figures", verbose_name=_("run"))
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.CharField(_("figure"), max_length=80)
    label = models.CharField(_("label"), max_length=100)
    unit = models.CharField(_("unit"), max_length=20)
    theme = models.CharField(_("quality"), max_length=12, choices=Theme, blank=True)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=2)
    before = models.DecimalField(_("value of the period before"), max_digits=20, decimal_places=2)
    text = models.CharField(_("text"), max_length=100)
    definition = models.JSONField(_("definition"))
    rows = models.PositiveIntegerField(_("records behind it"))
    digest = models.BinaryField(_("digest"), max_length=32)

    class Meta:
        verbose_name = _("frozen figure")
        verbose_name_plural = _("frozen figures")
        constraints = [models.UniqueConstraint(fields=["run", "code"], name="bulletins_figure_once")]

    def __str__(self) -> str:
        return self.label


class FrozenRows(Scoped):
    """The rows behind a frozen figure in one street, packed; `union` is the street, or the bulletin's own union.

    `value` is what the figure's measure makes of these rows alone.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    figure = models.ForeignKey(FrozenFigure, models.PROTECT, related_name="chunks", verbose_name=_("frozen figure"))
    label = models.CharField(_("street"), max_length=100)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=2)
    rows = models.PositiveIntegerField(_("records behind it"))
    content = models.BinaryField(_("packed rows"))
    digest = models.BinaryField(_("digest"), max_length=32)

    class Meta:
        verbose_name = _("frozen rows")
        verbose_name_plural = _("frozen rows")
        constraints = [models.UniqueConstraint(fields=["figure", "union"], name="bulletins_rows_once")]

    def __str__(self) -> str:
        return self.label
