"""The rules of hardship: the means test by its vectors, what a request does to a file, and the caps of relief."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanxin.foundation.kernel.money import ZERO
from yuanxin.welfare.hardship.choices import Category, Cause, CloseReason, FileStatus, ReliefKind, RequestKind
from yuanxin.welfare.hardship.rules.assessing import Assessed, assess, net_per_head
from yuanxin.welfare.hardship.rules.declared import Declared, DeclaredMember, Money, Undeclared, check
from yuanxin.welfare.hardship.rules.files import Effect, NoEffect, effect_of, months_after, next_recheck
from yuanxin.welfare.hardship.rules.policies import (
    CategoryRules,
    Exclusions,
    HolidayAmounts,
    ReliefCaps,
    ReviewMonths,
)
from yuanxin.welfare.hardship.rules.relief import Bills, Computed, NothingLeft, compute

TODAY = datetime.date(2016, 6, 30)
LINE = Decimal(744)
RULES = CategoryRules(below={"relative": Decimal(2), "deep": Decimal(1)}, accident_below=Decimal(3))
OUT = Exclusions(homes=2, others=("vehicle", "business", "luxury"))
CAPS = ReliefCaps(Decimal(12), Decimal(10), Decimal(12), 100, ("routine", "medical", "study", "holiday"))
HOLIDAY = HolidayAmounts({"deep": Decimal(2000), "relative": Decimal(1500)})
ADULT, CHILD = datetime.date(1980, 1, 1), datetime.date(2010, 9, 1)

yuan = st.decimals(0, 1_000_000, places=2)


def declares(income="42000", costs="21000", members=3, **other) -> Declared:
    given = {"main_cause": Cause.LOW_INCOME, "household_type": "urban", "housing": "rented"}
    told = tuple(DeclaredMember(member=number, employment="employed") for number in range(1, members + 1))
    return Declared(
        members=told,
        income=(Money(kind="wage", amount=Decimal(income), member=1),),
        costs=(Money(kind="medical", amount=Decimal(costs)),),
        **given | other,
    )


@pytest.mark.parametrize(
    ("income", "costs", "members", "net", "category"),
    [
        ("42000", "21000", 3, "583.33", Category.DEEP),
        ("60000", "12000", 3, "1333.33", Category.RELATIVE),
        ("90000", "30000", 3, "1666.67", ""),
        ("36000", "40000", 2, "-166.67", Category.DEEP),
        # A household exactly on a line is not below it.
        ("26784", "0", 3, "744.00", Category.RELATIVE),
        ("53568", "0", 3, "1488.00", ""),
    ],
)
def test_the_vectors_of_the_means_test(income, costs, members, net, category):
    result = assess(declares(income, costs, members), LINE, RULES, OUT)
    assert (result.net, result.category) == (Decimal(net), category)
    assert result.income == Decimal(income)
    assert result.compared[0].limit == LINE


def test_a_household_fallen_by_an_accident_has_a_line_of_its_own():
    above = declares("90000", "30000")
    assert assess(above, LINE, RULES, OUT).category == ""
    fallen = declares("90000", "30000", main_cause=Cause.ILLNESS, further_causes=(Cause.ACCIDENT,))
    result = assess(fallen, LINE, RULES, OUT)
    assert result.category == Category.ACCIDENT
    assert [each.category for each in result.compared] == ["deep", "relative", "accident"]
    assert assess(declares("99000", "0", main_cause=Cause.ACCIDENT), LINE, RULES, OUT).category == ""


@pytest.mark.parametrize(
    ("given", "ground"),
    [
        ({"homes": 2}, "homes"),
        ({"vehicle": "private"}, "vehicle"),
        ({"business": True}, "business"),
        ({"luxury": True}, "luxury"),
    ],
)
def test_what_keeps_a_household_out_does_so_unless_an_exception_is_recorded(given, ground):
    result = assess(declares(**given), LINE, RULES, OUT)
    assert (result.exclusions, result.category) == ((ground,), "")
    let_in = assess(declares(exception="房屋为危房，无法居住", **given), LINE, RULES, OUT)
    assert (let_in.exclusions, let_in.category) == ((ground,), Category.DEEP)
    assert assess(declares(vehicle="for_work", homes=1), LINE, RULES, OUT).exclusions == ()


@given(income=yuan, costs=yuan, members=st.integers(1, 12))
def test_the_net_income_is_that_of_an_exact_division_to_half_a_fen(income, costs, members):
    exact = (income - costs) / 12 / members
    assert abs(net_per_head(income, costs, members) - exact) <= Decimal("0.005")


@given(income=yuan, costs=yuan, line=st.decimals(1, 5000, places=2), members=st.integers(1, 8))
def test_a_kept_result_says_the_same_and_a_poorer_household_is_never_in_a_milder_category(income, costs, line, members):
    result = assess(declares(str(income), str(costs), members), line, RULES, OUT)
    assert Assessed.from_text(result.as_text()) == result
    poorer = assess(declares(str(income), str(costs + 1000), members), line, RULES, OUT)
    order = [Category.DEEP, Category.RELATIVE, ""]
    assert order.index(poorer.category) <= order.index(result.category)


def test_a_declaration_is_the_same_after_it_was_kept():
    declared = declares(
        main_cause=Cause.ILLNESS,
        further_causes=(Cause.SCHOOLING, Cause.DISABILITY),
        area=Decimal("48.5"),
        dibao_monthly=Decimal("744.00"),
        situation="“妻子”患病",
    )
    assert Declared.from_text(declared.as_text()) == declared


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ((DeclaredMember(member=1), DeclaredMember(member=2)), "consent_2"),
        ((DeclaredMember(member=1), DeclaredMember(member=2, consent=True, employment="employed")), "employment_2"),
        ((DeclaredMember(member=1, disability="4"), DeclaredMember(member=2, consent=True)), "disability_1"),
        ((DeclaredMember(member=1),), ""),
    ],
)
def test_of_a_child_only_what_is_needed_is_taken_and_with_the_guardians_consent(members, field):
    with pytest.raises(Undeclared) as told:
        check(replaced(members=members), {1: ADULT, 2: CHILD}, TODAY)
    assert told.value.field == field


def replaced(**other) -> Declared:
    given = {"main_cause": Cause.LOW_INCOME, "household_type": "urban", "housing": "rented"}
    return Declared(**given | {"members": (DeclaredMember(member=1), DeclaredMember(member=2, consent=True))} | other)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"main_cause": ""}, "main_cause"),
        ({"main_cause": Cause.ILLNESS}, "main_cause"),
        ({"further_causes": (Cause.LOW_INCOME,)}, "further_causes"),
        ({"further_causes": tuple(Cause.values[:4])}, "further_causes"),
        ({"income": (Money(kind="wage", amount=Decimal(-1)),)}, "income_amount_1"),
        ({"income": (Money(kind="support", amount=Decimal(100), member=2),)}, "income_amount_1"),
        ({"costs": (Money(kind="rent", amount=Decimal(1), member=9),)}, "costs_member_1"),
    ],
)
def test_what_is_missing_or_should_not_stand_there_is_named(other, field):
    check(replaced(), {1: ADULT, 2: CHILD}, TODAY)
    with pytest.raises(Undeclared) as told:
        check(replaced(**other), {1: ADULT, 2: CHILD}, TODAY)
    assert told.value.field == field


@pytest.mark.parametrize(
    ("employments", "nobody"),
    [(("unemployed", "laid_off"), True), (("unemployed", "employed"), False), (("retired", "student"), False)],
)
def test_nobody_works_in_a_household_whose_able_members_have_no_work(employments, nobody):
    members = tuple(DeclaredMember(member=n, employment=each) for n, each in enumerate(employments))
    assert replaced(members=members).no_one_works is nobody


class TestEffects:
    def effect(self, kind, status, category="", assessed="", *, reason="", watched=None) -> Effect:
        return effect_of(
            kind,
            status=status,
            category=category,
            assessed=assessed,
            reason=reason,
            watched_since=watched,
            exit_months=6,
            today=TODAY,
        )

    @pytest.mark.parametrize(
        ("kind", "status", "category", "assessed", "watched", "after"),
        [
            ("open", None, "", "deep", None, ("filed", "deep", "", "opened")),
            ("return", "closed", "deep", "edge", None, ("filed", "edge", "", "returned")),
            ("recheck", "filed", "deep", "deep", None, ("filed", "deep")),
            ("change", "filed", "deep", "relative", None, ("filed", "relative", "changed", "changed")),
            ("recheck", "filed", "deep", "", None, ("recovered", "recovered", "recovered", "recovered")),
            ("recheck", "recovered", "recovered", "deep", "2016-03-01", ("filed", "deep", "changed", "changed")),
            ("recheck", "recovered", "recovered", "", "2016-03-01", ("recovered", "recovered")),
            ("recheck", "recovered", "recovered", "", "2015-12-30", ("closed", "recovered", "closed")),
            ("change", "recovered", "recovered", "", "2015-12-30", ("recovered", "recovered")),
        ],
    )
    def test_what_an_approval_does(self, kind, status, category, assessed, watched, after):
        since = datetime.date.fromisoformat(watched) if watched else None
        assert self.effect(kind, status, category, assessed, watched=since) == Effect(*after)

    @pytest.mark.parametrize(
        ("kind", "status", "assessed"),
        [
            (RequestKind.OPEN, FileStatus.FILED, "deep"),
            (RequestKind.OPEN, FileStatus.CLOSED, "deep"),
            (RequestKind.OPEN, None, ""),
            (RequestKind.RETURN, None, "deep"),
            (RequestKind.RETURN, FileStatus.FILED, "deep"),
            (RequestKind.CHANGE, None, "deep"),
            (RequestKind.RECHECK, FileStatus.CLOSED, "deep"),
            (RequestKind.CLOSE, FileStatus.CLOSED, ""),
        ],
    )
    def test_what_cannot_be_done_to_a_file_that_stands_so(self, kind, status, assessed):
        with pytest.raises(NoEffect):
            self.effect(kind, status, "deep", assessed, reason=CloseReason.DECEASED)

    def test_a_file_is_closed_for_recovery_after_the_time_of_watching_only(self):
        too_early = datetime.date(2016, 1, 1)
        for status, since in ((FileStatus.FILED, None), (FileStatus.RECOVERED, too_early)):
            with pytest.raises(NoEffect):
                self.effect(RequestKind.CLOSE, status, reason=CloseReason.RECOVERED, watched=since)
        long_ago = datetime.date(2015, 12, 30)
        done = self.effect(RequestKind.CLOSE, FileStatus.RECOVERED, reason=CloseReason.RECOVERED, watched=long_ago)
        assert done.status == FileStatus.CLOSED
        assert self.effect(RequestKind.CLOSE, FileStatus.FILED, reason=CloseReason.DECEASED).ends == "closed"

    def test_the_next_re_check_is_after_a_year_by_accident_after_half_a_year_and_never_once_closed(self):
        months = ReviewMonths(usual=12, accident=6)
        day = datetime.date(2015, 8, 31)
        assert next_recheck(day, Effect("filed", "deep"), months, 6) == datetime.date(2016, 8, 31)
        assert next_recheck(day, Effect("filed", "accident"), months, 6) == datetime.date(2016, 2, 29)
        assert next_recheck(day, Effect("recovered", "recovered"), months, 6) == datetime.date(2016, 2, 29)
        assert next_recheck(day, Effect("closed", "deep"), months, 6) is None

    @given(day=st.dates(datetime.date(2000, 1, 1), datetime.date(2090, 1, 1)), months=st.integers(1, 36))
    def test_months_later_is_that_month_and_no_later_day(self, day, months):
        later = months_after(day, months)
        assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
        assert later.day <= day.day


class TestCaps:
    @pytest.mark.parametrize(
        ("kind", "applied", "used", "cap", "amount"),
        [
            (ReliefKind.ROUTINE, "3000", "0", "8928.00", "3000"),
            (ReliefKind.ROUTINE, "10000", "0", "8928.00", "8928.00"),
            (ReliefKind.ROUTINE, "3000", "7000", "8928.00", "1928.00"),
            (ReliefKind.STUDY, "9000", "0", "7440.00", "7440.00"),
            (ReliefKind.TEMPORARY, "20000", "0", "8928.00", "8928.00"),
        ],
    )
    def test_an_amount_over_the_cap_is_cut_and_by_how_much_is_told(self, kind, applied, used, cap, amount):
        result = compute(kind, applied=Decimal(applied), line=LINE, caps=CAPS, used=Decimal(used))
        assert (result.cap, result.amount) == (Decimal(cap), Decimal(amount))
        assert result.cut == Decimal(applied) - Decimal(amount)
        assert Computed.from_text(result.as_text()) == result

    def test_medical_relief_is_what_was_borne_after_all_insurance(self):
        bills = Bills(total=Decimal(48000), insurance=Decimal(30000), other_cover=Decimal(5220), outside=Decimal(3200))
        result = compute(ReliefKind.MEDICAL, applied=Decimal(20000), line=LINE, caps=CAPS, bills=bills)
        assert (result.self_paid, result.amount) == (Decimal(9580), Decimal("9580.00"))
        overpaid = Bills(total=Decimal(100), insurance=Decimal(150))
        assert overpaid.self_paid == ZERO
        with pytest.raises(NothingLeft):
            compute(ReliefKind.MEDICAL, applied=Decimal(1), line=LINE, caps=CAPS, bills=overpaid)

    def test_holiday_relief_goes_by_category(self):
        result = compute(ReliefKind.HOLIDAY, applied=None, line=LINE, caps=CAPS, holiday=HOLIDAY, category="deep")
        assert (result.amount, result.applied, result.cut) == (Decimal("2000.00"), Decimal("2000.00"), ZERO)

    def test_nothing_is_given_where_the_cap_is_used_up(self):
        with pytest.raises(NothingLeft) as told:
            compute(ReliefKind.ROUTINE, applied=Decimal(1), line=LINE, caps=CAPS, used=Decimal(8928))
        assert "8928.00" in str(told.value)

    @given(applied=st.decimals("0.01", 100_000, places=2), used=st.decimals(0, 20_000, places=2))
    def test_what_is_given_with_what_was_given_never_exceeds_the_cap(self, applied, used):
        try:
            result = compute(ReliefKind.ROUTINE, applied=applied, line=LINE, caps=CAPS, used=used)
        except NothingLeft:
            assert used >= 8928
            return
        assert ZERO < result.amount <= applied
        assert used + result.amount <= result.cap or result.amount == result.left
        assert result.amount + result.cut == applied
