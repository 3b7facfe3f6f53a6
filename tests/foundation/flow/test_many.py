"""One step of many records together: as if each took it, with one event."""

import dataclasses

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.foundation.flow.conftest import REVIEW_FLOW, TODAY
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import MembershipFactory, TransferProposalFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.audit.services import RowChange
from yuanxin.foundation.flow import registry
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.flow.queries import decisions_on
from yuanxin.foundation.flow.services import NotByYou, NotPossible, OneByOne, act, act_all, settle_all
from yuanxin.foundation.flow.tables import Publicity, Side, To
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.foundation.policies.schemas import PUBLICITY
from yuanxin.foundation.unions.choices import Level
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.members.choices import TransferState as S
from yuanxin.organisation.members.models import TransferProposal

LOADED = ("union", "former_union", "person")


@pytest.fixture
def proposals(review, grassroots, other):
    """Three proposals, as a list would load them."""
    for _number in range(3):
        TransferProposalFactory(membership=MembershipFactory(union=grassroots), union=other)
    return loaded()


def loaded():
    return list(TransferProposal.objects.select_related(*LOADED).order_by("pk"))


def together(records, action, actor, **given):
    return act_all(records, action, actor=actor, today=TODAY, **given)


def with_table(monkeypatch, table, **other):
    flow = dataclasses.replace(REVIEW_FLOW, table=table, _entering={}, **other)
    monkeypatch.setitem(registry._flows, flow.kind, flow)
    return flow


def states():
    return [each.state for each in loaded()]


def test_each_record_steps_as_if_alone_and_the_trail_has_one_event(proposals, clerks, grassroots, other):
    alone = TransferProposalFactory(membership=MembershipFactory(union=grassroots), union=other)
    act(alone, "refuse", actor=clerks[0], today=TODAY)
    together(proposals, "refuse", clerks[0], union=other.pk)
    *stored, single = loaded()
    for each, shown in zip(stored, proposals, strict=True):
        compared = ("state", "round", "due_on", "version")
        assert [getattr(each, name) for name in compared] == [getattr(single, name) for name in compared]
        assert [getattr(shown, name) for name in compared] == [getattr(single, name) for name in compared]
        told = ("action", "from_state", "to_state", "actor", "union", "round", "opinion")
        decisions = [tuple(getattr(decisions_on(each).get(), name) for name in told) for each in (each, single)]
        assert decisions[0] == decisions[1]
    event = Event.objects.filter(action="members.transferproposal_refuse").latest("pk")
    assert (event.changes, event.details["count"], event.union) == (3, 3, other.pk)
    changes = Change.objects.filter(event=event.pk).order_by("pk")
    assert {(change.before["state"], change.after["state"]) for change in changes} == {(S.PROPOSED, S.REFUSED)}
    assert set(changes[0].after) == {"state", "round", "due_on", "version"}


def test_nothing_is_done_where_one_refuses(proposals, clerks):
    sender, reviewer = clerks
    act(proposals[0], "refuse", actor=sender, today=TODAY)
    with pytest.raises(NotPossible):
        together(loaded(), "complete", reviewer)
    together(proposals[1:], "refuse", reviewer)
    with pytest.raises(NotByYou):
        together(loaded(), "complete", reviewer)
    assert states() == [S.REFUSED] * 3
    assert Decision.objects.count() == 3


def test_who_may_not_may_not_together_either(proposals, actor_as, district, street):
    elsewhere = UnionFactory(parent=district, level=Level.STREET)
    with pytest.raises(OutOfScope):
        together(proposals, "refuse", actor_as(Role.STREET_OFFICER, elsewhere))
    with pytest.raises(NotAllowed):
        together(proposals, "refuse", actor_as(Role.REVIEWER, street))
    assert states() == [S.PROPOSED] * 3


def test_whoever_was_quicker_is_not_overrun(proposals, clerks):
    act(loaded()[1], "refuse", actor=clerks[1], today=TODAY)
    with pytest.raises(Stale):
        together(proposals, "refuse", clerks[0])
    assert sorted(states()) == sorted([S.PROPOSED, S.REFUSED, S.PROPOSED])


