"""From the call of a year to the treasury's reply, through the services."""

import datetime
import io
import threading
from decimal import Decimal

import pytest
from django.db import connection

from tests.finance.allowances.factories import TODAY, AllowanceFactory, EntryFactory
from tests.foundation.unions.factories import CoverageFactory, UnionFactory
from tests.organisation.members.factories import invented_number
from yuanxin.finance.allowances.choices import AllowanceState, Basis, GrantState
from yuanxin.finance.allowances.models import AllowanceCall, AllowanceGrant, StaffAllowance, StaffEntry
from yuanxin.finance.allowances.queries.calls import units_with_public_employers
from yuanxin.finance.allowances.rules import RATE
from yuanxin.finance.allowances.services import (
    AmountsDiffer,
    CallClosed,
    CallRefused,
    Filling,
    Head,
    Incomplete,
    NotBeingFilledIn,
    NothingToGrant,
    OnARosterAlready,
    ask_units,
    begin_allowance,
    change_call,
    draw_up,
    drop_head,
    enter_head,
    enter_reply,
    fill_in,
    open_call,
    settle_amount,
)
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.documents.services import keep_file
from yuanxin.foundation.flow.cases import NotByYou
from yuanxin.foundation.flow.services import NotPossible, act
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.foundation.kernel.numbers import InvalidNumber
from yuanxin.foundation.policies.services import open_policy

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
NUMBER = invented_number(3_900_001)
HEAD = Head(name="章伟", document_number=NUMBER, job="协管员")


def reviewed(allowance, clerk, street_officer):
    """The allowance, submitted and through its review."""
    act(allowance, "submit", actor=clerk, today=TODAY)
    return act(allowance, "review", actor=street_officer, today=TODAY)


def test_a_call_gives_each_unit_its_draft_at_the_rate_of_the_day(accountant, district, grassroots, other_unit):
    call = open_call(
        actor=accountant,
        union=district,
        year=2016,
        closes_on=datetime.date(2016, 6, 30),
        units=[grassroots, other_unit, grassroots],
        today=TODAY,
    )
    assert (call.rate, call.policy.code, call.allowances.count()) == (Decimal(500), RATE, 2)
    assert {each.due_on for each in call.allowances.all()} == {datetime.date(2016, 6, 30)}
    assert ask_units(actor=accountant, call=call, units=[grassroots], today=TODAY) == 0
    later = datetime.date(2016, 7, 15)
    change_call(actor=accountant, call=call, closes_on=later, note="延期", today=TODAY, version=call.version)
    assert {each.due_on for each in call.allowances.all()} == {later}


def test_a_rule_changed_during_the_year_leaves_what_was_called_for_as_it_was(accountant, district, draft, clerk):
    """Guard 11."""
    open_policy(
        actor=Actor.system("tests"),
        code=RATE,
        begins_on=datetime.date(2016, 7, 1),
        parameters={"rate": "650", "headcount_allowed": False},
    )
    act(draft, "submit", actor=clerk, today=TODAY)
    assert draft.computed == Decimal(1500)
    later = open_call(
        actor=accountant,
        union=district,
        year=2017,
        closes_on=datetime.date(2017, 6, 30),
        units=[],
        today=datetime.date(2017, 3, 1),
    )
    assert later.rate == Decimal(650)


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"year": 2016}, "year"), ({"closes_on": TODAY - datetime.timedelta(days=1)}, "closes_on")],
)
def test_a_call_that_cannot_run_is_refused_at_its_field(accountant, district, call, changed, field):
    wanted = {"union": district, "year": 2017, "closes_on": datetime.date(2016, 12, 1), "units": []} | changed
    with pytest.raises(CallRefused) as refused:
        open_call(actor=accountant, today=TODAY, **wanted)
    assert refused.value.field == field
    assert AllowanceCall.objects.count() == 1


def test_a_call_is_run_by_a_district_and_for_its_own_units(actor_as, accountant, district, street, call):
    with pytest.raises(CallRefused):
        open_call(actor=actor_as(Role.FINANCE, street), union=street, year=2016, closes_on=TODAY, units=[], today=TODAY)
    elsewhere = UnionFactory(name="外区工会")
    with pytest.raises(CallRefused) as refused:
        ask_units(actor=accountant, call=call, units=[elsewhere], today=TODAY)
    assert refused.value.field == "units"
    with pytest.raises(NotAllowed):
        ask_units(actor=actor_as(Role.LEADER, district), call=call, units=[], today=TODAY)


def test_the_unions_of_organs_and_institutions_are_known_by_whom_they_cover(district, street, grassroots, other_unit):
    CoverageFactory(union=grassroots, employer__kind="institution")
    CoverageFactory(union=other_unit, employer__kind="private")
    assert list(units_with_public_employers(district, TODAY)) == [grassroots]


