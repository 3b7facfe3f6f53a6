"""Taking steps: who may, who may not, and what is written."""

import dataclasses
import datetime

import pytest
from django.db import IntegrityError, transaction

from tests.foundation.flow.conftest import TODAY
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.flow.diagrams import mermaid
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.flow.queries import decisions_on, offers, waiting_for
from yuanxin.foundation.flow.services import NotByYou, NotInAFlow, NotPossible, act, begin
from yuanxin.foundation.flow.tables import FaultyTable, To
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.members.choices import TransferState as S
from yuanxin.organisation.members.models import TransferProposal


def step(record, action, actor, **given):
    return act(record, action, actor=actor, today=TODAY, **given)


def test_a_step_changes_the_state_and_writes_decision_and_event_with_the_row(review, proposal, clerks):
    clerk, _other = clerks
    step(proposal, "refuse", clerk)
    stored = TransferProposal.objects.get()
    assert (stored.state, stored.round, stored.version) == (S.REFUSED, 2, 2)
    decision = decisions_on(stored).get()
    assert (decision.action, decision.from_state, decision.to_state) == ("refuse", S.PROPOSED, S.REFUSED)
    assert (decision.actor, decision.union) == (clerk.key, proposal.union_id)
    event = Event.objects.get(action="members.transferproposal_refuse")
    change = Change.objects.get(event=event.pk)
    assert (change.before["state"], change.after["state"]) == (S.PROPOSED, S.REFUSED)


def test_the_deadline_of_a_state_comes_from_the_policy_of_the_day(review, proposal, clerks):
    assert step(proposal, "refuse", clerks[0]).due_on == TODAY + datetime.timedelta(days=15)


def test_whoever_sent_it_in_neither_approves_nor_returns_it_in_any_round(review, proposal, clerks):
    sender, reviewer = clerks
    step(proposal, "refuse", sender)
    with pytest.raises(NotByYou):
        step(proposal, "complete", sender)
    with pytest.raises(Refused) as refusal:
        step(proposal, "withdraw", reviewer)
    assert refusal.value.field == "opinion"
    step(proposal, "withdraw", reviewer, opinion="缺批复")
    assert (proposal.state, proposal.due_on) == (S.PROPOSED, None)
    step(proposal, "refuse", reviewer)
    for actor in (sender, reviewer):
        with pytest.raises(NotByYou):
            step(proposal, "complete", actor)


def test_whoever_entered_a_record_does_not_approve_it(review, proposal, clerks):
    sender, reviewer = clerks
    new = TransferProposal(
        **{name: getattr(proposal, name) for name in ("person", "membership", "former_union", "proposing_union")},
        union=proposal.union.parent,
        source="hand",
        proposed_on=TODAY,
    )
    begin(new, actor=reviewer, today=TODAY)
    step(new, "refuse", sender)
    with pytest.raises(NotByYou):
        step(new, "complete", reviewer)


def test_what_the_state_does_not_know_is_not_possible(review, proposal, clerks):
    with pytest.raises(NotPossible):
        step(proposal, "complete", clerks[0])
    with pytest.raises(NotPossible):
        step(proposal, "anything", clerks[0])


def test_two_people_taking_a_step_at_once_do_not_both_succeed(review, proposal, clerks):
    shown = TransferProposal.objects.get()
    step(proposal, "refuse", clerks[0])
    with pytest.raises(Stale):
        step(shown, "refuse", clerks[1])
    again = TransferProposal.objects.get()
    with pytest.raises(Stale):
        step(again, "complete", clerks[1], version=1)
    assert decisions_on(proposal).count() == 1


def test_a_step_needs_the_permission_over_the_records_union(review, proposal, actor_as, grassroots, other):
    with pytest.raises(OutOfScope):
        step(proposal, "refuse", actor_as(Role.GRASSROOTS_OFFICER, grassroots))
    with pytest.raises(NotAllowed):
        step(proposal, "refuse", actor_as(Role.LEADER, other))


def test_the_inbox_and_the_buttons_say_the_same(review, proposal, clerks):
    sender, reviewer = clerks
    for actor in clerks:
        assert list(waiting_for(review, actor, TODAY)) == [proposal]
        assert [offer.action for offer in offers(proposal, actor, TODAY)] == ["refuse"]
    step(proposal, "refuse", sender)
    assert list(waiting_for(review, sender, TODAY)) == []
    assert offers(proposal, sender, TODAY) == []
    assert list(waiting_for(review, reviewer, TODAY)) == [proposal]
    assert [offer.action for offer in offers(proposal, reviewer, TODAY)] == ["complete", "withdraw"]
    step(proposal, "complete", reviewer)
    assert list(waiting_for(review, reviewer, TODAY)) == []


def test_nobody_finds_two_primary_buttons(proposal, actor_as, street, grassroots):
    def primaries(actor):
        return [offer.action for offer in offers(proposal, actor, TODAY) if offer.primary]

    above = actor_as(Role.STREET_OFFICER, street)
    assert [offer.action for offer in offers(proposal, above, TODAY)].count("consent") == 2
    assert primaries(above) == [], "who stands above both sides chooses for which one to speak"
    assert primaries(actor_as(Role.GRASSROOTS_OFFICER, grassroots)) == ["consent"]


def test_decisions_are_never_changed_nor_deleted(review, proposal, clerks):
    step(proposal, "refuse", clerks[0], opinion="同意")
    for change in (lambda rows: rows.update(opinion="不同意"), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(Decision.objects.all())
    assert decisions_on(proposal).get().opinion == "同意"


def test_a_record_without_a_flow_has_no_steps(grassroots, officer):
    with pytest.raises(NotInAFlow):
        act(grassroots, "consent", actor=officer, today=TODAY)


@pytest.mark.parametrize(
    "table",
    [
        {S.PROPOSED: {"approve": To("nowhere", needs=Permission.EDIT)}},
        {S.PROPOSED: {"approve": To(S.DONE)}},
        {S.PROPOSED: {"approve": To(S.DONE, automatic=True)}},
        {S.PROPOSED: {"approve": To(S.PROPOSED, automatic=True, when=lambda _standing: True)}},
        {S.PROPOSED: {"approve": To(S.DONE, needs=Permission.EDIT, not_by=("submit",))}},
    ],
)
def test_a_table_that_cannot_work_is_refused_when_it_is_read(review, table):
    with pytest.raises(FaultyTable):
        dataclasses.replace(review, table=table)


def test_the_diagram_shows_every_step(review):
    drawn = mermaid(review)
    assert drawn.startswith("stateDiagram-v2\n    [*] --> proposed")
    assert "    refused --> proposed: Return" in drawn
    assert "    done --> [*]" in drawn


def test_a_step_with_a_page_of_its_own_is_offered_there_and_taken_nowhere_else(
    review, proposal, clerks, signed_in_as, street, monkeypatch
):
    with_page = dataclasses.replace(review.table[S.PROPOSED]["refuse"], page="members:transferproposal-detail")
    monkeypatch.setitem(review.table[S.PROPOSED], "refuse", with_page)
    own_page = f"/organisation/members/transfers/{proposal.pk}/"
    assert [offer.url for offer in offers(proposal, clerks[0], TODAY)] == [own_page]
    browser = signed_in_as(Role.STREET_OFFICER, street)
    answer = browser.post(f"/flow/{review.kind}/{proposal.pk}/refuse/", {"opinion": "意见", "version": 1})
    assert (answer.status_code, answer.url) == (302, own_page)
    proposal.refresh_from_db()
    assert proposal.state == S.PROPOSED
