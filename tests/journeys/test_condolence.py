"""Coolness in the heat (送清凉): goods come in, a programme is approved, a section signs, the goods are out."""

import datetime

import pytest

from tests.journeys.traveller import Traveller
from yuanxin.foundation.accounts.models import Appointment
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import topmost_union
from yuanxin.welfare.care.models import CondolenceProgramme, GoodsItem

GOODS, NAME = "防暑急救箱", "高温一线送清凉"
LIST = "\n".join(
    (
        "章大勇，13957100031，地铁一标段",
        "夏志强，13957100032，地铁一标段",
        "翁小平，13957100033，地铁二标段",
    )
)


@pytest.fixture
def street() -> Union:
    return Appointment.objects.get(user__username="street").union


@pytest.fixture
def today() -> Period:
    return Period(clock.today(), clock.today())


def test_goods_reach_a_section_once_signed_for_and_leave_the_store(traveller: Traveller, street: Union, today: Period):
    before = measure("care.recipients", topmost_union(), today).value
    traveller.signs_in("street")
    fills_the_store(traveller, street)
    plans(traveller, street)
    traveller.hands_over_to("leader")
    programme = CondolenceProgramme.objects.get(name=NAME)
    traveller.visits("flow/")
    traveller.follows(NAME)
    traveller.follows("审批通过")
    traveller.submits_well()

    traveller.hands_over_to("street")
    a_section_signs(traveller, programme)
    assert measure("care.recipients", topmost_union(), today).value == before + 2
    traveller.visits(f"welfare/care/programmes/{programme.pk}/")
    traveller.follows("结束活动")
    traveller.submits_well()
    assert "已结束" in traveller.reads(".page-head")


def fills_the_store(traveller: Traveller, street: Union) -> None:
    traveller.visits("welfare/care/goods/")
    traveller.follows("登记物资品种")
    traveller.fills(union=street.code, name=GOODS, measure="个")
    traveller.submits_well()
    traveller.follows("登记入库")
    traveller.fills(quantity="10", note="采购单12号")
    traveller.submits_well()
    assert GoodsItem.objects.get(name=GOODS).remain == 10


def plans(traveller: Traveller, street: Union) -> None:
    """Nobody is listed twice: a list that names one again is refused as a whole."""
    last = clock.today() + datetime.timedelta(days=20)
    traveller.visits("welfare/care/programmes/")
    traveller.follows("新建慰问活动")
    traveller.fills(union=street.code, kind="送清凉", name=NAME, ends_on=last.isoformat(), budget="3000")
    traveller.submits_well()
    traveller.follows("每人慰问标准")
    item = GoodsItem.objects.get(name=GOODS)
    traveller.fills(**{f"item_{item.pk}": "1"})
    traveller.submits_well()
    traveller.follows("添加慰问对象")
    traveller.fills(lines=f"{LIST}\n章大勇，13957100031")
    assert traveller.submits() == 422
    assert "章大勇" in traveller.reads(".field-error, [role=alert]")
    traveller.finds_no_barrier()
    traveller.fills(lines=LIST)
    traveller.submits_well()
    traveller.follows("提交审批")
    traveller.submits_well()


def a_section_signs(traveller: Traveller, programme: CondolenceProgramme) -> None:
    traveller.visits(f"welfare/care/programmes/{programme.pk}/")
    traveller.follows("登记签收")
    traveller.page.get_by_label("地铁一标段（2 人）").check()
    traveller.fills(signed_by="章大勇")
    traveller.submits_well()
    received = {each.name for each in programme.recipients.received()}
    assert received == {"章大勇", "夏志强"}
    assert GoodsItem.objects.get(name=GOODS).remain == 8
    traveller.visits(f"welfare/care/programmes/{programme.pk}/receipt/")
    assert "章大勇" not in traveller.reads(), "who has signed is not offered again"
    assert "翁小平" in traveller.reads()
