import datetime

import pytest

from tests.organisation.loading.conftest import outcomes
from yuanxin.foundation.audit.queries import history
from yuanxin.foundation.intake.choices import Mode
from yuanxin.foundation.intake.services.undoing import LaterWork
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed
from yuanxin.foundation.unions.choices import Form, Level
from yuanxin.foundation.unions.models import Term, Union
from yuanxin.foundation.unions.services import rename_union
from yuanxin.organisation.loading.intake import UNIONS

HEADER = ("工会编码", "工会名称", "上级工会", "层级", "批复日期", "批复文号", "届次", "本届起始日期", "本届届满日期")
TREE = [
    # Below a union that stands further down, named by code; then below one that is named.
    ("G1", "第一厂工会委员会", "S1", "基层", "2016-03-01", "西总工[2016]第03号", 1, "2016-03-01", "2019-02-28"),
    ("S1", "文新街道总工会", "", "街道", "", "", "", "", ""),
    ("G2", "第一厂分厂工会", "第一厂工会委员会", "", "2016/3/2", "", "", "", ""),
    ("G3", "区直属医院工会", "", "", "", "", "", "", ""),
]


def test_a_tree_goes_in_whatever_the_order_of_its_rows(load, district):
    batch = load(UNIONS, district, HEADER, TREE)
    assert batch.counts["new"] == 4
    street, first, branch, direct = (Union.objects.get(code=code) for code in ("S1", "G1", "G2", "G3"))
    assert (street.parent, first.parent, branch.parent, direct.parent) == (district, street, first, district)
    assert branch.path.startswith(first.path)
    assert first.path.startswith(street.path)
    assert len({union.path for union in (street, first, branch, direct)}) == 4
    assert (street.level, street.form, first.form) == (Level.STREET, Form.FEDERATION, Form.COMMITTEE)
    assert (first.approved_on, first.approval_number) == (datetime.date(2016, 3, 1), "西总工〔2016〕3号")
    assert street.initials == "wxjdzgh"
    assert list(Term.objects.values_list("union__code", "number", "ends_on")) == [("G1", 1, datetime.date(2019, 2, 28))]


def test_the_same_file_twice_changes_nothing(load, district):
    load(UNIONS, district, HEADER, TREE)
    before = list(Union.objects.order_by("pk").values())
    assert load(UNIONS, district, HEADER, TREE).counts["unchanged"] == 4
    assert list(Union.objects.order_by("pk").values()) == before


def test_blanks_are_filled_and_what_stands_is_overridden_only_when_asked(load, district):
    load(UNIONS, district, ("工会编码", "工会名称", "地址"), [("G1", "第一厂工会", "")])
    again = [("G1", "第一厂工会委员会", "文三路一号")]
    assert load(UNIONS, district, ("工会编码", "工会名称", "地址"), again).counts["updated"] == 1
    union = Union.objects.get(code="G1")
    assert (union.name, union.address, union.version) == ("第一厂工会", "文三路一号", 2)
    load(UNIONS, district, ("工会编码", "工会名称", "地址"), again, mode=Mode.OVERRIDE)
    union.refresh_from_db()
    assert (union.name, union.initials) == ("第一厂工会委员会", "dycghwyh")


def test_place_and_approval_of_a_union_never_change_by_a_file(load, district, street):
    header = ("工会编码", "工会名称", "上级工会", "批复日期")
    load(UNIONS, district, header, [("G1", "第一厂工会", street.code, "2016-03-01")])
    batch = load(UNIONS, district, header, [("G1", "第一厂工会", district.code, "2016-04-01")], mode=Mode.OVERRIDE)
    assert batch.counts["unchanged"] == 1
    assert batch.staged_rows.get().kept.split() == ["approved_on", "parent"]
    assert Union.objects.get(code="G1").parent == street


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("", "无编码工会", "", "", ""), "code:missing"),
        (("G1", "某工会", "没有的工会", "", ""), "parent:no_such_union"),
        (("G1", "某工会", "G1", "", ""), "parent:under_itself"),
        (("S9", "某街道总工会", "G9", "街道", ""), "parent:wrong_level"),
        (("G1", "某工会", "", "", "2098-01-01"), "approved_on:not_yet"),
        (("G1", "某工会", "", "天级", ""), "level:unknown_word"),
    ],
)
def test_a_row_that_cannot_be_says_why(stage, district, row, problem):
    header = ("工会编码", "工会名称", "上级工会", "层级", "批复日期")
    batch = stage(UNIONS, district, header, [row, ("G9", "第九厂工会", "", "", "")])
    assert outcomes(batch)[2] == ("invalid", problem)
    assert batch.counts["new"] == 1


def test_what_stands_below_a_row_that_does_not_go_in_stays_out_as_well(stage, district):
    header = ("工会编码", "工会名称", "上级工会", "批复日期")
    rows = [("G1", "上级工会", "", "不是日期"), ("G2", "下级工会", "G1", ""), ("G3", "再下级工会", "G2", "")]
    found = outcomes(stage(UNIONS, district, header, rows))
    assert found[3] == ("invalid", "parent:above_does_not_go_in=2")
    assert found[4] == ("invalid", "parent:above_does_not_go_in=2")


def test_two_names_for_one_code_are_both_kept_out_with_what_stands_below(stage, district):
    rows = [("G1", "甲工会", ""), ("G1", "乙工会", ""), ("G2", "丙工会", "G1")]
    batch = stage(UNIONS, district, ("工会编码", "工会名称", "上级工会"), rows)
    assert [outcome for outcome, _problems in outcomes(batch).values()] == ["conflict", "conflict", "invalid"]


def test_a_list_brought_into_a_street_reaches_only_what_stands_below_it(stage, district, street):
    rows = [("G1", "某工会", district.code), ("G2", "某工会二", "")]
    found = outcomes(stage(UNIONS, street, ("工会编码", "工会名称", "上级工会"), rows))
    assert found[2] == ("invalid", "parent:no_such_union")
    assert found[3][0] == "new"


def test_a_street_officer_founds_unions_by_application_and_not_by_a_list(stage, street, other_street_officer):
    with pytest.raises(NotAllowed):
        stage(UNIONS, street, ("工会编码", "工会名称"), [("G1", "某工会")], by=other_street_officer)


def test_an_undone_list_leaves_the_tree_as_it_was(load, take_back, district):
    load(UNIONS, district, ("工会编码", "工会名称", "地址"), [("G0", "旧工会", "")])
    before = list(Union.objects.order_by("pk").values("code", "name", "address", "path"))
    batch = load(
        UNIONS, district, (*HEADER, "地址"), [*[(*row, "") for row in TREE], ("G0", "旧工会", *[""] * 7, "某路")]
    )
    assert batch.counts["updated"] == 1
    take_back(batch)
    assert list(Union.objects.order_by("pk").values("code", "name", "address", "path")) == before
    assert not Term.objects.exists()


def test_later_work_on_a_loaded_union_forbids_to_undo(load, take_back, district):
    batch = load(UNIONS, district, HEADER, TREE)
    street = Union.objects.get(code="S1")
    rename_union(actor=Actor.system("test"), union=street, name="文新街道工会", today=datetime.date(2016, 6, 1))
    with pytest.raises(LaterWork, match="文新街道工会"):
        take_back(batch)


def test_the_history_of_a_loaded_union_tells_of_the_file(load, district):
    load(UNIONS, district, HEADER, TREE)
    union = Union.objects.get(code="G1")
    told = history("unions.union", union.pk, actor=Actor.system("test"))
    assert [entry.event.action for entry in told] == ["intake.applied"]
