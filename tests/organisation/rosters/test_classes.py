"""In which class a row falls: invalid, conflict, duplicate, transfer, new, updated, unchanged, in this order."""

import datetime

import pytest

from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import MembershipFactory
from yuanxin.foundation.intake.choices import Mode
from yuanxin.foundation.kernel.numbers import check_digit
from yuanxin.foundation.unions.choices import UnionState
from yuanxin.organisation.members.choices import LeaveKind

pytestmark = pytest.mark.django_db

MAN = "330106199001010018"
WOMAN = "330106199001010026"
OTHER = "330106198506151233"
OLD, UPGRADED = "330106800101001", "330106198001010013"


def row(name="张三", number=MAN, sex=None, ethnicity=None, phone=None, employer=None, joined=None):
    return (name, number, sex, ethnicity, phone, employer, joined)


@pytest.mark.parametrize(
    "bad",
    [
        row(name=None),
        row(number=None),
        row(name="张"),
        row(number="330106199001010017"),
        row(number="330106199302290316"),
        row(number="3301061990010100"),
        row(number=330106199001010018),
        row(number="3.30106E+17"),
        row(sex="女"),
        row(sex="男女"),
        row(ethnicity="火星"),
        row(phone="12345"),
        row(joined="去年"),
        row(joined="2016-02-30"),
    ],
)
def test_what_cannot_be_read_or_contradicts_itself_is_invalid(classes, grassroots, bad):
    assert classes([bad], grassroots) == ["invalid"]


def test_a_row_of_good_values_is_new(classes, grassroots):
    good = row("张 三", " 330106 19900101 0018", "男", "汉", "+86 138-1234-5678", "某厂", "2016年3月1日")
    assert classes([good], grassroots) == ["new"]


def test_birth_against_the_number_is_invalid_and_a_month_is_compared_as_a_month(classes, grassroots):
    header = ("姓名", "身份证号", "出生日期")
    rows = [("张三", MAN, "1990-01-02"), ("李四", WOMAN, "1990.01"), ("王五", OTHER, "1985年6月15日")]
    assert classes(rows, grassroots, header=header) == ["invalid", "new", "new"]


def test_fifteen_digits_may_be_a_number_cell_sixteen_may_not(classes, grassroots):
    assert classes([row("张三", int(OLD)), row("李四", 3301061990010100)], grassroots) == ["new", "invalid"]


def test_an_old_number_and_its_upgrade_are_one_number(classes, grassroots):
    assert classes([row("赵六", OLD), row("赵六", UPGRADED)], grassroots) == ["new", "duplicate"]


def test_two_names_for_a_number_make_all_its_rows_conflicts(classes, grassroots):
    rows = [row("张三"), row("张三"), row("张山"), row("李四", WOMAN)]
    assert classes(rows, grassroots) == ["conflict", "conflict", "conflict", "new"]


def test_a_name_in_an_invalid_row_still_contradicts(classes, grassroots):
    assert classes([row("张三", phone="1"), row("张山")], grassroots) == ["invalid", "conflict"]


def test_a_number_the_registry_knows_under_another_name_is_a_conflict_wherever_it_is(classes, grassroots, street):
    MembershipFactory(union=UnionFactory(parent=street), person__number=MAN, person__name="张山")
    former = MembershipFactory(union=street, person__number=WOMAN, person__name="李斯")
    former.left_on, former.leave_kind = datetime.date(2016, 1, 1), LeaveKind.LEFT
    former.save()
    assert classes([row("张三"), row("李四", WOMAN)], grassroots) == ["conflict", "conflict"]


@pytest.mark.parametrize(
    ("kind", "outcome"), [(LeaveKind.DECEASED, "conflict"), (LeaveKind.EXPELLED, "conflict"), (LeaveKind.LEFT, "new")]
)
def test_how_the_last_membership_ended_decides(classes, grassroots, kind, outcome):
    MembershipFactory(union=grassroots, person__number=MAN, left_on=datetime.date(2016, 1, 1), leave_kind=kind)
    assert classes([row()], grassroots) == [outcome]


def test_a_duplicate_stands_behind_the_first_sound_row_whatever_its_other_columns(classes, grassroots):
    rows = [row(phone="1"), row(), row(ethnicity="回族"), row(joined="2016-01-01")]
    assert classes(rows, grassroots) == ["invalid", "new", "duplicate", "duplicate"]


def test_a_conflict_with_the_registry_comes_before_a_duplicate(classes, grassroots):
    MembershipFactory(union=grassroots, person__number=MAN, person__name="张山")
    assert classes([row(), row()], grassroots) == ["conflict", "conflict"]


def test_an_active_member_elsewhere_is_a_transfer(classes, grassroots, street):
    MembershipFactory(union=UnionFactory(parent=street), person__number=MAN)
    assert classes([row()], grassroots) == ["transfer"]


def test_fill_writes_blanks_only_and_override_what_differs(classes, grassroots):
    MembershipFactory(union=grassroots, person__number=MAN, person__ethnicity="01")
    MembershipFactory(union=grassroots, person__number=WOMAN, person__name="李四", person__ethnicity="01")
    rows = [row(ethnicity="回族"), row("李四", WOMAN, ethnicity="汉族", phone="13812345678")]
    assert classes(rows, grassroots) == ["unchanged", "updated"]
    assert classes(rows, grassroots, mode=Mode.OVERRIDE) == ["updated", "updated"]


def test_the_same_values_are_unchanged_in_both_modes(classes, grassroots):
    MembershipFactory(union=grassroots, person__number=MAN, person__ethnicity="01")
    rows = [row(sex="男", ethnicity="汉")]
    assert classes(rows, grassroots) == classes(rows, grassroots, mode=Mode.OVERRIDE) == ["unchanged"]


def test_a_union_code_leads_into_the_importing_union_and_nowhere_else(classes, grassroots, street, district):
    sibling = UnionFactory(parent=district)
    ended = UnionFactory(parent=street, state=UnionState.REVOKED)
    header = ("姓名", "证件号码", "工会编码")
    rows = [
        ("张三", MAN, grassroots.code),
        ("李四", WOMAN, sibling.code),
        ("王五", OTHER, ended.code),
        ("赵六", OLD, "无此会"),
    ]
    assert classes(rows, street, header=header) == ["new", "invalid", "invalid", "invalid"]


def test_other_documents_are_read_by_their_own_rule(classes, grassroots):
    header = ("姓名", "证件类型", "证件号码", "性别")
    rows = [
        ("John Smith", "护照", "EA1234567", "男"),
        ("李四", "护照", "E 号", "女"),
        ("陈大文", "回乡证", "H12345678", "男"),
    ]
    assert classes(rows, grassroots, header=header) == ["new", "invalid", "new"]


def test_age_division_and_unknown_employer_are_warnings(stage, grassroots):
    body = "33010420130101001"
    child = body + check_digit(body)
    staged = stage([row(number=child, employer="无人知晓厂")], grassroots).staged_rows.get()
    assert staged.outcome == "new"
    assert {part.split("=")[0] for part in staged.warnings.split()} == {
        "document_number:division_abolished",
        "born_on:age",
        "employer_name:unknown_employer",
    }


def test_a_header_with_blanks_and_marks_under_titles_is_found(classes, grassroots):
    header = ("* 姓 名", "身份证 号码（18位）", "性 别：")
    assert classes([("张三", MAN, "男")], grassroots, header=header) == ["new"]