def test_a_unit_that_was_not_asked_begins_itself_while_the_call_is_open(clerk, call, grassroots):
    draft = begin_allowance(actor=clerk, call=call, union=grassroots, today=TODAY)
    assert draft.state == AllowanceState.DRAFT
    with pytest.raises(CallRefused):
        begin_allowance(actor=clerk, call=call, union=grassroots, today=TODAY)
    with pytest.raises(CallClosed):
        begin_allowance(actor=clerk, call=call, union=grassroots, today=datetime.date(2016, 7, 1))


def test_a_person_is_on_one_roster_a_year_whichever_the_unit(clerk, draft, call, other_unit, actor_as, street):
    enter_head(actor=clerk, allowance=draft, head=HEAD, today=TODAY)
    elsewhere = AllowanceFactory(union=other_unit, call=call)
    stranger = actor_as(Role.GRASSROOTS_OFFICER, other_unit)
    with pytest.raises(OnARosterAlready) as told:
        enter_head(actor=stranger, allowance=elsewhere, head=HEAD, today=TODAY)
    assert draft.union.name not in str(told.value)
    assert told.value.field == "document_number"
    with pytest.raises(OnARosterAlready) as told:
        enter_head(actor=actor_as(Role.STREET_OFFICER, street), allowance=elsewhere, head=HEAD, today=TODAY)
    assert draft.union.name in str(told.value)
    assert StaffEntry.objects.filter(name="章伟").count() == 1


def test_who_is_taken_off_may_stand_on_another_roster(clerk, draft, call, other_unit, actor_as):
    entry = enter_head(actor=clerk, allowance=draft, head=HEAD, today=TODAY)
    drop_head(actor=clerk, entry=entry, reason="已转编", today=TODAY)
    with pytest.raises(Refused):
        drop_head(actor=clerk, entry=entry, reason="再次", today=TODAY)
    elsewhere = AllowanceFactory(union=other_unit, call=call)
    there = enter_head(actor=actor_as(Role.GRASSROOTS_OFFICER, other_unit), allowance=elsewhere, head=HEAD, today=TODAY)
    assert (StaffEntry.objects.get(pk=entry.pk).active, there.active) == (False, True)


def test_a_wrong_number_is_refused_at_its_field(clerk, draft):
    with pytest.raises(InvalidNumber) as refused:
        enter_head(actor=clerk, allowance=draft, head=Head("章伟", NUMBER[:-1] + "0"), today=TODAY)
    assert refused.value.field == "document_number"


def test_another_units_officer_finds_nothing_to_fill_in(draft, other_unit, actor_as):
    with pytest.raises(OutOfScope):
        enter_head(actor=actor_as(Role.GRASSROOTS_OFFICER, other_unit), allowance=draft, head=HEAD, today=TODAY)


def test_heads_without_a_roster_need_the_policy_and_the_list(clerk, call, grassroots):
    draft = AllowanceFactory(union=grassroots, call=call)
    fill_in(actor=clerk, allowance=draft, filling=Filling(headcount=40), today=TODAY)
    draft.refresh_from_db()
    assert draft.basis == Basis.HEADCOUNT
    with pytest.raises(Incomplete, match=r"list|名册"):
        act(draft, "submit", actor=clerk, today=TODAY)
    draft.refresh_from_db()
    keep_file(actor=clerk, target=draft, stream=io.BytesIO(PNG), name="名册.png")
    act(draft, "submit", actor=clerk, today=TODAY)
    assert (draft.headcount, draft.computed) == (40, Decimal(20000))


def test_where_the_rule_wants_names_a_number_is_refused(clerk, call, grassroots):
    draft = AllowanceFactory(union=grassroots, call=call)
    call.policy.parameters["headcount_allowed"] = False
    type(call.policy).objects.filter(pk=call.policy_id).update(parameters=call.policy.parameters)
    with pytest.raises(Refused) as refused:
        fill_in(actor=clerk, allowance=draft, filling=Filling(headcount=40), today=TODAY)
    assert refused.value.field == "headcount"


def test_names_and_a_number_do_not_stand_side_by_side(clerk, draft):
    with pytest.raises(Refused) as refused:
        fill_in(actor=clerk, allowance=draft, filling=Filling(headcount=40), today=TODAY)
    assert refused.value.field == "headcount"


def test_an_account_is_sealed_and_one_not_given_anew_stays(clerk, draft):
    before = bytes(draft.account)
    fill_in(actor=clerk, allowance=draft, filling=Filling(bank="工商银行"), today=TODAY)
    draft.refresh_from_db()
    assert (bytes(draft.account), draft.bank) == (before, "工商银行")
    with pytest.raises(Refused) as refused:
        fill_in(actor=clerk, allowance=draft, filling=Filling(account="12A"), today=TODAY)
    assert refused.value.field == "account"


