"""F29 to F32 and F34 to F37 come out whatever the facts say, by the real rules, or are refused."""

import datetime
from decimal import Decimal

import pytest

from tests.demo.factories import H1_2016, TODAY
from tests.golden.test_half_year import assert_comes_to, build
from yuanxin.demo.spec import BadFacts, Fact, Facts
from yuanxin.foundation.figures.queries import measure
from yuanxin.welfare.model_workers.choices import EntitlementState, FilingState
from yuanxin.welfare.model_workers.models import Benefit, Filing, IncomeStatement, MedicalClaim
from yuanxin.welfare.model_workers.queries.computing import allowance_of, computation_of, costs_of
from yuanxin.welfare.model_workers.rules.computing import MONTHS

SHIPPED = {
    "national": (12, "106800"), "provincial": (17, "217500"), "city": (24, "224300"), "medical": (34, "199500"),
}  # fmt: skip
S = EntitlementState
WAITING = (S.SUBMITTED, S.CHECKED, S.REVIEWED, S.REPORTED, S.PAID, S.SIGNED)
ONE_DAY = (datetime.date(2016, 8, 1), datetime.date(2016, 8, 1))


def facts(kinds: dict[str, tuple[int, str]], period=H1_2016) -> Facts:
    """Facts about people and money by kind."""
    words = {"medical": ("persons", "paid")}
    return Facts(
        union="西湖区总工会",
        division="330106",
        begins_on=period[0],
        ends_on=period[1],
        facts=tuple(
            Fact(id=f"{kind} {word}", figure=f"model_workers.{kind}_{word}", value=Decimal(value), unit=unit)
            for kind, values in kinds.items()
            for word, value, unit in zip(words.get(kind, ("applicants", "applied")), values, ("人", "元"), strict=True)
        ),
    )


def times(factor: str) -> dict[str, tuple[int, str]]:
    """The shipped people with another amount a head."""
    return {kind: (people, str(Decimal(money) * Decimal(factor))) for kind, (people, money) in SHIPPED.items()}


@pytest.mark.parametrize(
    ("kinds", "period"),
    [
        (SHIPPED, H1_2016),
        (times("0.5"), H1_2016),
        (times("2"), ONE_DAY),
        (dict.fromkeys(SHIPPED, (0, "0")), H1_2016),
        (
            {"national": (1, "100"), "provincial": (3, "10000.01"), "city": (2, "3333.33"), "medical": (3, "0.03")},
            H1_2016,
        ),
        ({"medical": (90, "123456.78")}, H1_2016),
    ],
    ids=["as shipped", "half a head", "twice a head on one day", "nobody", "to the fen", "many claims"],
)
def test_applications_and_refunds_come_to_the_facts(db, kinds, period):
    given = facts(kinds, period)
    union, period = build(given)
    assert assert_comes_to(given, union, period) == 2 * len(kinds)
    if sum(people for people, _money in kinds.values()):
        before = type(period)(period.start - datetime.timedelta(days=400), period.start - datetime.timedelta(days=1))
        codes = [fact.figure for fact in given.facts if fact.figure.endswith(("applied", "paid")) and fact.value > 1000]
        assert all(measure(code, union, before).value > 0 for code in codes)


def test_every_amount_is_what_its_rule_gives(db):
    build(facts(SHIPPED))
    allowances = Benefit.objects.exclude(statement=None).select_related("statement", "policy")
    assert allowances.count() > 2 * 40
    for benefit in allowances:
        kept = computation_of(benefit)
        again = allowance_of(benefit.policy, benefit.statement, level=benefit.level, months=list(MONTHS))
        assert kept.amount == benefit.computed == again.amount
    for claim in MedicalClaim.objects.prefetch_related("bills"):
        kept = computation_of(claim)
        assert kept.amount == claim.computed
        assert {name: Decimal(kept.inputs[name]) for name in ("total", "pooled")} == {
            name: value for name, value in costs_of(claim.bills.all()).items() if name in {"total", "pooled"}
        }


def test_something_waits_at_every_step(db):
    build(facts(SHIPPED))
    states = set(Benefit.objects.values_list("state", flat=True)) | set(
        MedicalClaim.objects.values_list("state", flat=True)
    )

    assert states >= set(WAITING)
    waiting = set(Filing.objects.values_list("state", flat=True))
    assert waiting >= {FilingState.NOTICE, FilingState.REPORTED, FilingState.OPEN, FilingState.GRANTED}
    assert IncomeStatement.objects.awaited().filter(survey__year=TODAY.year).exists()


@pytest.mark.parametrize(
    "kinds",
    [
        {"national": (0, "100")},
        {"provincial": (2, "0")},
        {"city": (1, "99.99")},
        {"city": (1, "40000.01")},
        {"medical": (1, "30000.01")},
        {"medical": (1, "0.001")},
        dict.fromkeys(("national", "provincial", "city"), (1200, "1200000")),
    ],
)
def test_what_the_rules_cannot_give_is_refused(db, kinds):
    with pytest.raises(BadFacts):
        build(facts(kinds))
