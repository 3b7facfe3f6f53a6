import datetime

import pytest

from tests.foundation.unions.factories import EmployerFactory
from tests.organisation.loading.conftest import outcomes
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.choices import EmployerKind, Engagement, Industry, Post
from yuanxin.foundation.unions.models import Coverage, Employer, Officer
from yuanxin.foundation.unions.services import merge_employers
from yuanxin.organisation.loading.intake import COVERAGE, EMPLOYERS, OFFICERS
from yuanxin.organisation.loading.intake.words import EMPLOYER_KINDS, INDUSTRIES

EMPLOYER_HEADER = ("单位名称", "统一社会信用代码", "所属街道", "单位性质", "行业", "职工数")
CODE, OTHER_CODE = "91330106MA27X1A03B", "91330100799655058B"
H1_2016 = Period(datetime.date(2016, 1, 1), datetime.date(2016, 6, 30))


def test_employers_go_to_their_areas_with_their_codes(load, district, street):
    rows = [("甲厂有限公司", CODE, street.name, "私营", "制造业", "40人"), ("乙店", "", "", "个体", "餐饮", 3)]
    assert load(EMPLOYERS, district, EMPLOYER_HEADER, rows).counts["new"] == 2
    first, second = Employer.objects.order_by("pk")
    assert (first.union, first.kind, first.industry, first.staff) == (street, EmployerKind.PRIVATE, "C", 40)
    assert (second.union, second.credit_code, second.kind, second.industry) == (district, None, EmployerKind.OTHER, "H")
    assert load(EMPLOYERS, district, EMPLOYER_HEADER, rows).counts["unchanged"] == 2


SECTIONS = (
    "农林牧渔 采矿 制造 电热燃气水 建筑 批零 交通仓储邮政 住宿餐饮 信息 金融 房地产 租赁商务 科研技术 水利环境公共设施 "
    "居民服务 教育 卫生社会 文体娱乐 公共管理社会组织 国际组织"
)


@pytest.mark.parametrize(("letter", "short"), list(zip("ABCDEFGHIJKLMNOPQRST", SECTIONS.split(), strict=True)))
def test_each_section_of_industries_is_found_by_its_letter_its_short_name_and_its_full_name(letter, short):
    full = next(word for word in INDUSTRIES if INDUSTRIES[word] == letter and word != letter)
    assert (INDUSTRIES[letter], INDUSTRIES[short], INDUSTRIES[full]) == (letter, letter, letter)
    assert set(INDUSTRIES.values()) == set(Industry.values)


@pytest.mark.parametrize(
    ("licence", "name", "kind"),
    [
        ("110", "国有", EmployerKind.STATE),
        ("120", "集体", EmployerKind.COLLECTIVE),
        ("130", "股份合作", EmployerKind.COLLECTIVE),
        ("140", "联营", EmployerKind.OTHER),
        ("150", "有限责任", EmployerKind.PRIVATE),
        ("160", "股份有限", EmployerKind.PRIVATE),
        ("170", "私营", EmployerKind.PRIVATE),
        ("190", "其他", EmployerKind.OTHER),
        ("200", "港澳台", EmployerKind.OVERSEAS_CHINESE),
        ("300", "外商", EmployerKind.FOREIGN),
    ],
)
def test_what_a_business_licence_calls_an_employer_says_its_kind(licence, name, kind):
    assert (EMPLOYER_KINDS[licence], EMPLOYER_KINDS[name]) == (kind, kind)


def test_an_employer_known_by_another_name_or_in_another_area_waits_for_somebody(stage, district, street, other_street):
    EmployerFactory(name="甲厂", credit_code=CODE, union=street)
    assert outcomes(stage(EMPLOYERS, district, EMPLOYER_HEADER, [("假厂", CODE, "", "", "", "")]))[2] == (
        "conflict",
        "employer_name:known_by_other_name",
    )
    found = outcomes(stage(EMPLOYERS, other_street, EMPLOYER_HEADER, [("甲厂", CODE, "", "", "", "")]))
    assert found[2] == ("conflict", "row:known_elsewhere")


