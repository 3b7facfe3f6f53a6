"""Hardship files that were kept elsewhere: households with all that belongs to a file, checked, sealed, taken back."""

import datetime
from decimal import Decimal

import pytest

from tests.foundation.accounts.browsers import browser_as
from tests.foundation.accounts.factories import AppointmentFactory
from tests.foundation.intake.bringing import outcomes
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import HouseholdMemberFactory, MembershipFactory, invented_number
from tests.welfare.hardship.factories import CARD, a_household, applied
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.intake import services
from yuanxin.foundation.intake.choices import Mode
from yuanxin.foundation.intake.services.undoing import LaterWork
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused
from yuanxin.foundation.kernel.periods import half_year
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.organisation.members.choices import Relation
from yuanxin.organisation.members.models import Household, HouseholdMember
from yuanxin.organisation.members.services import Relative, correct_relative
from yuanxin.welfare.hardship.choices import Category, Channel, Health, RequestState, SpellBegin
from yuanxin.welfare.hardship.intake import KEPT_FILES
from yuanxin.welfare.hardship.models import FileRequest, FileSpell, HardshipFile
from yuanxin.welfare.hardship.services import Declared, DeclaredMember, Kept, OnFile, pair_with, take_over_file

HEADER = (
    "姓名", "证件号码", "档案编号", "困难类别", "建档日期", "最近复核日期", "授权书签署日期", "主要致困原因",
    "家庭类型", "家庭年收入（元）", "年刚性支出（元）", "健康状况", "银行卡号", "开户银行", "结对干部",
    "监护人同意登记未成年人", "家属1姓名", "家属1关系", "家属1身份证号", "家属1出生日期", "家属1健康状况", "家属2姓名",
    "家属2关系", "家属2出生日期",
)  # fmt: skip
NUMBERS = [invented_number(4_700_000 + number) for number in range(6)]
OPENED = datetime.date(2014, 3, 5)
ROW = {
    "姓名": "王建平", "证件号码": NUMBERS[0], "档案编号": "XH-2014-007", "困难类别": "深度困难",
    "建档日期": "2014-03-05", "最近复核日期": "2016-02-20", "授权书签署日期": "2014年3月1日",
    "主要致困原因": "疾病", "家庭类型": "城镇家庭", "家庭年收入（元）": "30,000", "年刚性支出（元）": "18000",
    "健康状况": "体弱", "银行卡号": CARD, "开户银行": "工商银行西湖支行", "结对干部": "陈晓明",
    "监护人同意登记未成年人": "是", "家属1姓名": "李小芳", "家属1关系": "妻子", "家属1身份证号": NUMBERS[1],
    "家属1健康状况": "重大疾病", "家属2姓名": "王小宝", "家属2关系": "儿子", "家属2出生日期": "2015-06-01",
}  # fmt: skip


def row(**other: str | None) -> tuple[str | None, ...]:
    """A row of the file, by its header."""
    return tuple({**ROW, **other}.get(name) for name in HEADER)


@pytest.fixture
def head(grassroots):
    return MembershipFactory(union=grassroots, person__name="王建平", person__number=NUMBERS[0]).person


def test_a_household_comes_with_everything_that_belongs_to_its_file(load, district, head):
    batch = load(KEPT_FILES, district, HEADER, [row()])
    assert outcomes(batch)[2] == ("new", "")
    file = HardshipFile.objects.get()
    assert (file.number, file.category, file.opened_on) == ("XH-2014-007", Category.DEEP, OPENED)
    assert (file.union, file.paired_with, file.recheck_due_on) == (head.union, "陈晓明", datetime.date(2017, 2, 20))
    assert unseal(file.account) == CARD
    members = list(file.household.members.order_by("pk"))
    assert [(each.full_name, each.relation, each.begins_on) for each in members] == [
        ("王建平", Relation.SELF, OPENED),
        ("李小芳", Relation.SPOUSE, OPENED),
        ("王小宝", Relation.SON, datetime.date(2015, 6, 1)),
    ]
    request = file.current
    assert (request.channel, request.state, request.approved_on) == (Channel.KEPT, RequestState.APPROVED, OPENED)
    declared = request.declaration()
    assert [each.member for each in declared.members] == [each.pk for each in members]
    assert [each.health for each in declared.members] == [Health.WEAK, Health.SERIOUS, ""]
    assert (declared.income[0].amount, declared.costs[0].amount) == (Decimal(30000), Decimal(18000))
    spell = FileSpell.objects.get()
    assert (spell.begins_on, spell.begin_kind, spell.category) == (OPENED, SpellBegin.OPENED, Category.DEEP)


