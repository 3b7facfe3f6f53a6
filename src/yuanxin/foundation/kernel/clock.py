"""The only place that asks what time it is. Services and rules take `today` from their caller."""

import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime.datetime:
    """This instant, in UTC."""
    return timezone.now()


def today() -> datetime.date:
    """This day in Shanghai, the day a record made now belongs to."""
    return now().astimezone(SHANGHAI).date()


def local_day(instant: datetime.datetime) -> datetime.date:
    """The day in Shanghai that an instant fell on."""
    return instant.astimezone(SHANGHAI).date()