def test_the_code_and_the_name_of_a_merged_employer_reach_the_one_that_stands(load, officer, district, grassroots):
    kept = EmployerFactory(name="甲厂有限公司", credit_code=CODE, union=district, staff=None)
    gone = EmployerFactory(name="甲厂", credit_code=OTHER_CODE, union=district)
    merge_employers(actor=officer, survivor=kept, absorbed=gone, today=datetime.date(2016, 6, 30), reason="同一单位")
    assert load(EMPLOYERS, district, EMPLOYER_HEADER, [("甲厂", OTHER_CODE, "", "", "", 12)]).counts["updated"] == 1
    assert load(EMPLOYERS, district, EMPLOYER_HEADER, [("甲厂", "", "", "", "", 12)]).counts["unchanged"] == 1
    assert list(Employer.objects.values_list("name", "credit_code", "staff")) == [("甲厂有限公司", CODE, 12)]
    load(COVERAGE, district, COVERAGE_HEADER, [(grassroots.code, "甲厂", OTHER_CODE, "2016-03-01", "")])
    assert Coverage.objects.get().employer == kept


def test_an_undone_list_of_employers_leaves_what_was_there(load, take_back, district):
    EmployerFactory(name="甲厂", credit_code=CODE, union=district, staff=None)
    batch = load(EMPLOYERS, district, EMPLOYER_HEADER, [("甲厂", CODE, "", "", "", 12), ("乙厂", "", "", "", "", "")])
    assert Employer.objects.get(credit_code=CODE).staff == 12
    take_back(batch)
    assert list(Employer.objects.values_list("name", "staff")) == [("甲厂", None)]


COVERAGE_HEADER = ("工会编码", "单位名称", "统一社会信用代码", "覆盖日期", "是否随建会覆盖")


def test_coverage_joins_unions_and_employers_and_counts_from_its_day(load, district, grassroots):
    EmployerFactory(name="甲厂", credit_code=CODE, union=district)
    EmployerFactory(name="乙厂", credit_code=None, union=district)
    rows = [(grassroots.code, "甲厂", CODE, "2016-03-01", "是"), (grassroots.name, "乙厂", "", "", "")]
    assert load(COVERAGE, district, COVERAGE_HEADER, rows).counts["new"] == 2
    assert list(Coverage.objects.order_by("pk").values_list("begins_on", "founding")) == [
        (datetime.date(2016, 3, 1), True),
        (datetime.date(2016, 5, 20), False),
    ]
    assert measure("unions.employers_covered", district, H1_2016).value == 2
    assert load(COVERAGE, district, COVERAGE_HEADER, rows).counts["unchanged"] == 2


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("没有的工会", "甲厂", "", "", ""), "place:no_such_union"),
        (("示范区总工会", "没有的厂", "", "", ""), "employer_name:no_such_employer"),
        (("示范区总工会", "同名厂", "", "", ""), "employer_name:several_employers"),
    ],
)
def test_coverage_needs_a_union_and_an_employer_that_are_known(stage, district, row, problem):
    EmployerFactory(name="甲厂", union=district)
    EmployerFactory.create_batch(2, name="同名厂", union=district, credit_code=None)
    assert outcomes(stage(COVERAGE, district, COVERAGE_HEADER, [row]))[2] == ("invalid", problem)


OFFICER_HEADER = ("工会", "姓名", "职务", "专兼职", "任职日期")


def test_officers_take_their_posts(load, take_back, district, grassroots):
    rows = [(grassroots.code, "张三", "主席", "专职", "2016-03-01"), (grassroots.name, "李四", "女工主任", "", "")]
    batch = load(OFFICERS, district, OFFICER_HEADER, rows)
    assert batch.counts["new"] == 2
    assert list(Officer.objects.order_by("pk").values_list("name", "post", "engagement")) == [
        ("张三", Post.CHAIR, Engagement.FULL_TIME),
        ("李四", Post.WOMEN_DIRECTOR, Engagement.PART_TIME),
    ]
    assert load(OFFICERS, district, OFFICER_HEADER, rows).counts["unchanged"] == 2
    take_back(batch)
    assert not Officer.objects.exists()


def test_a_union_has_one_chair(load, stage, district, grassroots):
    rows = [(grassroots.code, "张三", "主席", "", ""), (grassroots.code, "李四", "主席", "", "")]
    assert outcomes(stage(OFFICERS, district, OFFICER_HEADER, rows))[3] == ("invalid", "post:two_chairs=2")
    load(OFFICERS, district, OFFICER_HEADER, rows[:1])
    assert outcomes(stage(OFFICERS, district, OFFICER_HEADER, rows[1:]))[2] == ("conflict", "post:chair_in_post")