def test_the_stock_holds_it_since_it_was_opened_and_no_longer_once_taken_back(load, take_back, district, head):
    first, later = half_year(2013, 2), half_year(2016, 1)
    batch = load(KEPT_FILES, district, HEADER, [row()])
    assert [measure("hardship.files", district, period).value for period in (first, later)] == [0, 1]
    take_back(batch)
    assert measure("hardship.files", district, later).value == 0
    left = [model.objects.count() for model in (HardshipFile, FileRequest, FileSpell, Household, HouseholdMember)]
    assert left == [0] * 5


def test_a_household_that_is_entered_stays_and_is_not_taken_back(load, take_back, district, head, grassroots):
    known = a_household(grassroots, person__name="沈国强", person__number=NUMBERS[2])
    given = row(姓名="沈国强", 证件号码=NUMBERS[2], 档案编号="", 家属1身份证号=None)
    batch = load(KEPT_FILES, district, HEADER, [given])
    file = HardshipFile.objects.get()
    assert (file.household, len(file.current.declaration().members)) == (known, 3)
    assert file.number.endswith(f"2014{file.current_id:06d}")
    assert "household_known" in str(list(batch.staged_rows.values_list("warnings", flat=True)))
    take_back(batch)
    assert list(Household.objects.values_list("pk", flat=True)) == [known.pk]
    assert known.members.count() == 3


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"证件号码": NUMBERS[3]}, "document_number:not_here"),
        ({"姓名": "王建萍"}, "name:another_name"),
        ({"困难类别": None}, "category:missing"),
        ({"建档日期": "2099-01-01"}, "opened_on:not_yet rechecked_on:before_opening"),
        ({"最近复核日期": "2013-01-01"}, "rechecked_on:before_opening"),
        ({"授权书签署日期": None}, "authorised_on:missing"),
        ({"家庭年收入（元）": "-1"}, "income:below_zero"),
        ({"银行卡号": "6212261202000000002"}, "account:check_digit"),
        ({"监护人同意登记未成年人": "否"}, "consent:consent_missing"),
        ({"家属1关系": None}, "relation_1:missing"),
        ({"家属2姓名": None}, "name_2:missing"),
        ({"家属1身份证号": NUMBERS[0]}, "number_1:twice_in_row"),
        ({"家属1身份证号": NUMBERS[1][:-2] + "00"}, "number_1:"),
        ({"家属1出生日期": "1931-01-01"}, "born_on_1:other_birthday"),
        ({"家属2出生日期": "2099-01-01"}, "born_on_2:not_yet"),
    ],
)
def test_a_row_that_cannot_be_says_why(stage, district, head, given, problem):
    outcome, told = outcomes(stage(KEPT_FILES, district, HEADER, [row(**given)]))[2]
    assert outcome == "invalid"
    assert told.startswith(problem)


def test_people_and_numbers_that_stand_elsewhere_are_found(stage, load, district, head, grassroots, chair):
    other = a_household(grassroots, person__name="沈国强", person__number=NUMBERS[2])
    spell = HouseholdMemberFactory(
        household=other,
        person=head,
        name="",
        born_on=None,
        relation=Relation.OTHER,
        begins_on=datetime.date(2013, 1, 1),
    )
    batch = stage(KEPT_FILES, district, HEADER, [row()])
    assert outcomes(batch)[2] == ("invalid", "document_number:in_another_household")
    HouseholdMember.objects.filter(pk=spell.pk).update(ends_on=datetime.date(2015, 1, 1), end_kind="moved")
    batch = stage(KEPT_FILES, district, HEADER, [row()])
    assert outcomes(batch)[2] == ("invalid", "document_number:in_another_household")
    HouseholdMember.objects.filter(pk=spell.pk).update(ends_on=OPENED)

    load(KEPT_FILES, district, HEADER, [row()])
    given = row(姓名="沈国强", 证件号码=NUMBERS[2])
    batch = stage(KEPT_FILES, district, HEADER, [given, given])
    assert outcomes(batch)[2] == (
        "invalid", "file_number:number_taken file_number:twice_in_file number_1:in_another_household"
    )  # fmt: skip
    applied(chair, other)
    batch = stage(
        KEPT_FILES, district, HEADER, [row(姓名="沈国强", 证件号码=NUMBERS[2], 档案编号="", 家属1身份证号=None)]
    )
    assert outcomes(batch)[2] == ("invalid", "document_number:being_asked")


def test_a_file_that_is_here_is_only_told_who_looks_after_the_household(load, stage, take_back, district, head):
    load(KEPT_FILES, district, HEADER, [row(结对干部=None)])
    again = load(KEPT_FILES, district, HEADER, [row(困难类别="低保户")], mode=Mode.OVERRIDE)
    file = HardshipFile.objects.get()
    assert (again.counts["updated"], file.category, file.paired_with) == (1, Category.DEEP, "陈晓明")
    assert again.staged_rows.get().kept == "category"
    take_back(again)
    file.refresh_from_db()
    assert file.paired_with == ""
    assert load(KEPT_FILES, district, HEADER, [row(结对干部=None)]).counts["unchanged"] == 1


