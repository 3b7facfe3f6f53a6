"""A person entered twice: one record, every row with it, no day twice, and back again."""

import datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.foundation.documents.examples import a_file_of
from tests.foundation.unions.factories import EmployerFactory, UnionFactory
from tests.organisation.members.factories import (
    MembershipFactory,
    PersonFactory,
    RetentionFactory,
    TransferProposalFactory,
    invented_number,
)
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.audit.queries import history
from yuanxin.foundation.audit.services import snapshot
from yuanxin.foundation.documents.models import Attachment
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import OutOfScope, Refused, Stale
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.models import Merge
from yuanxin.foundation.unions.rules import DatedSpell, Spell, overlaps, without_overlap
from yuanxin.foundation.unions.services.merging import LaterWork, MergeRefused, held_by_record
from yuanxin.organisation.members.choices import JoinKind, LeaveKind, TransferState
from yuanxin.organisation.members.models import Membership, Person, Retention, TransferProposal
from yuanxin.organisation.members.queries import find_by_number, search
from yuanxin.organisation.members.services import (
    AlreadyMember,
    Particulars,
    admit,
    correct_person,
    leave,
    merge_persons,
    unmerge_persons,
)

TODAY = datetime.date(2016, 7, 1)
REASON = "同一人，身份证抄错一位"


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def two_of(union, name="张三", other_union=None) -> tuple[Membership, Membership]:
    """The same person twice, an active member each time."""
    first = MembershipFactory(person=PersonFactory(union=union, name=name), union=union, joined_on=day("2015-01-01"))
    place = other_union or union
    second = MembershipFactory(person=PersonFactory(union=place, name=name), union=place, joined_on=day("2015-06-01"))
    return first, second


def merged(actor: Actor, kept: Membership, gone: Membership, **options) -> Merge:
    options = {"stays": kept} | options
    return merge_persons(actor=actor, survivor=kept.person, absorbed=gone.person, today=TODAY, reason=REASON, **options)


def whole() -> dict[str, list[dict]]:
    """Every row of the room as it stands, but for the versions."""
    models = (Person.with_merged, Membership.objects, Retention.objects, TransferProposal.objects, Attachment.objects)
    return {
        manager.model.__name__: [
            {key: value for key, value in snapshot(row).items() if key != "version"} for row in manager.order_by("pk")
        ]
        for manager in models
    }


def test_two_active_entries_become_one_member_who_joined_once(officer, grassroots):
    kept, gone = two_of(grassroots)
    merge = merged(officer, kept, gone)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert list(Membership.objects.on(TODAY).values_list("pk", flat=True)) == [kept.pk]
    assert (gone.person_id, gone.joined_on, gone.left_on, gone.leave_kind) == (
        kept.person_id, day("2015-06-01"), day("2015-06-01"), LeaveKind.MERGED,
    )  # fmt: skip
    assert Membership.objects.filter(join_kind=JoinKind.FIRST).get() == kept
    assert gone.join_kind == JoinKind.MERGED
    assert list(Person.objects.all()) == [kept.person]
    led = Person.with_merged.get(merged_into=kept.person)
    assert (merge.survivor, merge.absorbed, merge.reason) == (kept.person_id, led.pk, REASON)


def test_the_membership_that_stays_keeps_its_days_and_the_other_keeps_those_before(officer, street):
    one, other = UnionFactory(parent=street), UnionFactory(parent=street)
    early, late = two_of(one, other_union=other)
    merged(officer, early, late, stays=late)
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.joined_on, early.left_on, early.leave_kind) == (
        day("2015-01-01"), day("2015-06-01"), LeaveKind.MERGED,
    )  # fmt: skip
    assert (late.joined_on, late.left_on) == (day("2015-06-01"), None)
    assert (early.join_kind, late.join_kind) == (JoinKind.FIRST, JoinKind.REJOIN)
    assert Person.objects.get().union == other


def test_without_a_choice_between_two_active_memberships_nothing_is_written(officer, grassroots):
    kept, gone = two_of(grassroots)
    before = whole()
    with pytest.raises(MergeRefused) as refusal:
        merged(officer, kept, gone, stays=None)
    assert refusal.value.field == "stays"
    assert whole() == before
    assert not Merge.objects.exists()


