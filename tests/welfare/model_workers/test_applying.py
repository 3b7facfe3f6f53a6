"""The three funds: previewed, applied for in one run, relief of one, and what is not given."""

import datetime
import threading
from decimal import Decimal

import pytest
from django.db import connection

from tests.foundation.unions.factories import UnionFactory
from tests.welfare.model_workers.factories import (
    BenefitFactory,
    IncomeStatementFactory,
    IncomeSurveyFactory,
    ModelWorkerFactory,
)
from tests.welfare.model_workers.ways import (
    BOTH,
    TODAY,
    chair_union,
    run,
)
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.flow.models import Notice
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.policies.services import open_policy
from yuanxin.growth.honours.choices import HonourLevel
from yuanxin.welfare.model_workers.choices import BenefitKind, FilingState, ReliefCause
from yuanxin.welfare.model_workers.models import Benefit, Filing
from yuanxin.welfare.model_workers.queries.computing import candidates
from yuanxin.welfare.model_workers.rules.policies import HOLIDAY, LOW_INCOME
from yuanxin.welfare.model_workers.rules.steps import Computation
from yuanxin.welfare.model_workers.services import (
    ApplicationChanged,
    NothingComputed,
    apply_for_relief,
)


class TestPreview:
    def test_it_says_of_everybody_how_much_or_why_not(self, district, grassroots, survey, poor, worker):
        rich = ModelWorkerFactory(union=grassroots, person__name="高收入")
        silent = ModelWorkerFactory(union=grassroots, person__name="未填报")
        ModelWorkerFactory(union=grassroots, level=2)
        IncomeStatementFactory(survey=survey, worker=rich, income="9000")
        BenefitFactory(worker=silent, kind=BenefitKind.HOLIDAY)
        found = {
            (each.worker, each.kind): each for each in candidates(district, level=3, year=2016, kinds=BOTH, today=TODAY)
        }
        assert len(found) == 6
        allowance = found[worker, BenefitKind.DIFFICULTY]
        assert (allowance.amount, allowance.statement) == (Decimal("12000.00"), poor)
        assert found[worker, BenefitKind.HOLIDAY].amount == Decimal(1000)
        assert not found[rich, BenefitKind.DIFFICULTY].eligible
        assert (
            "困难线" in found[rich, BenefitKind.DIFFICULTY].why_not
            or "line" in found[rich, BenefitKind.DIFFICULTY].why_not
        )
        assert found[silent, BenefitKind.DIFFICULTY].why_not
        assert found[silent, BenefitKind.HOLIDAY].why_not
        assert found[rich, BenefitKind.HOLIDAY].eligible

    def test_it_asks_the_same_however_many_there_are(self, district, grassroots, survey, django_assert_num_queries):
        def add(count):
            for each in ModelWorkerFactory.create_batch(count, union=grassroots):
                IncomeStatementFactory(survey=survey, worker=each)

        add(2)
        with django_assert_num_queries(6):
            assert len(candidates(district, level=3, year=2016, kinds=BOTH, today=TODAY)) == 4
        add(10)
        with django_assert_num_queries(6):
            assert len(candidates(district, level=3, year=2016, kinds=BOTH, today=TODAY)) == 24


