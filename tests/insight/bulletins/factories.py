"""Bulletins of the tests."""

import datetime

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.periods import Period, half_year
from yuanxin.foundation.unions.models import Union
from yuanxin.insight.bulletins.models import Run
from yuanxin.insight.bulletins.services import freeze

H1_2016 = half_year(2016, 1)
AFTER = datetime.date(2016, 7, 5)


def frozen(union: Union, period: Period = H1_2016, *, actor: Actor | None = None) -> Run:
    """A run of a bulletin, frozen by the system where nobody else is given."""
    return freeze(
        actor=actor or Actor.system("tests"), union=union, period=period, today=period.end + datetime.timedelta(5)
    )
