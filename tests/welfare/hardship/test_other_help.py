"""Other help is told before an approval; goods count as help; holidays are for many households at once."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.foundation.payments.factories import PaymentFactory
from tests.welfare.hardship.factories import a_household
from tests.welfare.hardship.steps import LATER, TODAY, approved, asked, reviewed
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.payments.models import Payment
from yuanxin.welfare.hardship.models import Relief
from yuanxin.welfare.hardship.queries.relief import help_of, overlapping, overlaps_of
from yuanxin.welfare.hardship.services import (
    GoodsLine,
    approve_occasion,
    enter_occasion,
    give_goods,
    review_together,
    revoke_goods,
)
from yuanxin.welfare.hardship.services.approving import OverlapUnheard


class TestOverlaps:
    def test_other_help_is_told_before_the_approval_and_must_be_answered(
        self, office, household, fund, street, district
    ):
        PaymentFactory(
            union=street, fund=fund, kind="hardship.temporary", household=household.pk, approved_on=TODAY, settled=True
        )
        give_goods(
            actor=office.officer,
            household=household,
            occasion="送温暖",
            given_on=datetime.date(2016, 1, 20),
            received_by="张三",
            lines=[GoodsLine(name="大米", quantity=2, price=Decimal("65.50"), measure="袋")],
            today=TODAY,
        )
        relief = reviewed(office, household)
        found = overlaps_of(relief, office.approver)
        assert [(each.amount, each.why) for each in found] == [
            (Decimal("1200.00"), "同一年度同类帮扶"),
            (Decimal("131.00"), "同一年度"),
        ]
        with pytest.raises(OverlapUnheard) as told:
            approved(office, relief, fund)
        assert told.value.field == "overlap_opinion"
        done = approved(office, relief, fund, overlap_opinion="前次救助后病情加重")
        assert done.overlap_opinion == "前次救助后病情加重"

    def test_help_to_a_member_of_the_household_is_found_too_and_what_may_not_be_seen_only_hinted_at(
        self, office, household, fund, district
    ):
        PaymentFactory(
            union=district, fund=fund, kind="hardship.medical", payee_person=household.head_id, approved_on=TODAY
        )
        relief = asked(office.officer, household)
        assert [each.amount for each in overlaps_of(relief, office.approver)] == [Decimal("1200.00")]
        hinted = overlaps_of(relief, office.officer)
        assert [each.amount for each in hinted] == [None]

    def test_help_of_another_year_is_none(self, office, household, fund, street):
        PaymentFactory(
            union=street,
            fund=fund,
            kind="hardship.temporary",
            household=household.pk,
            approved_on=datetime.date(2015, 6, 1),
            settled=True,
        )
        relief = reviewed(office, household)
        assert overlaps_of(relief, office.approver) == []
        approved(office, relief, fund)
        assert len(help_of(office.approver, household).payments) == 2

    def test_goods_entered_by_mistake_count_no_more(self, office, household):
        given_ = give_goods(
            actor=office.officer,
            household=household,
            occasion="送清凉",
            given_on=TODAY,
            received_by="张三",
            lines=[GoodsLine(name="毛巾", quantity=1, price=Decimal(10))],
            today=TODAY,
        )
        relief = asked(office.officer, household)
        assert len(overlaps_of(relief, office.approver)) == 1
        with pytest.raises(Refused):
            revoke_goods(actor=office.officer, help_=given_, reason="", today=TODAY)
        revoke_goods(actor=office.officer, help_=given_, reason="录入有误", today=TODAY)
        assert overlaps_of(relief, office.approver) == []

    @pytest.mark.parametrize(
        ("other", "field"),
        [
            ({"lines": []}, "name_1"),
            ({"occasion": " "}, "occasion"),
            ({"lines": [GoodsLine(name="米", quantity=0, price=Decimal(1))]}, "name_1"),
            ({"received_by": "1"}, "name"),
            ({"given_on": LATER}, "given_on"),
        ],
    )
    def test_goods_are_entered_whole(self, office, household, other, field):
        values = {
            "occasion": "送温暖",
            "given_on": TODAY,
            "received_by": "张三",
            "lines": [GoodsLine(name="米", quantity=1, price=Decimal(1))],
        } | other
        with pytest.raises(Refused) as told:
            give_goods(actor=office.officer, household=household, today=TODAY, **values)
        assert told.value.field == field


class TestOccasions:
    @pytest.fixture
    def files(self, office, grassroots):
        return [office.filed(a_household(grassroots, child=False), today=datetime.date(2016, 3, 1)) for _ in range(3)]

    def entered(self, actor, files, today=TODAY):
        return enter_occasion(actor=actor, files=files, occasion="2016年端午节慰问", today=today)

    def test_many_households_are_entered_reviewed_approved_and_paid_together(
        self, office, files, fund, cashier, district
    ):
        reliefs = self.entered(office.officer, files)
        assert [relief.computed_fen for relief in reliefs] == [1500] * 3  # at the edge of the minimum
        rows = Relief.objects.select_related("union", "household__head", "file")
        review_together(actor=office.reviewer, reliefs=list(rows), opinion="同意", today=TODAY)
        approve_occasion(actor=office.approver, reliefs=list(rows), fund=fund, today=TODAY)
        assert Payment.objects.filter(kind="hardship.holiday", approved_fen=Decimal(1500)).count() == 3
        assert Event.objects.filter(action="payments.requested").count() == 1

    def test_nobody_is_entered_twice_for_one_occasion(self, office, files):
        self.entered(office.officer, files[:1])
        assert len(self.entered(office.officer, files)) == 2
        with pytest.raises(Refused):
            self.entered(office.officer, files)

    def test_other_help_of_some_is_answered_once_for_all(self, office, files, fund, street):
        self.entered(office.officer, files)
        PaymentFactory(
            union=street, fund=fund, kind="hardship.routine", household=files[1].household_id, approved_on=TODAY
        )
        rows = Relief.objects.select_related("union", "household__head", "file")
        review_together(actor=office.reviewer, reliefs=list(rows), opinion="同意", today=TODAY)
        assert overlapping(list(rows)) == {Relief.objects.get(household=files[1].household).pk}
        with pytest.raises(OverlapUnheard):
            approve_occasion(actor=office.approver, reliefs=list(rows), fund=fund, today=TODAY)
        approve_occasion(
            actor=office.approver,
            reliefs=list(rows),
            fund=fund,
            overlap_opinion="节日慰问与日常救助不冲突",
            today=TODAY,
        )
        assert sorted(Relief.objects.values_list("overlap_opinion", flat=True)) == ["", "", "节日慰问与日常救助不冲突"]

    def test_many_take_as_few_statements_as_two(self, office, grassroots, fund):
        def statements(count: int, day: int) -> int:
            files = [
                office.filed(a_household(grassroots, child=False), today=datetime.date(2016, 3, 1))
                for _ in range(count)
            ]
            self.entered(office.officer, files)
            rows = Relief.objects.filter(file__in=files).select_related("union", "household__head", "file")
            with CaptureQueriesContext(connection) as queries:
                review_together(actor=office.reviewer, reliefs=list(rows), opinion="同意", today=TODAY)
            return len(queries)

        assert statements(2, 1) == statements(12, 2)
