"""Batches as they stand, without their rows; tests of rows stage a real file."""

import datetime

import factory

from tests.foundation.accounts.factories import UserFactory
from yuanxin.foundation.intake.choices import BatchState
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.kernel import clock


class BatchFactory(factory.django.DjangoModelFactory):
    """A roster that waits for confirmation; give it its `union`."""

    class Meta:
        model = Batch

    declaration = "roster"
    made_by = factory.SubFactory(UserFactory)
    made_at = factory.LazyFunction(clock.now)
    file_name = "花名册.xlsx"
    file_digest = b"\x00" * 32
    dated_on = datetime.date(2016, 5, 20)
    state = BatchState.READY
    header = factory.LazyFunction(
        lambda: {
            "row": 1,
            "first_column": 0,
            "labels": ["姓名", "证件号码"],
            "fields": ["name", "document_number"],
            "twice": [],
        }
    )