def test_only_the_particulars_taken_are_taken(officer, grassroots):
    kept, gone = two_of(grassroots)
    Person.objects.filter(pk=gone.person_id).update(job="焊工", note="旧", name="张三丰", pinyin="zhangsanfeng")
    Person.objects.filter(pk=kept.person_id).update(job="", note="新")
    for membership in (kept, gone):
        membership.person.refresh_from_db()
    merged(officer, kept, gone, taken={"job", "name"})
    person = Person.objects.get()
    assert (person.job, person.note, person.name, person.pinyin) == ("焊工", "新", "张三丰", "zhangsanfeng")


def test_birth_and_sex_are_not_taken_against_the_number_that_is_kept(officer, grassroots):
    kept, gone = two_of(grassroots)
    Person.objects.filter(pk=gone.person_id).update(born_on=day("1970-01-01"))
    gone.person.refresh_from_db()
    with pytest.raises(MergeRefused) as refusal:
        merged(officer, kept, gone, taken={"born_on"})
    assert refusal.value.field == "born_on"


def test_the_old_number_reaches_the_one_who_stands(officer, grassroots):
    kept = MembershipFactory(person=PersonFactory(union=grassroots, number=invented_number(70)), union=grassroots)
    old = invented_number(71)
    gone = MembershipFactory(person=PersonFactory(union=grassroots, number=old, name="张三封"), union=grassroots)
    merged(officer, kept, gone)
    assert find_by_number(old) == kept.person
    assert search(officer, old) == [kept.person]
    with pytest.raises(AlreadyMember):
        admit(
            actor=officer, union=grassroots, particulars=Particulars(name="张三封", document_number=old),
            joined_on=TODAY, today=TODAY,
        )  # fmt: skip
    assert Person.objects.count() == 1


def test_what_belongs_to_the_record_goes_along_and_is_told_before(officer, grassroots, street):
    kept, gone = two_of(grassroots)
    a_file_of(gone.person)
    decided = TransferProposalFactory(membership=gone, union=UnionFactory(parent=street), state=TransferState.REFUSED)
    told = {each.label: each.count for each in held_by_record(gone.person)}
    assert sorted(told.values()) == [1, 1, 1]
    merged(officer, kept, gone)
    decided.refresh_from_db()
    assert decided.person == kept.person
    assert Attachment.objects.of(kept.person).count() == 1


def test_a_transfer_being_decided_comes_first(officer, grassroots, street):
    kept, gone = two_of(grassroots)
    TransferProposalFactory(membership=gone, union=UnionFactory(parent=street))
    with pytest.raises(MergeRefused):
        merged(officer, kept, gone)


def test_both_must_be_in_scope(actor_as, grassroots, street):
    other = UnionFactory(parent=street)
    kept, gone = two_of(grassroots, other_union=other)
    with pytest.raises(OutOfScope):
        merged(actor_as(Role.GRASSROOTS_OFFICER, grassroots), kept, gone)
    assert merged(actor_as(Role.STREET_OFFICER, street), kept, gone).pk


def test_days_of_a_union_outside_are_not_shortened_and_it_is_not_named(actor_as, grassroots, street):
    elsewhere = UnionFactory(parent=street, name="隔壁工会")
    kept, gone = two_of(grassroots)
    MembershipFactory(
        person=gone.person, union=elsewhere, joined_on=day("2015-02-01"), left_on=day("2015-05-01"),
        leave_kind=LeaveKind.LEFT,
    )  # fmt: skip
    with pytest.raises(MergeRefused) as refusal:
        merged(actor_as(Role.GRASSROOTS_OFFICER, grassroots), kept, gone)
    assert "隔壁" not in str(refusal.value)
    merged(actor_as(Role.STREET_OFFICER, street), kept, gone)


def test_a_record_changed_since_it_was_shown_is_not_merged(officer, grassroots):
    kept, gone = two_of(grassroots)
    correct_person(actor=officer, person=gone.person, today=TODAY, job="钳工")
    with pytest.raises(Stale):
        merged(officer, kept, gone, versions=(1, 1))


def test_a_reason_is_asked_for_and_nobody_is_merged_into_himself(officer, grassroots):
    kept, gone = two_of(grassroots)
    with pytest.raises(Refused):
        merge_persons(actor=officer, survivor=kept.person, absorbed=gone.person, stays=kept, today=TODAY, reason=" ")
    with pytest.raises(MergeRefused):
        merge_persons(actor=officer, survivor=kept.person, absorbed=kept.person, today=TODAY, reason=REASON)


