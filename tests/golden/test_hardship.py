"""Relief of the demonstration comes to the facts, whatever numbers they hold, by the real rules."""

import datetime
from decimal import Decimal

import pytest

from tests.demo import factories
from yuanxin.demo.spec import BadFacts, Fact, Facts
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.queries import topmost_union
from yuanxin.welfare.hardship.models import HardshipFile, Relief
from yuanxin.welfare.hardship.queries.files import assessed_by

H1 = (datetime.date(2016, 1, 1), datetime.date(2016, 6, 30))


def facts(temporary: tuple[int, str], routine: tuple[int, str], period=H1) -> Facts:
    asked = {
        "temporary_households": (temporary[0], "户"),
        "temporary_amount": (temporary[1], "元"),
        "routine_households": (routine[0], "户"),
        "routine_amount": (routine[1], "元"),
    }
    return Facts(
        union="西湖区总工会",
        division="330106",
        begins_on=period[0],
        ends_on=period[1],
        facts=tuple(
            Fact(id=name, figure=f"hardship.{name}", value=Decimal(value), unit=unit)
            for name, (value, unit) in asked.items()
        ),
    )


@pytest.mark.parametrize(
    ("temporary", "routine", "period"),
    [
        ((14, "43200"), (11, "31000"), H1),
        ((0, "0"), (0, "0"), H1),
        ((28, "172800.01"), (5, "28180.37"), H1),
        ((3, "0.03"), (1, "0.01"), H1),
        ((2, "60000"), (2, "40000"), (datetime.date(2016, 8, 1), datetime.date(2016, 8, 1))),
    ],
)
def test_relief_comes_to_the_facts(db, temporary, routine, period):
    asked = facts(temporary, routine, period)
    factories.build(asked, only=("hardship",))
    union = topmost_union()
    for fact in asked.facts:
        assert measure(fact.figure, union, Period(*period)).value == fact.value, fact
    for relief in Relief.objects.select_related("line", "caps"):
        assert relief.computed_fen <= relief.computed().cap
    assert HardshipFile.objects.overdue(factories.TODAY).count() < HardshipFile.objects.open().count()
    for file in HardshipFile.objects.exclude(current=None).select_related("current")[:5]:
        test = file.current.assessments.select_related("line", "rules", "exclusions").get()
        again = assessed_by(file.current.declaration(), test.line, test.rules, test.exclusions)
        assert again == test.assessed()


@pytest.mark.parametrize(
    ("temporary", "routine"), [((0, "1"), (0, "0")), ((2, "0.01"), (0, "0")), ((1, "0.001"), (0, "0"))]
)
def test_what_cannot_be_paid_is_told(db, temporary, routine):
    with pytest.raises(BadFacts):
        factories.build(facts(temporary, routine), only=("hardship",))
