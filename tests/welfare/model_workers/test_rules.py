"""The rules by example and by property: amounts, caps, months, levels, incomes, and what the policies refuse."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.welfare.model_workers.rules import incomes as incomes_of
from yuanxin.welfare.model_workers.rules.computing import allowance, gift, months_on_register, reimbursement, relief
from yuanxin.welfare.model_workers.rules.policies import (
    FlatGift,
    LowIncomeLine,
    MedicalRatio,
    ReliefTiers,
    words_of_key,
)
from yuanxin.welfare.model_workers.rules.spells import Held, LevelSpell, level_spells
from yuanxin.welfare.model_workers.rules.steps import Computation

LINE = LowIncomeLine(
    lines={"2.retired": Decimal(4500), "2.employed": Decimal(5000)},
    least=Decimal(100),
    caps={"2": Decimal(30000)},
)
TIERS = ReliefTiers(
    tiers={
        "own_illness.10000": Decimal(3000), "own_illness.30000": Decimal(8000), "own_illness.100000": Decimal(30000),
        "accident.5000": Decimal(5000),
    },
    caps={"1": Decimal(50000), "2": Decimal(20000)},
)  # fmt: skip
GIFT = FlatGift(amounts={"1": Decimal(2000), "2": Decimal(1500)})
MEDICAL = MedicalRatio(
    ratios={"1": Decimal(90), "2": Decimal(80), "3": Decimal("72.5")},
    deductibles={"1": ZERO, "2": Decimal(500), "3": Decimal(500)},
    caps={"2": Decimal(10000)},
)
YEAR = list(range(1, 13))
money = st.decimals(min_value=0, max_value=200_000, places=2)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def codes(computation: Computation) -> list[str]:
    return [step.code for step in computation.steps]


class TestAllowance:
    """困难补助金 = Σ months max(0, line − income)."""

    def of(self, incomes, *, months=None, used=ZERO, level=2, employment="retired") -> Computation:
        given = [Decimal(each) for each in incomes] if len(incomes) == 12 else [Decimal(incomes[0])] * 12
        return allowance(
            LINE,
            level=level,
            employment=employment,
            incomes=given,
            months=YEAR if months is None else months,
            used=used,
        )

    def test_it_is_the_sum_of_what_is_missing_to_the_line(self):
        assert self.of(["3433.33"]).amount == Decimal("12800.04")
        assert self.of([4500]).amount == self.of([9000]).amount == ZERO
        uneven = [4000] * 6 + [5000] * 6
        assert self.of(uneven).amount == Decimal(3000), "a good month does not make up for a bad one"

    def test_another_standing_has_another_line(self):
        assert self.of([4000], employment="employed").amount == Decimal(12000)
        assert codes(self.of([0], employment="farmer"))[-1] == "no_line"

    def test_only_months_on_the_register_count(self):
        assert self.of([4000], months=[1, 2, 3]).amount == Decimal(1500)
        assert self.of([4000], months=[]).amount == ZERO

    def test_less_than_the_smallest_is_nothing_and_says_so(self):
        assert self.of(["4491.67"]).refusal.split("，")[0].endswith("99.96元")
        assert self.of(["4491.66"]).amount == Decimal("100.08")

    def test_the_cap_cuts_and_says_so(self):
        cut = self.of([1000], used=Decimal(5000))
        assert (cut.amount, codes(cut)[-1]) == (Decimal(25000), "capped")
        assert "30000" in cut.cut
        assert self.of([1000], used=Decimal(30000)).amount == ZERO

    @given(st.lists(money, min_size=12, max_size=12), money)
    def test_it_never_falls_when_an_income_falls_and_never_passes_the_cap(self, incomes, used):
        computed = allowance(LINE, level=2, employment="retired", incomes=incomes, months=YEAR, used=used)
        poorer = allowance(
            LINE, level=2, employment="retired", incomes=[each / 2 for each in incomes], months=YEAR, used=used
        )
        assert ZERO <= computed.amount <= poorer.amount <= max(ZERO, Decimal(30000) - used)

    @given(st.lists(money, min_size=12, max_size=12))
    def test_the_steps_add_up_to_the_amount(self, incomes):
        computed = allowance(LINE, level=2, employment="retired", incomes=incomes, months=YEAR)
        gaps = sum(Decimal(step.values["gap"]) for step in computed.steps if step.code == "month")
        if codes(computed)[-1] == "gaps":
            assert computed.amount == gaps


class TestRelief:
    def test_the_highest_tier_reached_is_given(self):
        for paid, amount in ((9999, 0), (10000, 3000), (29999.99, 3000), (30000, 8000), (250000, 30000)):
            computed = relief(TIERS, level=1, cause="own_illness", self_paid=Decimal(str(paid)))
            assert computed.amount == amount
        assert relief(TIERS, level=1, cause="disaster", self_paid=Decimal(10**6)).refusal

    def test_a_year_has_a_cap_by_level(self):
        first = relief(TIERS, level=2, cause="own_illness", self_paid=Decimal(100000))
        assert (first.amount, codes(first)[-1]) == (Decimal(20000), "capped")
        assert relief(TIERS, level=2, cause="accident", self_paid=Decimal(5000), used=first.amount).amount == ZERO

    @given(money, money)
    def test_more_paid_oneself_never_brings_less(self, paid, used):
        low = relief(TIERS, level=2, cause="own_illness", self_paid=paid / 2, used=used)
        assert low.amount <= relief(TIERS, level=2, cause="own_illness", self_paid=paid, used=used).amount


def test_a_gift_is_alike_for_a_level_and_none_without_an_amount():
    assert (gift(GIFT, level=1).amount, gift(GIFT, level=2).amount) == (2000, 1500)
    assert gift(GIFT, level=4).refusal


class TestReimbursement:
    def of(self, total, *, level=2, before=ZERO, used=ZERO, **paid) -> Computation:
        parts = dict.fromkeys(("pooled", "aided", "insured", "excluded"), ZERO) | {
            name: Decimal(str(value)) for name, value in paid.items()
        }
        return reimbursement(
            MEDICAL, level=level, total=Decimal(str(total)), eligible_before=before, used=used, **parts
        )

    def test_what_others_paid_and_what_lies_outside_the_catalogue_is_left_out(self):
        computed = self.of(48000, pooled=30000, aided=5220, insured=1000, excluded=3200)
        assert computed.amount == (Decimal(8580) - 500) * Decimal("0.8")
        assert codes(computed) == ["eligible", "deductible", "share"]
        assert self.of(1000, pooled=900, aided=200).amount == ZERO, "more than all was paid by others"

    def test_the_deductible_counts_once_a_year(self):
        assert self.of(500).refusal
        assert self.of(501).amount == Decimal("0.80")
        assert self.of(1000, before=Decimal(200)).amount == Decimal(560)
        assert self.of(1000, before=Decimal(500)).amount == Decimal(800)

    def test_half_a_fen_goes_up(self):
        assert self.of("500.02", level=3).amount == Decimal("0.01")
        assert self.of("500.10", level=3).amount == Decimal("0.07")

    def test_the_cap_cuts_and_says_so_and_no_cap_does_not(self):
        cut = self.of(100000, used=Decimal(4000))
        assert (cut.amount, codes(cut)[-1]) == (Decimal(6000), "capped")
        assert self.of(100000, level=1).amount == Decimal(90000)
        assert codes(self.of(100000, level=4)) == ["no_ratio"]

    @given(st.lists(st.decimals(min_value=0, max_value=30000, places=2), min_size=1, max_size=6))
    def test_claims_of_a_year_never_pass_the_cap_nor_depend_on_being_split(self, totals):
        before = used = ZERO
        for total in totals:
            computed = self.of(total, before=before, used=used)
            before, used = before + total, used + computed.amount
        whole = self.of(sum(totals)).amount
        assert used <= Decimal(10000)
        # Each share is rounded by itself: at most half a fen a claim.
        assert abs(used - whole) <= Decimal("0.005") * len(totals)


@pytest.mark.parametrize(
    ("spells", "months"),
    [
        ([("2010-05-01", None)], YEAR),
        ([("2010-05-01", "2016-03-10")], [1, 2, 3]),
        ([("2010-05-01", "2016-03-01")], [1, 2]),
        ([("2016-05-10", None)], [6, 7, 8, 9, 10, 11, 12]),
        ([("2016-05-01", None)], [5, 6, 7, 8, 9, 10, 11, 12]),
        ([("2010-05-01", "2016-03-10"), ("2016-09-20", None)], [1, 2, 3, 10, 11, 12]),
        ([("2017-01-01", None)], []),
        ([], []),
    ],
)
def test_a_month_counts_where_one_stood_on_the_register_on_its_first_day(spells, months):
    days = [(day(begins), day(ends) if ends else None) for begins, ends in spells]
    assert months_on_register(2016, days) == months


def test_what_two_districts_count_of_a_move_is_one_year():
    moved = day("2016-05-10")
    former = months_on_register(2016, [(day("2000-01-01"), moved)])
    assert sorted(former + months_on_register(2016, [(moved, None)])) == YEAR


class TestLevels:
    CITY, PROVINCE = Held(3, day("1995-04-28")), Held(2, day("2005-04-28"))

    def test_a_higher_honour_begins_another_spell_and_a_lower_one_none(self):
        assert level_spells([self.PROVINCE, self.CITY, Held(3, day("2010-04-28"))]) == [
            LevelSpell(3, day("1995-04-28"), day("2005-04-28")),
            LevelSpell(2, day("2005-04-28")),
        ]

    def test_a_withdrawn_honour_falls_back_to_the_next_or_ends(self):
        gone = Held(2, day("2005-04-28"), day("2016-05-01"))
        assert level_spells([self.CITY, gone])[-1] == LevelSpell(3, day("2016-05-01"))
        assert level_spells([gone]) == [LevelSpell(2, day("2005-04-28"), day("2016-05-01"))]

    def test_who_came_later_is_counted_from_then(self):
        assert level_spells([self.CITY, self.PROVINCE], day("2016-03-01")) == [LevelSpell(2, day("2016-03-01"))]
        assert level_spells([self.CITY, self.PROVINCE], day("2000-01-01")) == [
            LevelSpell(3, day("2000-01-01"), day("2005-04-28")),
            LevelSpell(2, day("2005-04-28")),
        ]
        assert level_spells([], day("2016-03-01")) == []

    @given(
        st.lists(
            st.builds(
                lambda level, begins, days: Held(
                    level, begins, begins + datetime.timedelta(days=days) if days else None
                ),
                st.integers(1, 4),
                st.dates(day("1980-01-01"), day("2015-12-31")),
                st.integers(0, 9000),
            ),
            max_size=5,
        ),
        st.dates(day("1975-01-01"), day("2020-12-31")),
    )
    def test_on_any_day_the_spell_has_the_highest_level_held(self, honours, asked):
        spells = level_spells(honours)
        holding = [
            each for each in spells if each.begins_on <= asked and (each.ends_on is None or each.ends_on > asked)
        ]
        highest = min((held.level for held in honours if held.on(asked)), default=None)
        assert [each.level for each in holding] == ([] if highest is None else [highest])


class TestIncomes:
    def test_one_amount_or_another_from_a_month_on(self):
        assert incomes_of.twelve(Decimal(3000)) == (Decimal(3000),) * 12
        changed = incomes_of.twelve(Decimal(3000), changed_from=7, after=Decimal("2500.5"))
        assert (changed[5], changed[6], len(changed)) == (Decimal(3000), Decimal("2500.50"), 12)
        assert incomes_of.in_parts(changed) == (Decimal(3000), 7, Decimal("2500.50"))
        assert incomes_of.read(incomes_of.written(changed)) == changed

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"income": Decimal(-1)}, "income"),
            ({"changed_from": 7}, "after"),
            ({"after": Decimal(1)}, "changed_from"),
            ({"changed_from": 1, "after": Decimal(1)}, "changed_from"),
            ({"changed_from": 13, "after": Decimal(1)}, "changed_from"),
            ({"changed_from": 7, "after": Decimal(-1)}, "after"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(self, wrong, field):
        with pytest.raises(Refused) as refused:
            incomes_of.twelve(**{"income": Decimal(3000)} | wrong)
        assert refused.value.field == field

    def test_a_band_tells_no_amount(self):
        assert incomes_of.band(" ".join(["2999.99"] * 12)) == "2000–3000"
        assert incomes_of.band(" ".join(["0"] * 12)) == "0–1000"


def test_a_computation_is_kept_and_read_again():
    computed = allowance(LINE, level=2, employment="retired", incomes=[Decimal("3433.33")] * 12, months=YEAR)
    assert Computation.loaded(computed.dumped()) == computed
    assert all(step.sentence for step in computed.steps)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: LowIncomeLine(lines={"2": Decimal(1)}, least=ZERO, caps={}),
        lambda: LowIncomeLine(lines={"2.student": Decimal(1)}, least=ZERO, caps={}),
        lambda: LowIncomeLine(lines={}, least=Decimal(-1), caps={}),
        lambda: LowIncomeLine(lines={}, least=ZERO, caps={"9": Decimal(1)}),
        lambda: LowIncomeLine(lines={"2.retired": Decimal("0.001")}, least=ZERO, caps={}),
        lambda: ReliefTiers(tiers={"laziness.1000": Decimal(1)}, caps={}),
        lambda: ReliefTiers(tiers={"accident.viel": Decimal(1)}, caps={}),
        lambda: FlatGift(amounts={"1": Decimal(-5)}),
        lambda: MedicalRatio(ratios={"1": Decimal(101)}, deductibles={}, caps={}),
        lambda: MedicalRatio(ratios={"1": ZERO}, deductibles={}, caps={}),
    ],
)
def test_a_policy_with_values_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        wrong()


def test_keys_of_policies_are_read_by_people():
    assert all(words_of_key(key) != key for key in ("2", "2.retired", "accident.10000"))
    assert words_of_key("other") == "other"