def test_an_opinion_is_asked_for_all(proposals, clerks):
    sender, reviewer = clerks
    together(proposals, "refuse", sender)
    with pytest.raises(Refused) as refusal:
        together(proposals, "withdraw", reviewer)
    assert refusal.value.field == "opinion"
    together(proposals, "withdraw", reviewer, opinion="缺批复")
    opinions = Decision.objects.filter(action="withdraw").values_list("opinion", flat=True)
    assert (states(), set(opinions)) == ([S.PROPOSED] * 3, {"缺批复"})


def test_what_a_state_means_is_done_for_each(monkeypatch, proposals, clerks):
    flow = with_table(monkeypatch, REVIEW_FLOW.table)
    entered = []

    @flow.entering(S.REFUSED)
    def note(record, *, actor, today):
        entered.append((record.pk, record.state, actor.key))
        return []

    together(proposals, "refuse", clerks[0])
    assert entered == [(each.pk, S.REFUSED, clerks[0].key) for each in proposals]


def test_what_it_means_for_all_together_stands_in_the_same_event(monkeypatch, proposals, clerks):
    flow = with_table(monkeypatch, REVIEW_FLOW.table)
    flow.entering(S.REFUSED)(lambda *_records, **_given: pytest.fail("each was asked for itself"))
    union = proposals[0].union

    def meaning(records):
        TransferProposal.objects.filter(pk__in=[each.pk for each in records]).update(source="hand")
        renamed = RowChange(union, {"name": union.name}, {"name": "新名"})
        return [*(RowChange(each, {"source": each.source}, {"source": "hand"}) for each in records), renamed]

    together(proposals, "refuse", clerks[0], meaning=meaning)
    changes = Change.objects.filter(event=Event.objects.latest("pk").pk)
    assert changes.count() == 4
    of_records = changes.filter(kind="members.transferproposal")
    assert {(change.after["state"], change.after["source"]) for change in of_records} == {(S.REFUSED, "hand")}
    assert changes.get(kind="unions.union").after == {"name": "新名"}


def test_automatic_steps_follow_where_their_condition_holds(monkeypatch, proposals, clerks):
    chosen = {proposals[0].pk, proposals[2].pk}
    with_table(
        monkeypatch,
        {
            S.PROPOSED: {"refuse": To(S.REFUSED, "Send in", needs=Permission.EDIT)},
            S.REFUSED: {"complete": To(S.DONE, automatic=True, when=lambda s: s.record.pk in chosen and "已核")},
        },
    )
    together(proposals, "refuse", clerks[0])
    assert states() == [S.DONE, S.REFUSED, S.DONE]
    assert set(Decision.objects.filter(action="complete").values_list("actor", "opinion")) == {("system:flow", "已核")}
    chosen.add(proposals[1].pk)
    settle_all(loaded(), today=TODAY)
    assert states() == [S.DONE] * 3
    settle_all([], today=TODAY)


@pytest.mark.parametrize(
    "step",
    [
        To(S.REFUSED, "Consent", needs=Permission.EDIT, sides=(Side("one", "union", "一方"),)),
        To(S.REFUSED, "Publish", needs=Permission.EDIT, notice=Publicity(PUBLICITY, str, lambda _record: [])),
        To(S.REFUSED, "Return", needs=Permission.EDIT, back_to="refuse"),
    ],
)
def test_what_asks_for_more_is_taken_one_by_one(monkeypatch, proposals, clerks, step):
    with_table(monkeypatch, {S.PROPOSED: {"refuse": step}})
    with pytest.raises(OneByOne):
        together(proposals, "refuse", clerks[0])


def test_twelve_cost_no_more_queries_than_two(review, grassroots, other, clerks):
    costs = []
    for count in (2, 12):
        for _number in range(count):
            TransferProposalFactory(membership=MembershipFactory(union=grassroots), union=other)
        shown = [each for each in loaded() if each.state == S.PROPOSED]
        with CaptureQueriesContext(connection) as captured:
            together(shown, "refuse", clerks[0])
        costs.append(len(captured))
    assert costs[0] == costs[1]