def test_later_work_forbids_to_take_it_back(load, take_back, district, head, chair):
    batch = load(KEPT_FILES, district, HEADER, [row()])
    spouse = HouseholdMember.objects.get(relation=Relation.SPOUSE)
    correct_relative(
        actor=chair, member=spouse, relative=Relative(relation=Relation.OTHER, name="李小芳"), today=clock.today()
    )
    with pytest.raises(LaterWork, match="李小芳"):
        take_back(batch)


def test_a_change_of_the_file_forbids_it_too(load, take_back, district, head, chair):
    batch = load(KEPT_FILES, district, HEADER, [row()])
    pair_with(actor=chair, file=HardshipFile.objects.get(), officer="李明华", today=clock.today())
    with pytest.raises(LaterWork):
        take_back(batch)


def test_what_the_rules_of_that_day_say_is_told_and_changes_nothing(load, district, head):
    batch = load(KEPT_FILES, district, HEADER, [row(**{"家庭年收入（元）": "300000"})])
    assert "category:by_rule=" in batch.staged_rows.get().warnings
    assert HardshipFile.objects.get().category == Category.DEEP


def test_nothing_sealed_stands_in_trail_or_preview(stage, load, district, head):
    browser = browser_as(Role.DISTRICT_OFFICER, district)
    given = row(**{"家庭年收入（元）": "234,567,890"})
    batch = stage(KEPT_FILES, district, HEADER, [given])
    shown = browser.get(f"/welfare/hardship/kept_files/{batch.pk}/rows/").content.decode()
    load(KEPT_FILES, district, HEADER, [given])
    trail = str(list(Change.objects.values_list("before", "after"))) + str(list(Event.objects.values()))
    for hidden in (CARD, NUMBERS[1], "234,567,890", "234567890", "重大疾病", "serious"):
        assert hidden not in shown
        assert hidden not in trail


def test_only_the_district_takes_files_over(district, grassroots, actor_as, head):
    for role in (Role.STREET_OFFICER, Role.GRASSROOTS_OFFICER, Role.APPROVER, Role.FINANCE):
        user = AppointmentFactory(role=role, union=district).user
        with pytest.raises(NotAllowed):
            services.receive(
                actor=actor_for(user, today=clock.today()), user=user, declaration=KEPT_FILES, union=district,
                content=b"", file_name="x.xlsx", mode=Mode.FILL, dated_on=clock.today(),
            )  # fmt: skip
        assert browser_as(role, district).get("/welfare/hardship/kept_files/").status_code == 403


def test_the_loading_of_a_district_offers_them(district):
    shown = browser_as(Role.DISTRICT_OFFICER, district).get("/organisation/loading/").content.decode()
    assert "/welfare/hardship/kept_files/new/" in shown
    assert "/welfare/hardship/kept_files/template.xlsx" in shown


class TestTakingOver:
    """The service by itself."""

    KEPT = Kept(category=Category.DEEP, opened_on=OPENED, authorised_on=OPENED)

    @pytest.fixture
    def declared(self, household):
        members = tuple(DeclaredMember(member=row.pk) for row in household.members.all())
        return Declared(household_type="urban", housing="", members=members, main_cause="illness")

    def test_it_is_for_the_district_within_its_scope(self, household, declared, chair, actor_as):
        stranger = actor_as(Role.DISTRICT_OFFICER, UnionFactory())
        for actor, error in ((chair, NotAllowed), (stranger, OutOfScope)):
            with pytest.raises(error):
                take_over_file(actor=actor, household=household, kept=self.KEPT, declared=declared, today=clock.today())

    def test_a_household_has_one_file(self, household, declared, actor_as, district):
        officer = actor_as(Role.DISTRICT_OFFICER, district)
        given = {"actor": officer, "household": household, "declared": declared, "today": clock.today()}
        file = take_over_file(kept=self.KEPT, **given)
        assert (file.number, file.recheck_due_on) == (f"0000002014{file.current_id:06d}", datetime.date(2015, 3, 5))
        with pytest.raises(OnFile, match=file.number):
            take_over_file(kept=self.KEPT, **given)

    def test_no_day_is_to_come(self, household, declared, actor_as, district):
        kept = Kept(category=Category.DEEP, opened_on=datetime.date(2099, 1, 1), authorised_on=OPENED)
        with pytest.raises(Refused) as refused:
            take_over_file(
                actor=actor_as(Role.DISTRICT_OFFICER, district), household=household, kept=kept, declared=declared,
                today=clock.today(),
            )  # fmt: skip
        assert refused.value.field == "opened_on"
