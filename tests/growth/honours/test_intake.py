"""Lists of awards: whom of the register a row means, what it writes, and how it is taken back."""

import datetime

import pytest

from tests.foundation.intake.bringing import outcomes
from tests.foundation.unions.factories import EmployerFactory, UnionFactory
from tests.growth.honours.factories import HonourTitleFactory
from tests.organisation.members.factories import PersonFactory
from yuanxin.foundation.audit.queries import history
from yuanxin.foundation.intake.choices import Mode
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.growth.honours.intake import AWARDS
from yuanxin.growth.honours.models import Honour
from yuanxin.growth.honours.services import withdraw_honour
from yuanxin.organisation.members.services import merge_persons

HEADER = (
    "荣誉称号",
    "姓名",
    "身份证号",
    "工作单位",
    "统一社会信用代码",
    "年度",
    "表彰日期",
    "文号",
    "证书编号",
    "工会",
)
NUMBER, OTHER, CODE = "330106199001010018", "330106198506151233", "91330106MA27X1A03B"


def row(title, holder, number="", employer="", code="", year="", day="", decision="", certificate="", union=""):
    return (title, holder, number, employer, code, year, day, decision, certificate, union)


def test_people_are_known_by_their_number_and_keep_the_union_they_won_it_in(load, district, grassroots):
    person = PersonFactory(union=grassroots, name="王启真", number=NUMBER)
    rows = [
        row("杭州市劳动模范", "王 启真", NUMBER, year="2016年", day="2016-04-28", decision="杭政〔2016〕12号"),
        row("city_may_day_medal", "不在册者", employer="某某公司"),
    ]
    batch = load(AWARDS, district, HEADER, rows)
    assert batch.counts["new"] == 2
    known, unknown = Honour.objects.order_by("pk")
    assert (known.person, known.union, known.holder_name, known.year) == (person, grassroots, "王启真", 2016)
    assert (known.awarded_on, known.document_number) == (datetime.date(2016, 4, 28), "杭政〔2016〕12号")
    assert (unknown.person, unknown.union, unknown.holder_name) == (None, district, "不在册者")
    assert unknown.awarded_on == datetime.date(2016, 5, 20)
    assert batch.staged_rows.get(number=3).warnings == "holder:not_registered"
    assert load(AWARDS, district, HEADER, rows).counts["unchanged"] == 2
    assert Honour.objects.count() == 2


def test_a_name_alone_means_somebody_only_with_the_employer_or_the_union(stage, load, district, grassroots):
    meant = PersonFactory(union=grassroots, name="李文三", employer_name="圆心机械厂")
    PersonFactory(union=district, name="李文三", employer_name="别的厂")
    load(AWARDS, district, HEADER, [row("最美西湖人", "李文三", employer="圆心机械厂")])
    assert Honour.objects.get().person == meant
    load(AWARDS, district, HEADER, [row("最美西湖劳动者", "李文三", union=grassroots.code)])
    assert Honour.objects.latest("pk").person == meant
    load(AWARDS, district, HEADER, [row("杭州市劳动模范", "李文三")])
    assert Honour.objects.latest("pk").person is None
    PersonFactory(union=grassroots, name="李文三", employer_name="圆心机械厂")
    batch = stage(AWARDS, district, HEADER, [row("西湖区劳动模范", "李文三", employer="圆心机械厂")])
    assert outcomes(batch)[2] == ("invalid", "holder:several_people")


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (row("没有的称号", "王启真"), "title:no_such_title"),
        (row("停办的称号", "王启真", day="2016-05-01"), "title:title_ended"),
        (row("杭州市劳动模范", "王启真", "330106199001010019"), "document:wrong_number"),
        (row("杭州市劳动模范", "王启真", OTHER), "document:no_such_person"),
        (row("杭州市劳动模范", "李四", NUMBER), "holder:another_name"),
        (row("杭州市劳动模范", "王启真", NUMBER, year="2009"), "year:not_of_that_year"),
        (row("杭州市劳动模范", "王启真", NUMBER, day="2099-01-01"), "awarded_on:not_yet"),
        (row("全国工会财务工作先进单位", "没有的工会"), "holder:no_such_holder_union"),
        (row("杭州市模范集体", "同名厂"), "employer:several_employers"),
        (row("杭州市劳动模范", "王启真", union="没有的工会"), "place:no_such_union"),
    ],
)
def test_a_row_that_cannot_be_says_why(stage, district, grassroots, given, problem):
    PersonFactory(union=grassroots, name="王启真", number=NUMBER)
    HonourTitleFactory(name="停办的称号", ended_on=datetime.date(2016, 5, 1))
    for _ in range(2):
        EmployerFactory(union=district, name="同名厂")
    found = outcomes(stage(AWARDS, district, HEADER, [given]))[2]
    assert found[0] == "invalid"
    assert problem in found[1].split()