def test_merged_twice_all_numbers_lead_to_the_last_survivor_and_back(officer, grassroots):
    first, second = two_of(grassroots)
    third = MembershipFactory(person=PersonFactory(union=grassroots), union=grassroots)
    one = merged(officer, second, first)
    before = whole()
    two = merged(officer, third, second)
    assert set(Person.with_merged.exclude(merged_into=None).values_list("merged_into", flat=True)) == {third.person_id}
    with pytest.raises(LaterWork):
        unmerge_persons(actor=officer, merge=one, today=TODAY, reason="不是同一人")
    unmerge_persons(actor=officer, merge=two, today=TODAY, reason="不是同一人")
    assert whole() == before


def test_taken_apart_every_row_is_back_and_the_trail_tells_both(officer, grassroots):
    kept, gone = two_of(grassroots)
    RetentionFactory(membership=gone, begins_on=day("2016-01-01"))
    a_file_of(gone.person)
    before = whole()
    merge = merged(officer, kept, gone, taken={"phone", "employer", "note"})
    assert whole() != before
    unmerge_persons(actor=officer, merge=merge, today=TODAY, reason="不是同一人")
    assert whole() == before
    merge.refresh_from_db()
    assert Event.objects.get(pk=merge.undone_by).action == "members.person_unmerged"
    assert [entry.event.action for entry in history("members.person", kept.person_id, actor=officer)][:2] == [
        "members.person_unmerged",
        "members.person_merged",
    ]
    with pytest.raises(Refused):
        unmerge_persons(actor=officer, merge=merge, today=TODAY, reason="不是同一人")


def test_later_work_on_a_moved_row_stands_in_the_way_and_is_named(officer, grassroots):
    kept, gone = two_of(grassroots)
    merge = merged(officer, gone, kept, stays=kept)
    leave(actor=officer, membership=kept, left_on=TODAY, kind=LeaveKind.LEFT, today=TODAY)
    with pytest.raises(LaterWork, match="张三"):
        unmerge_persons(actor=officer, merge=merge, today=TODAY, reason="不是同一人")


def test_a_newer_row_that_leans_on_a_moved_one_stands_in_the_way(officer, grassroots, street):
    kept, gone = two_of(grassroots)
    merge = merged(officer, gone, kept, stays=kept)
    kept.refresh_from_db()
    TransferProposalFactory(membership=kept, union=UnionFactory(parent=street))
    with pytest.raises(LaterWork):
        unmerge_persons(actor=officer, merge=merge, today=TODAY, reason="不是同一人")


def test_two_members_counted_become_one_and_two_again(officer, grassroots, district):
    def counted() -> list[int]:
        return [
            measure(code, district, Period(day("2015-01-01"), TODAY)).value
            for code in ("members.stock", "members.joined")
        ]

    kept, gone = two_of(grassroots)
    assert counted() == [2, 2]
    merge = merged(officer, kept, gone)
    assert counted() == [1, 1]
    unmerge_persons(actor=officer, merge=merge, today=TODAY, reason="不是同一人")
    assert counted() == [2, 2]


def test_a_merged_record_still_open_on_somebodys_desk_is_stale(officer, grassroots):
    kept, gone = two_of(grassroots)
    merged(officer, kept, gone)
    with pytest.raises(Stale):
        correct_person(actor=officer, person=gone.person, today=TODAY, job="钳工")


def test_at_most_twenty_rows_are_named(officer, grassroots, district):
    one, other = EmployerFactory(union=district), EmployerFactory(union=district)
    from yuanxin.foundation.unions.services import merge_employers, unmerge_employers

    people = [PersonFactory(union=grassroots, employer=other, name="李四") for _ in range(25)]
    merge = merge_employers(actor=officer, survivor=one, absorbed=other, today=TODAY, reason=REASON)
    third = EmployerFactory(union=district)
    for person in people:
        correct_person(actor=officer, person=person, today=TODAY, employer=third)
    with pytest.raises(LaterWork) as refusal:
        unmerge_employers(actor=officer, merge=merge, today=TODAY, reason="不是")
    assert str(refusal.value.message).count("李四") == 20


days = st.integers(0, 30).map(lambda number: day("2015-01-01") + datetime.timedelta(days=number))
lengths = st.one_of(st.none(), st.integers(1, 20))


