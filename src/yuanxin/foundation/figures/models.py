"""The engine's own tables. They hold nothing that the records do not say: all of it can be made again."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.unions.models import DistrictWide

DERIVED = (
    "sums derived from records; whoever may read a figure reads them, and scope is checked where a figure is asked"
)


class Cell(DistrictWide):
    """What one day adds to a figure (日格): by the union's own records, and by them and all below (`total`).

    A stock's cell is what its level changes by on that day. `figure` is the key of a kept series, see `Definition`.
    """

    district_wide_because: ClassVar[str] = DERIVED

    pk = models.CompositePrimaryKey("union_id", "figure", "day")
    union_id = models.BigIntegerField(_("union"))
    figure = models.IntegerField(_("figure"))
    day = models.DateField(_("day"))
    own = models.BigIntegerField(_("own"))
    total = models.BigIntegerField(_("with all below"))

    class Meta:
        verbose_name = _("daily cell")
        verbose_name_plural = _("daily cells")

    def __str__(self) -> str:
        return f"{self.union_id} {self.figure} {self.day}"


class Dirty(DistrictWide):
    """A day of a union on which records of `source` (table and date column) changed since the cells were made."""

    district_wide_because: ClassVar[str] = DERIVED

    pk = models.CompositePrimaryKey("source", "union_id", "day")
    source = models.CharField(_("source"), max_length=120)
    union_id = models.BigIntegerField(_("union"))
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("changed day")
        verbose_name_plural = _("changed days")

    def __str__(self) -> str:
        return f"{self.source} {self.union_id} {self.day}"


class Definition(DistrictWide):
    """A series whose cells are complete. Its key is a digest of its declaration: a changed figure has another key."""

    district_wide_because: ClassVar[str] = DERIVED

    figure = models.IntegerField(_("key"), primary_key=True)
    code = models.CharField(_("figure"), max_length=80)
    part = models.CharField(_("part"), max_length=80)
    built_at = models.DateTimeField(_("built at"))

    class Meta:
        verbose_name = _("kept definition")
        verbose_name_plural = _("kept definitions")

    def __str__(self) -> str:
        return f"{self.code} {self.part}"
