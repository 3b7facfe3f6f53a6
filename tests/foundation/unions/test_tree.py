"""Creating, moving, naming: places, codes, paths."""

import datetime
import threading

import pytest
from django.db import connection

from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.foundation.unions import registry
from yuanxin.foundation.unions.choices import Form, Level, UnionState
from yuanxin.foundation.unions.models import FormerCode, Union
from yuanxin.foundation.unions.queries import find_by_code
from yuanxin.foundation.unions.services import (
    CodeTaken,
    TreeRefused,
    UnionEnded,
    add_former_code,
    approve_union,
    correct_union,
    create_union,
    merge_unions,
    move_union,
    rename_union,
)

TODAY = datetime.date(2016, 6, 30)


def create(actor, parent, code="G1", **values):
    values = {"name": "圆心电子厂工会", "level": Level.GRASSROOTS, "form": Form.COMMITTEE} | values
    return create_union(actor=actor, parent=parent, code=code, today=TODAY, **values)


def test_a_union_gets_the_next_path_its_pinyin_and_an_event_with_its_row(officer, street, grassroots):
    union = create(officer, street, approved_on=TODAY)
    assert union.path == f"{street.path}00002"
    assert (union.pinyin, union.initials) == ("yuanxindianzichanggonghui", "yxdzcgh")
    event = Event.objects.get(action="unions.created", object_id=union.pk)
    change = Change.objects.get(event=event.pk)
    assert change.before is None
    assert change.after["code"] == "G1"


@pytest.mark.parametrize("upper", ["district", "street", "grassroots"])
def test_a_grassroots_union_may_stand_under_the_district_a_street_or_another_one(officer, upper, request):
    assert create(officer, request.getfixturevalue(upper)).level == Level.GRASSROOTS


@pytest.mark.parametrize("level", [Level.CITY, Level.DISTRICT, Level.STREET, Level.PARK])
def test_nothing_but_grassroots_unions_stands_under_a_street(officer, street, level):
    with pytest.raises(TreeRefused):
        create(officer, street, level=level)


def test_there_is_one_topmost_union_and_only_the_system_makes_it(db):
    system = Actor.system("init")
    top = create(system, None, code="D", level=Level.DISTRICT, form=Form.FEDERATION)
    assert (top.path, top.parent) == ("00001", None)
    with pytest.raises(TreeRefused):
        create(system, None, code="D2", level=Level.DISTRICT)


def test_an_officer_makes_no_topmost_union(officer):
    with pytest.raises(NotAllowed):
        create(officer, None, level=Level.DISTRICT)


def test_a_code_is_never_given_twice_not_even_a_former_one(officer, street, grassroots):
    add_former_code(actor=officer, union=grassroots, code="OLD", today=TODAY)
    for code in (grassroots.code, "OLD"):
        with pytest.raises(CodeTaken):
            create(officer, street, code=code)


def test_a_wrong_credit_code_and_a_day_to_come_are_refused_at_their_fields(officer, street):
    with pytest.raises(Refused) as refusal:
        create(officer, street, credit_code="91330106MA27X1A03C")
    assert refusal.value.field == "credit_code"
    with pytest.raises(Refused) as refusal:
        create(officer, street, approved_on=TODAY + datetime.timedelta(days=1))
    assert refusal.value.field == "approved_on"


def test_only_the_district_changes_the_tree_and_only_within_its_own(actor_as, district, street):
    other = UnionFactory(level=Level.STREET, parent=district)
    assert create(actor_as(Role.DISTRICT_OFFICER, street), street).parent == street
    with pytest.raises(OutOfScope):
        create(actor_as(Role.DISTRICT_OFFICER, street), other, code="G2")
    for role in (Role.STREET_OFFICER, Role.GRASSROOTS_OFFICER):
        with pytest.raises(NotAllowed):
            create(actor_as(role, street), street, code="G3")


def test_the_tree_ends_at_its_depth_limit(officer, district):
    union = district
    for depth in range(7):
        union = create(officer, union, code=f"G{depth}")
    with pytest.raises(TreeRefused):
        create(officer, union, code="too-deep")


def test_a_move_rewrites_every_path_below_and_tells_its_followers(officer, district, street, grassroots, monkeypatch):
    branch = UnionFactory(parent=grassroots)
    stays = UnionFactory(parent=street)
    other = UnionFactory(level=Level.STREET, parent=district)
    UnionFactory(parent=other)
    told = []
    monkeypatch.setattr(registry, "_tree_followers", [lambda old, new: told.append((old, new))])
    old_path = grassroots.path

    moved = move_union(actor=officer, union=grassroots, parent=other, today=TODAY, reason="区划调整")

    assert moved.path == f"{other.path}00002"
    branch.refresh_from_db()
    assert branch.path == f"{other.path}0000200001"
    stays.refresh_from_db()
    assert stays.path.startswith(street.path)
    assert told == [(old_path, moved.path)]
    event = Event.objects.get(action="unions.moved")
    assert Change.objects.get(event=event.pk).after["path"] == moved.path


