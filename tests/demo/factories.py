"""Facts files of the tests."""

import datetime
from decimal import Decimal

from yuanxin.demo.spec import Fact, Facts

H1_2016 = (datetime.date(2016, 1, 1), datetime.date(2016, 6, 30))
TODAY = datetime.date(2017, 3, 1)


def facts_of(
    *, period: tuple[datetime.date, datetime.date] = H1_2016, division: str = "330106", **values: int
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