def test_nothing_is_submitted_without_a_name_an_account_or_after_the_last_day(clerk, call, grassroots, draft):
    StaffEntry.objects.filter(allowance=draft).update(active=False)
    with pytest.raises(Incomplete):
        act(draft, "submit", actor=clerk, today=TODAY)
    StaffEntry.objects.filter(allowance=draft).update(active=True)
    StaffAllowance.objects.filter(pk=draft.pk).update(account=None)
    for day, refusal in ((TODAY, Incomplete), (datetime.date(2016, 7, 1), CallClosed)):
        current = StaffAllowance.objects.get(pk=draft.pk)
        with pytest.raises(refusal):
            act(current, "submit", actor=clerk, today=day)
    assert StaffAllowance.objects.get(pk=draft.pk).state == AllowanceState.DRAFT


def test_from_the_draft_to_the_settled_amount(clerk, street_officer, approver, draft):
    reviewed(draft, clerk, street_officer)
    assert (draft.headcount, draft.computed, draft.submitted_on) == (3, Decimal(1500), TODAY)
    settle_amount(actor=approver, allowance=draft, amount=Decimal(1500), today=TODAY, version=draft.version)
    draft.refresh_from_db()
    assert (draft.state, draft.approved, draft.approved_on, draft.counts_on) == (
        AllowanceState.APPROVED,
        Decimal(1500),
        TODAY,
        TODAY,
    )
    with pytest.raises(NotBeingFilledIn):
        enter_head(actor=clerk, allowance=draft, head=HEAD, today=TODAY)


def test_another_amount_is_settled_with_a_reason_and_both_stand(clerk, street_officer, approver, draft):
    reviewed(draft, clerk, street_officer)
    with pytest.raises(Refused) as refused:
        settle_amount(actor=approver, allowance=draft, amount=Decimal("1499.99"), today=TODAY)
    assert refused.value.field == "opinion"
    with pytest.raises(Refused) as refused:
        settle_amount(actor=approver, allowance=draft, amount=Decimal(-1), today=TODAY, opinion="负数")
    assert refused.value.field == "amount"
    settle_amount(actor=approver, allowance=draft, amount=Decimal("1250.00"), today=TODAY, opinion="一人按半年核定")
    draft.refresh_from_db()
    assert (draft.computed, draft.approved, draft.difference) == (Decimal(1500), Decimal(1250), Decimal(-250))


def test_who_submitted_neither_reviews_nor_settles(draft, actor_as, district, street, clerk, street_officer):
    """Guard 1: also where one person holds every role."""
    everybody = actor_as(Role.STREET_OFFICER, district)
    act(draft, "submit", actor=everybody, today=TODAY)
    with pytest.raises(NotByYou):
        act(draft, "review", actor=everybody, today=TODAY)
    act(draft, "review", actor=street_officer, today=TODAY)
    both = Actor(street_officer.key, street_officer.label, everywhere=True)
    with pytest.raises(NotByYou):
        settle_amount(actor=both, allowance=draft, amount=Decimal(1500), today=TODAY)


def test_what_is_returned_is_computed_anew(clerk, street_officer, draft):
    act(draft, "submit", actor=clerk, today=TODAY)
    act(draft, "return", actor=street_officer, today=TODAY, opinion="少一人")
    assert (draft.state, draft.computed) == (AllowanceState.DRAFT, None)
    enter_head(actor=clerk, allowance=draft, head=HEAD, today=TODAY)
    draft.refresh_from_db()
    act(draft, "submit", actor=clerk, today=TODAY)
    assert draft.computed == Decimal(2000)


def test_leaving_a_unit_out_frees_its_people_and_the_unit(clerk, draft, call):
    act(draft, "leave_out", actor=clerk, today=TODAY, opinion="本年度无编外人员")
    assert not StaffEntry.objects.filter(active=True).exists()
    assert begin_allowance(actor=clerk, call=call, union=draft.union, today=TODAY).state == AllowanceState.DRAFT


def test_a_settled_amount_is_revoked_only_while_it_stands_in_no_summary(accountant, approver, call, grassroots):
    allowance = AllowanceFactory(union=grassroots, call=call, state=AllowanceState.APPROVED)
    grant = draw_up(actor=accountant, call=call, today=TODAY)
    allowance.refresh_from_db()
    with pytest.raises(NotPossible):
        act(allowance, "revoke", actor=approver, today=TODAY, opinion="误报")
    act(grant, "dissolve", actor=accountant, today=TODAY, opinion="重新汇总")
    allowance.refresh_from_db()
    act(allowance, "revoke", actor=approver, today=TODAY, opinion="误报")
    assert (allowance.state, allowance.counts_on) == (AllowanceState.WITHDRAWN, None)


