"""Public notices and objections as they stand."""

import datetime

import factory

from yuanxin.foundation.flow.models import Notice, Objection
from yuanxin.foundation.kernel.sealed import seal
from yuanxin.foundation.unions.models import Union


class NoticeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Notice

    kind = "members.transferproposal"
    object_id = factory.Sequence(lambda number: 9000 + number)
    object_label = "张三"
    round = 1
    title = "关于拟发展会员的公示"
    entries = factory.LazyFunction(lambda: [["张*", "圆心机械厂", "入会"]])
    begins_on = datetime.date(2016, 4, 28)
    ends_on = datetime.date(2016, 5, 6)


class ObjectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Objection

    name = "李四"
    contact = factory.LazyFunction(lambda: seal("13812345678"))
    text = "此人已离职。"
    raised_on = datetime.date(2016, 4, 29)
    source = b"\x01" * 16


def objection_in(union: Union) -> Objection:
    """An open objection to a notice of `union`."""
    return ObjectionFactory(union=union, notice=NoticeFactory(union=union))