def test_who_is_registered_outside_the_union_imported_into_is_not_told_of(stage, district, grassroots, street):
    PersonFactory(union=UnionFactory(parent=district), name="王启真", number=NUMBER)
    found = outcomes(stage(AWARDS, street, HEADER, [row("西湖区劳动模范", "王启真", NUMBER)]))
    assert found[2] == ("invalid", "document:no_such_person")


def test_the_number_of_a_merged_person_reaches_the_one_that_stands(load, officer, district, grassroots):
    kept = PersonFactory(union=grassroots, name="王启真", number=OTHER)
    gone = PersonFactory(union=grassroots, name="王启珍", number=NUMBER)
    merge_persons(actor=officer, survivor=kept, absorbed=gone, today=datetime.date(2016, 5, 20), reason="同一人")
    load(AWARDS, district, HEADER, [row("西湖区劳动模范", "王启珍", NUMBER)])
    assert (Honour.objects.get().person, Honour.objects.get().holder_name) == (kept, "王启真")


def test_collectives_and_unions_hold_titles_of_their_own(load, district, street, grassroots):
    factory = EmployerFactory(union=street, name="圆心机械厂", credit_code=CODE)
    rows = [
        row("杭州市模范集体", "圆心机械厂"),
        row("杭州市工人先锋号", "冲压班组", employer="圆心机械厂"),
        row("杭州市工人先锋号", "装配班组", code=CODE),
        row("浙江省五一劳动奖状", "不在册的单位"),
        row("全国工会财务工作先进单位", grassroots.code, year="2015"),
    ]
    assert load(AWARDS, district, HEADER, rows).counts["new"] == 5
    names = ("圆心机械厂", "冲压班组", "装配班组", "不在册的单位", grassroots.name)
    whole, press, fitting, unknown, union = (Honour.objects.get(holder_name=name) for name in names)
    assert {whole.employer, press.employer, fitting.employer} == {factory}
    assert {whole.union, press.union, fitting.union} == {street}
    assert (unknown.employer, unknown.union) == (None, district)
    assert (union.holder_union, union.union, union.year) == (grassroots, grassroots, 2015)
    assert load(AWARDS, district, HEADER, rows).counts["unchanged"] == 5


def test_a_later_list_fills_in_the_certificate_and_never_moves_the_day(load, district, grassroots, officer):
    PersonFactory(union=grassroots, name="王启真", number=NUMBER)
    load(AWARDS, district, HEADER, [row("西湖区劳动模范", "王启真", NUMBER, day="2016-04-28")])
    later = [row("西湖区劳动模范", "王启真", NUMBER, day="2016-04-29", certificate="2016-007")]
    batch = load(AWARDS, district, HEADER, later, mode=Mode.OVERRIDE)
    honour = Honour.objects.get()
    assert batch.counts["updated"] == 1
    assert (honour.certificate_number, honour.awarded_on) == ("2016-007", datetime.date(2016, 4, 28))
    told = history("honours.honour", honour.pk, actor=Actor.system("tests"))
    assert len(told) == 2


def test_a_list_is_taken_back_unless_something_stands_on_it(load, take_back, officer, district, grassroots):
    PersonFactory(union=grassroots, name="王启真", number=NUMBER)
    batch = load(AWARDS, district, HEADER, [row("西湖区劳动模范", "王启真", NUMBER)])
    take_back(batch)
    assert not Honour.objects.exists()
    batch = load(AWARDS, district, HEADER, [row("西湖区劳动模范", "王启真", NUMBER)])
    honour = Honour.objects.get()
    day = datetime.date(2016, 6, 1)
    withdraw_honour(actor=officer, honour=honour, today=day, version=1, reason="违纪", withdrawn_on=day)
    with pytest.raises(Refused):
        take_back(batch)
    assert Honour.objects.get().withdrawn_on == day
