"""What becomes of payments and funds when people or unions turn out to be one."""

from decimal import Decimal

import pytest

from tests.foundation.payments.factories import TODAY, FundEntryFactory, FundFactory, PaymentFactory
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import PersonFactory
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.payments.models import Fund, Payment
from yuanxin.foundation.payments.queries import help_to
from yuanxin.foundation.payments.services.funds import pass_funds_on
from yuanxin.foundation.unions.choices import Level
from yuanxin.foundation.unions.registry import Merger
from yuanxin.organisation.members.services import merge_persons, unmerge_persons

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("tests")


def test_the_payments_of_a_merged_person_are_the_survivors_until_the_merge_is_taken_apart(street, fund):
    kept, twice = PersonFactory.create_batch(2, union=street)
    payment = PaymentFactory(union=street, fund=fund, payee_person=twice.pk)
    merge = merge_persons(actor=SYSTEM, survivor=kept, absorbed=twice, today=TODAY, reason="同一人两次录入")
    assert help_to(actor=SYSTEM, persons=[kept.pk]).payments == (payment,)
    unmerge_persons(actor=SYSTEM, merge=merge, today=TODAY, reason="并非同一人")
    assert Payment.objects.get(pk=payment.pk).payee_person == twice.pk


def test_the_funds_of_a_merged_union_are_the_survivors_with_what_they_hold(district, street):
    other = UnionFactory(parent=district, level=Level.STREET, name="旧街道总工会")
    FundFactory(union=street, name="帮扶资金")
    moved = FundFactory(union=other, name="帮扶资金")
    FundEntryFactory(fund=moved, amount_fen=Decimal("500.00"))
    changes = pass_funds_on(Merger(actor=SYSTEM, absorbed=other, survivor=street, on=TODAY))
    assert [change.target.pk for change in changes] == [moved.pk]
    held = Fund.objects.with_balances().get(pk=moved.pk)
    assert (held.union, held.name, held.balance) == (street, "帮扶资金（旧街道总工会）", Decimal("500.00"))
