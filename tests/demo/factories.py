"""Facts files of the tests."""

import datetime
from collections.abc import Collection
from decimal import Decimal

from yuanxin.demo.queries import _demonstrations as demonstrations
from yuanxin.demo.services import Built, build_district
from yuanxin.demo.spec import Fact, Facts
from yuanxin.foundation.kernel.actors import Actor

H1_2016 = (datetime.date(2016, 1, 1), datetime.date(2016, 6, 30))
TODAY = datetime.date(2017, 3, 1)
MEMBERS = 3000


def facts_of(
    *, period: tuple[datetime.date, datetime.date] = H1_2016, division: str = "330106", **values: int | Decimal
) -> Facts:
    """Facts about the figures named `unions__new` for `unions.new`, and so on."""
    return Facts(
        union="西湖区总工会",
        division=division,
        begins_on=period[0],
        ends_on=period[1],
        facts=tuple(
            Fact(id=code, figure=code.replace("__", "."), value=Decimal(value), unit="家")
            for code, value in values.items()
        ),
    )


def build(
    facts: Facts | None = None,
    *,
    members: int | None = MEMBERS,
    seed: int = 1,
    today: datetime.date = TODAY,
    only: Collection[str] | None = None,
) -> Built:
    """A district of few members; with `only` these departments beside the organisation, which is quicker."""
    demonstrations.clear()
    return build_district(
        actor=Actor.system("demo"),
        facts=facts or facts_of(),
        members=members,
        seed=seed,
        today=today,
        only=None if only is None else {"organisation", *only},
    )
