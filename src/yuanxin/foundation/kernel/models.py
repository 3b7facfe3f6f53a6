"""What the kernel itself keeps: which daily work was done on which day."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyRun(models.Model):
    """A daily work that came to its end on a day (每日任务). What is noted here is not done again that day."""

    district_wide_because: ClassVar[str] = "bookkeeping of the site's own work; says nothing of any record"

    work = models.CharField(_("daily work"), max_length=60)
    day = models.DateField(_("day"))
    done_at = models.DateTimeField(_("done at"))
    count = models.PositiveIntegerField(_("records dealt with"), default=0)

    class Meta:
        verbose_name = _("daily run")
        verbose_name_plural = _("daily runs")
        constraints = [models.UniqueConstraint(fields=["work", "day"], name="kernel_daily_run_once")]

    def __str__(self) -> str:
        return f"{self.work} {self.day}"
