"""The mark that a database holds invented people."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.unions.models import DistrictWide


class Demonstration(DistrictWide):
    """The demonstration this database was filled with (演示数据); one row, or none in a database of real records.

    The shell reads it to say so on every page; `yuanxin up` reads it before it listens to other machines.
    """

    district_wide_because: ClassVar[str] = "it speaks of the whole database"

    union = models.CharField(_("union"), max_length=100)
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    seed = models.BigIntegerField(_("seed"))
    members = models.PositiveIntegerField(_("members"))
    made_on = models.DateField(_("made on"))

    class Meta:
        verbose_name = _("demonstration")
        verbose_name_plural = _("demonstrations")

    def __str__(self) -> str:
        return self.union