class TestApplying:
    def test_one_run_makes_one_filing_with_every_computation_kept(self, clerk, district, poor, worker):
        filing, benefits = run(clerk, district, expected=(2, Decimal("13000.00")))
        assert (filing.title, filing.union, filing.state) == ("2016年市级劳模三金申报", district, FilingState.OPEN)
        allowance = next(each for each in benefits if each.kind == BenefitKind.DIFFICULTY)
        assert (allowance.computed, allowance.applied, allowance.approved, allowance.paid) == (12000, 12000, None, None)
        assert allowance.policy == Policy.objects.get(code=LOW_INCOME)
        kept = Computation.loaded(unseal(allowance.basis))
        assert kept.amount == allowance.computed
        assert [step.code for step in kept.steps].count("month") == 12
        assert (allowance.statement, allowance.statement_version) == (poor, poor.version)
        assert allowance.what != BenefitKind.DIFFICULTY.label, "the city calls it an allowance for low income"
        assert Event.objects.get(action="model_workers.benefit_begin").details["count"] == 2

    def test_a_second_run_finds_everything_applied_for_and_a_later_one_joins_the_open_filing(
        self, clerk, district, applied, grassroots
    ):
        with pytest.raises(NothingComputed):
            run(clerk, district)
        ModelWorkerFactory(union=grassroots)
        filing, benefits = run(clerk, district)
        assert (filing.pk, len(benefits)) == (applied.pk, 1)

    def test_what_changed_since_the_preview_is_told(self, clerk, district, poor):
        with pytest.raises(ApplicationChanged):
            run(clerk, district, expected=(3, Decimal("13000.00")))
        with pytest.raises(ApplicationChanged):
            run(clerk, district, expected=(2, Decimal("13000.01")))
        assert not Benefit.objects.exists()

    def test_who_may_not_apply_is_refused(self, actor_as, chair, district, street, poor):
        with pytest.raises(NotAllowed):
            run(actor_as(Role.REVIEWER, district), district)
        with pytest.raises(NotAllowed):
            run(chair, chair_union(chair))
        beside = UnionFactory(parent=district)
        with pytest.raises(OutOfScope):
            run(actor_as(Role.STREET_OFFICER, beside), district)
        with pytest.raises(NothingComputed):
            run(actor_as(Role.STREET_OFFICER, beside), beside)
        filing, _benefits = run(actor_as(Role.STREET_OFFICER, street), street)
        assert filing.union == district

    def test_runs_at_the_same_instant_make_one(self, own_database, clerk, district, grassroots):
        survey = IncomeSurveyFactory(union=district)
        for each in ModelWorkerFactory.create_batch(3, union=grassroots):
            IncomeStatementFactory(survey=survey, worker=each)
        said: list[str] = []

        def apply() -> None:
            try:
                run(clerk, district)
                said.append("applied")
            except NothingComputed:
                said.append("nothing left")
            finally:
                connection.close()

        threads = [threading.Thread(target=apply) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(said) == ["applied", "nothing left", "nothing left", "nothing left"]
        assert (Filing.objects.count(), Benefit.objects.count()) == (1, 6)

    def test_a_rule_that_changes_later_leaves_what_was_computed_before(self, clerk, officer, district, applied):
        open_policy(
            actor=officer, code=HOLIDAY, begins_on=datetime.date(2016, 7, 1), parameters={"amounts": {"3": "1800"}}
        )
        gift = Benefit.objects.get(kind=BenefitKind.HOLIDAY)
        assert gift.computed == Decimal(1000)
        assert gift.policy.typed.of(3) == Decimal(1000)
        later = candidates(district, level=3, year=2017, kinds=[BenefitKind.HOLIDAY], today=datetime.date(2016, 7, 1))
        assert [each.amount for each in later] == [Decimal(1800)]


class TestRelief:
    def test_it_is_computed_by_cause_and_sum_and_joins_the_filing_of_the_level(self, clerk, worker):
        benefit = apply_for_relief(
            actor=clerk, worker=worker, cause=ReliefCause.OWN_ILLNESS, self_paid=Decimal("35000.00"), today=TODAY
        )
        assert (benefit.computed, benefit.filing.level) == (Decimal(8000), HonourLevel.CITY)
        assert "own_illness" not in str(list(Event.objects.values_list("details", "object_label")))
        more = apply_for_relief(
            actor=clerk, worker=worker, cause=ReliefCause.OWN_ILLNESS, self_paid=Decimal(200000), today=TODAY
        )
        assert more.computed == Decimal(22000), "cut to the year's cap of 30,000"
        assert "30000" in more.reason
        with pytest.raises(NothingComputed):
            apply_for_relief(actor=clerk, worker=worker, cause=ReliefCause.ACCIDENT, self_paid=Decimal(1), today=TODAY)

    def test_another_amount_needs_its_reason(self, clerk, worker):
        given = {"cause": ReliefCause.OWN_ILLNESS, "self_paid": Decimal(35000), "today": TODAY}
        with pytest.raises(Refused) as refused:
            apply_for_relief(actor=clerk, worker=worker, applied=Decimal(5000), **given)
        assert refused.value.field == "reason"
        benefit = apply_for_relief(actor=clerk, worker=worker, applied=Decimal(5000), reason="已获民政救助", **given)
        assert (benefit.computed, benefit.applied, benefit.reason) == (8000, 5000, "已获民政救助")

    def test_the_public_notice_tells_no_illness(self, clerk, worker, take_on):
        benefit = apply_for_relief(
            actor=clerk, worker=worker, cause=ReliefCause.OWN_ILLNESS, self_paid=Decimal(35000), today=TODAY
        )
        take_on(benefit.filing, FilingState.NOTICE)
        entry = Notice.objects.get().entries[0]
        assert entry[0] == "王*真"
        assert not any(word in "".join(entry) for word in ("特困", "8000", "病", "Special"))