def test_a_move_into_the_own_subtree_or_to_a_wrong_level_is_refused(officer, district, street, grassroots):
    branch = UnionFactory(parent=grassroots)
    with pytest.raises(TreeRefused):
        move_union(actor=officer, union=grassroots, parent=branch, today=TODAY)
    with pytest.raises(TreeRefused):
        move_union(actor=officer, union=street, parent=UnionFactory(level=Level.STREET, parent=district), today=TODAY)


def test_nobody_moves_anything_out_of_the_own_part_nor_that_part_itself(actor_as, district, street, grassroots):
    clerk = actor_as(Role.DISTRICT_OFFICER, street)
    with pytest.raises(OutOfScope):
        move_union(actor=clerk, union=grassroots, parent=district, today=TODAY)
    with pytest.raises(OutOfScope):
        move_union(actor=clerk, union=street, parent=grassroots, today=TODAY)


def test_moving_to_where_it_stands_changes_nothing(officer, street, grassroots):
    before = Event.objects.count()
    assert move_union(actor=officer, union=grassroots, parent=street, today=TODAY).path == grassroots.path
    assert Event.objects.count() == before


def test_a_new_name_keeps_the_old_one_in_the_journal(officer, grassroots):
    rename_union(actor=officer, union=grassroots, name="圆心重工工会", today=TODAY, version=grassroots.version)
    grassroots.refresh_from_db()
    assert grassroots.initials == "yxzggh"
    event = Event.objects.get(action="unions.renamed")
    assert event.details["old_name"] == "圆心机械厂工会"
    assert Change.objects.get(event=event.pk).before["name"] == "圆心机械厂工会"


def test_two_people_correcting_one_union_do_not_overwrite_each_other(officer, grassroots):
    shown = grassroots.version
    correct_union(actor=officer, union=grassroots, today=TODAY, version=shown, telephone="0571-87654321")
    with pytest.raises(Stale):
        correct_union(actor=officer, union=grassroots, today=TODAY, version=shown, address="圆心路1号")


def test_only_a_union_in_preparation_is_approved(officer, street):
    union = create(officer, street, in_preparation=True)
    approved = approve_union(
        actor=officer, union=union, approved_on=TODAY, approval_number="西总工〔2016〕12号", today=TODAY
    )
    assert (approved.state, approved.approved_on) == (UnionState.ACTIVE, TODAY)
    with pytest.raises(Refused):
        approve_union(actor=officer, union=union, approved_on=TODAY, approval_number="", today=TODAY)


def test_nothing_new_happens_in_an_ended_union(officer, street, grassroots):
    other = UnionFactory(parent=street)
    merge_unions(actor=officer, absorbed=grassroots, survivor=other, on=TODAY, today=TODAY, reason="合并")
    with pytest.raises(UnionEnded):
        create(officer, grassroots)
    with pytest.raises(UnionEnded):
        rename_union(actor=officer, union=grassroots, name="新名", today=TODAY)


def test_former_codes_lead_to_the_union(officer, grassroots):
    add_former_code(actor=officer, union=grassroots, code="ZJ-0081", today=TODAY)
    assert find_by_code(" ZJ-0081 ") == grassroots
    assert FormerCode.objects.get().union == grassroots
    assert find_by_code("nothing") is None


def test_unions_created_at_once_get_different_paths(own_database, officer, street):
    """Eight officers, eight connections; each path is given once."""
    failures: list[Exception] = []

    def enter(number: int) -> None:
        try:
            create(officer, street, code=f"C{number}")
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=enter, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    paths = list(Union.objects.filter(parent=street).order_by("path").values_list("path", flat=True))
    assert paths == [f"{street.path}{number:05d}" for number in range(1, 9)]


@pytest.mark.parametrize(
    "particulars", [{"approved_on": TODAY}, {"approved_on": None}, {"approval_number": "西总工〔2016〕99号"}]
)
def test_no_union_rewrites_its_own_approval(actor_as, street, grassroots, particulars):
    own = actor_as(Role.GRASSROOTS_OFFICER, grassroots)
    for actor, union in ((own, grassroots), (actor_as(Role.STREET_OFFICER, street), street)):
        with pytest.raises(OutOfScope):
            correct_union(actor=actor, union=union, today=TODAY, **particulars)
    kept = {name: getattr(grassroots, name) for name in particulars}
    corrected = correct_union(actor=own, union=grassroots, today=TODAY, telephone="0571-87654321", **kept)
    assert corrected.telephone == "0571-87654321"


def test_the_upper_union_corrects_an_approval_day_and_takes_none_away(officer, street, grassroots):
    number = "西总工〔2016〕12号"
    correct_union(actor=officer, union=grassroots, today=TODAY, approved_on=TODAY, approval_number=number)
    with pytest.raises(Refused) as refusal:
        correct_union(actor=officer, union=grassroots, today=TODAY, approved_on=None)
    assert refusal.value.field == "approved_on"
    grassroots.refresh_from_db()
    assert (grassroots.approved_on, grassroots.approval_number) == (TODAY, number)
    waiting = create(officer, street, in_preparation=True, approved_on=TODAY)
    assert correct_union(actor=officer, union=waiting, today=TODAY, approved_on=None).approved_on is None
