"""Whom a call asks."""

import datetime

from django.db.models import QuerySet

from yuanxin.foundation.unions.choices import EmployerKind, Level
from yuanxin.foundation.unions.models import Coverage, Union
from yuanxin.foundation.unions.queries import spells_on

PUBLIC = (EmployerKind.ORGAN, EmployerKind.INSTITUTION)


def units_with_public_employers(district: Union, day: datetime.date) -> QuerySet[Union]:
    """The grassroots unions of a district that cover a state organ or a public institution (机关事业单位) on a day."""
    covers = Coverage.objects.filter(spells_on(day), employer__kind__in=PUBLIC)
    return (
        Union.objects.in_force()
        .within(district)
        .filter(level=Level.GRASSROOTS, pk__in=covers.values("union"))
        .order_by("path")
    )