@st.composite
def lives(draw) -> list[tuple[datetime.date, datetime.date | None]]:
    """Spells of one entry: one after another, at most the last one open."""
    spells: list[tuple[datetime.date, datetime.date | None]] = []
    begins = draw(days)
    for _ in range(draw(st.integers(0, 3))):
        length = draw(lengths)
        ends = None if length is None else begins + datetime.timedelta(days=length)
        spells.append((begins, ends))
        if ends is None:
            break
        begins = ends + datetime.timedelta(days=draw(st.integers(0, 5)))
    return spells


@given(one=lives(), other=lives(), choice=st.booleans())
def test_the_days_of_one_person_are_those_of_both_entries_and_none_twice(one, other, choice):
    spells = [DatedSpell(number, *spell) for number, spell in enumerate([*one, *other])]
    open_ones = [spell.key for spell in spells if spell.ends is None]
    stays = open_ones[-1 if choice else 0] if open_ones else None
    settled = without_overlap(spells, stays)
    left = [Spell(spell.begins, spell.ends) for spell in settled.values() if not spell.empty]
    assert not any(overlaps(spell, left[:place]) for place, spell in enumerate(left))
    if stays is not None:
        assert settled[stays] == spells[stays]
    for number in range(70):
        on = day("2015-01-01") + datetime.timedelta(days=number)
        after = sum(spell.begins <= on and (spell.ends is None or on < spell.ends) for spell in left)
        before = any(spell.begins <= on and (spell.ends is None or on < spell.ends) for spell in spells)
        assert after <= before


entries = st.lists(lives(), min_size=2, max_size=4)
moves = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans(), st.booleans()), min_size=1, max_size=6)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=entries, history=moves)
def test_any_history_of_merges_keeps_the_rules_and_taken_apart_leaves_no_row_behind(
    officer, grassroots, street, entries, history
):
    """Merge at random, sometimes take the last apart at once, at the end all of them from the last to the first."""
    other = UnionFactory(parent=street)
    with transaction.atomic():
        people = [born(grassroots if number % 2 else other, spells) for number, spells in enumerate(entries)]
        stack: list[tuple[Merge, dict]] = []
        for left, right, choice, regret in history:
            survivor = standing(people[left % len(people)])
            absorbed = standing(people[right % len(people)])
            if survivor.pk == absorbed.pk:
                continue
            before = whole()
            active = Membership.objects.open().filter(person__in=[survivor, absorbed]).order_by("person_id")
            stays = (active.last() if choice else active.first()) if active.count() == 2 else None
            merge = merge_persons(
                actor=officer, survivor=survivor, absorbed=absorbed, stays=stays, today=TODAY, reason=REASON,
                taken={"phone", "job"} if choice else (),
            )  # fmt: skip
            check_rules()
            stack.append((merge, before))
            if regret:
                take_apart(officer, stack)
        while stack:
            take_apart(officer, stack)
        transaction.set_rollback(True)


def take_apart(officer: Actor, stack: list[tuple[Merge, dict]]) -> None:
    merge, before = stack.pop()
    unmerge_persons(actor=officer, merge=merge, today=TODAY, reason="不是同一人")
    assert whole() == before


def standing(person: Person) -> Person:
    row = Person.with_merged.get(pk=person.pk)
    return row.merged_into or row


def born(union, spells) -> Person:
    person = PersonFactory(union=union, phone_number="13800000000" if len(spells) % 2 else "")
    for place, (begins, ends) in enumerate(spells):
        membership = MembershipFactory(
            person=person, union=union, joined_on=begins, left_on=ends,
            leave_kind=LeaveKind.LEFT if ends else "", join_kind=JoinKind.REJOIN if place else JoinKind.FIRST,
        )  # fmt: skip
        if ends is None:
            RetentionFactory(membership=membership, begins_on=begins + datetime.timedelta(days=3))
    return person


def check_rules() -> None:
    """One person: no day twice, one active membership, one first joining, and nothing left with a merged record."""
    for person in Person.with_merged.all():
        rows = list(Membership.objects.filter(person=person))
        if person.merged_into_id is not None:
            assert not rows
            assert not TransferProposal.objects.filter(person=person).exists()
            assert person.merged_into.merged_into_id is None
            continue
        spells = [Spell(row.joined_on, row.left_on) for row in rows]
        assert not any(overlaps(spell, spells[:place]) for place, spell in enumerate(spells))
        assert sum(row.left_on is None for row in rows) <= 1
        assert sum(row.join_kind == JoinKind.FIRST for row in rows) <= 1