def test_a_summary_holds_what_is_settled_and_the_reply_grants_all_of_it(accountant, call, grassroots, other_unit, fund):
    first = AllowanceFactory(union=grassroots, call=call, state=AllowanceState.APPROVED, headcount=12)
    second = AllowanceFactory(union=other_unit, call=call, state=AllowanceState.APPROVED, headcount=8)
    grant = draw_up(actor=accountant, call=call, today=TODAY)
    assert (grant.number, grant.units, grant.staff, grant.amount) == (1, 2, 20, Decimal(10000))
    with pytest.raises(NothingToGrant):
        draw_up(actor=accountant, call=call, today=TODAY)
    act(grant, "send", actor=accountant, today=TODAY)
    reply = {"document_number": "西财〔2016〕31号", "granted_on": TODAY, "today": TODAY, "fund": fund}
    with pytest.raises(AmountsDiffer) as refused:
        enter_reply(actor=accountant, grant=grant, amount=Decimal("10000.01"), **reply)
    assert refused.value.field == "amount"
    enter_reply(actor=accountant, grant=grant, amount=Decimal(10000), version=grant.version, **reply)
    states = {each.union: each.state for each in StaffAllowance.objects.filter(grant=grant)}
    assert states == {first.union: AllowanceState.GRANTED, second.union: AllowanceState.GRANTED}
    assert AllowanceGrant.objects.get().state == GrantState.GRANTED


def test_a_summary_that_was_taken_back_is_not_with_the_treasury(accountant, call, grassroots, fund):
    AllowanceFactory(union=grassroots, call=call, state=AllowanceState.APPROVED)
    grant = draw_up(actor=accountant, call=call, today=TODAY)
    act(grant, "send", actor=accountant, today=TODAY)
    assert grant.sent_on == TODAY
    act(grant, "take_back", actor=accountant, today=TODAY, opinion="财政退回")
    assert grant.sent_on is None
    with pytest.raises(NotPossible):
        enter_reply(
            actor=accountant,
            grant=grant,
            amount=grant.amount,
            document_number="西财〔2016〕31号",
            granted_on=TODAY,
            fund=fund,
            today=TODAY,
        )


def test_chosen_units_only_and_none_that_is_not_settled(accountant, call, grassroots, other_unit):
    settled = AllowanceFactory(union=grassroots, call=call, state=AllowanceState.APPROVED)
    waiting = AllowanceFactory(union=other_unit, call=call, state=AllowanceState.REVIEWED)
    with pytest.raises(NothingToGrant):
        draw_up(actor=accountant, call=call, today=TODAY, allowances=[settled, waiting])
    assert draw_up(actor=accountant, call=call, today=TODAY, allowances=[settled]).units == 1


def test_two_approvers_at_the_same_instant_settle_once(own_database, actor_as, district, draft, clerk, street_officer):
    reviewed(draft, clerk, street_officer)
    approvers = [actor_as(Role.APPROVER, district) for _each in range(2)]
    told: list[str] = []
    ready = threading.Barrier(2)

    def settle(actor: Actor) -> None:
        try:
            allowance = StaffAllowance.objects.select_related("union", "call").get(pk=draft.pk)
            ready.wait()
            settle_amount(
                actor=actor, allowance=allowance, amount=Decimal(1500), today=TODAY, version=allowance.version
            )
            told.append("settled")
        except Stale:
            told.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=settle, args=[approver]) for approver in approvers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["settled", "told"]
    assert Event.objects.filter(action="allowances.amount_entered").count() == 1


def test_one_person_entered_by_two_units_at_the_same_instant_stands_on_one_roster(
    own_database, draft, call, other_unit, actor_as, clerk
):
    elsewhere = AllowanceFactory(union=other_unit, call=call)
    sides = [(clerk, draft), (actor_as(Role.GRASSROOTS_OFFICER, other_unit), elsewhere)]
    told: list[str] = []
    ready = threading.Barrier(2)

    def enter(actor: Actor, allowance: StaffAllowance) -> None:
        try:
            ready.wait()
            enter_head(actor=actor, allowance=allowance, head=HEAD, today=TODAY)
            told.append("entered")
        except OnARosterAlready:
            told.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=enter, args=side) for side in sides]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["entered", "told"]
    assert StaffEntry.objects.filter(name="章伟", active=True).count() == 1


def test_a_dropped_line_still_tells_its_story(clerk, draft):
    entry = EntryFactory(allowance=draft, name="周敏")
    drop_head(actor=clerk, entry=entry, reason="离职", today=TODAY)
    event = Event.objects.get(action="allowances.head_dropped")
    assert (event.object_label, event.reason) == ("周敏", "离职")
