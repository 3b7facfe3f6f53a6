"""Employers entered twice; mergers of unions taken apart; what the merging core promises whoever joins it."""

import datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.foundation.unions.factories import (
    CoverageFactory,
    EmployerFactory,
    OfficerFactory,
    TermFactory,
    UnionFactory,
)
from tests.organisation.members.factories import (
    MembershipFactory,
    PersonFactory,
    RetentionFactory,
    TransferProposalFactory,
)
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.services import snapshot
from yuanxin.foundation.kernel.errors import OutOfScope, Refused
from yuanxin.foundation.unions.choices import UnionState
from yuanxin.foundation.unions.models import Coverage, Employer, Merge, Officer, Term, Union
from yuanxin.foundation.unions.queries import find_by_code, find_employer
from yuanxin.foundation.unions.rules import Spell, overlaps
from yuanxin.foundation.unions.services import (
    EmployerKnown,
    merge_employers,
    merge_unions,
    register_employer,
    rename_union,
    unmerge_employers,
    unmerge_unions,
)
from yuanxin.foundation.unions.services.merging import LaterWork, MergeRefused, held_by_record
from yuanxin.organisation.members.models import Membership, Person, Retention, TransferProposal
from yuanxin.organisation.members.services import leave

TODAY = datetime.date(2016, 7, 1)
CODE, OTHER_CODE = "91330106MA27X1A03B", "91330100799655058B"


def merged(actor, survivor, absorbed, **options) -> Merge:
    return merge_employers(
        actor=actor, survivor=survivor, absorbed=absorbed, today=TODAY, reason="同一单位，名称写法不同", **options
    )


def whole(*models) -> dict[str, list[dict]]:
    """Every row of the models but for versions; paths are only compared by their parents."""
    left_out = {"version", "path"}
    return {
        model.__name__: [
            {key: value for key, value in snapshot(row).items() if key not in left_out}
            for row in model._base_manager.order_by("pk")
        ]
        for model in models
    }


def test_the_old_code_and_name_lead_to_the_employer_that_stands(officer, street):
    kept = EmployerFactory(union=street, name="圆心科技有限公司", credit_code=CODE)
    gone = EmployerFactory(union=street, name="杭州圆心科技公司", credit_code=OTHER_CODE)
    merged(officer, kept, gone)
    assert find_employer(credit_code=OTHER_CODE) == find_employer(name="杭州圆心科技公司") == kept
    assert list(Employer.objects.visible_to(officer)) == [kept]
    with pytest.raises(EmployerKnown):
        register_employer(actor=officer, union=street, name="圆心", credit_code=OTHER_CODE, today=TODAY)


def test_a_missing_code_is_taken_from_the_other_and_given_back(officer, street):
    kept = EmployerFactory(union=street, name="圆心科技有限公司")
    gone = EmployerFactory(union=street, name="圆心科技公司", credit_code=CODE, address="文三路 1 号", staff=40)
    before = whole(Employer)
    merge = merged(officer, kept, gone, taken={"credit_code", "address", "staff"})
    kept.refresh_from_db()
    assert (kept.credit_code, kept.address, kept.staff, kept.name) == (CODE, "文三路 1 号", 40, "圆心科技有限公司")
    unmerge_employers(actor=officer, merge=merge, today=TODAY, reason="不是同一单位")
    assert whole(Employer) == before


def test_of_two_codes_the_one_of_the_kept_record_stays(officer, street):
    kept, gone = EmployerFactory(union=street, credit_code=CODE), EmployerFactory(union=street, credit_code=OTHER_CODE)
    with pytest.raises(MergeRefused) as refusal:
        merged(officer, kept, gone, taken={"credit_code"})
    assert refusal.value.field == "credit_code"


def test_its_people_and_its_coverage_follow_and_a_union_covers_one_employer_once(officer, street, grassroots):
    kept, gone = EmployerFactory(union=street), EmployerFactory(union=street)
    other = UnionFactory(parent=street)
    people = [PersonFactory(union=grassroots, employer=gone) for _ in range(3)]
    late = CoverageFactory(union=grassroots, employer=kept, begins_on=datetime.date(2015, 1, 1))
    early = CoverageFactory(union=grassroots, employer=gone, begins_on=datetime.date(2012, 1, 1))
    alone = CoverageFactory(union=other, employer=gone)
    assert sorted(each.count for each in held_by_record(gone)) == [2, 3]
    before = whole(Employer, Coverage, Person)
    merge = merged(officer, kept, gone)
    assert set(Person.objects.filter(pk__in=[each.pk for each in people]).values_list("employer", flat=True)) == {
        kept.pk
    }
    assert set(Coverage.objects.filter(employer=kept, ends_on=None)) == {early, alone}
    late.refresh_from_db()
    assert late.ends_on == late.begins_on
    unmerge_employers(actor=officer, merge=merge, today=TODAY, reason="不是同一单位")
    assert whole(Employer, Coverage, Person) == before


def test_both_areas_must_be_the_actors(actor_as, district, street):
    park = UnionFactory(parent=district)
    kept, gone = EmployerFactory(union=street), EmployerFactory(union=park)
    with pytest.raises(OutOfScope):
        merged(actor_as(Role.STREET_OFFICER, street), kept, gone)
    merge = merged(actor_as(Role.DISTRICT_OFFICER, district), kept, gone)
    with pytest.raises(OutOfScope):
        unmerge_employers(actor=actor_as(Role.STREET_OFFICER, street), merge=merge, today=TODAY, reason="不是")


def test_a_merge_of_many_rows_takes_as_many_statements_as_one_of_few(
    officer, street, grassroots, django_assert_max_num_queries
):
    for people in (2, 300):
        kept, gone = EmployerFactory(union=street), EmployerFactory(union=street)
        Person.objects.bulk_create(PersonFactory.build(union=grassroots, employer=gone) for _ in range(people))
        with django_assert_max_num_queries(45):
            merge = merged(officer, kept, gone)
        with django_assert_max_num_queries(45):
            unmerge_employers(actor=officer, merge=merge, today=TODAY, reason="不是同一单位")
        assert Person.objects.filter(employer=gone).count() == people


spells = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 20), st.one_of(st.none(), st.integers(1, 12))), max_size=5
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ones=spells, others=spells)
def test_whatever_was_covered_stays_covered_once_and_comes_back(officer, street, grassroots, ones, others):
    with transaction.atomic():
        unions = (grassroots, UnionFactory(parent=street))
        kept, gone = EmployerFactory(union=street), EmployerFactory(union=street)
        for employer, drawn in ((kept, ones), (gone, others)):
            laid: dict[int, list[Spell]] = {0: [], 1: []}
            for place, first, length in drawn:
                begins = datetime.date(2015, 1, 1) + datetime.timedelta(days=first)
                spell = Spell(begins, None if length is None else begins + datetime.timedelta(days=length))
                if not overlaps(spell, laid[place]):
                    laid[place].append(spell)
                    CoverageFactory(union=unions[place], employer=employer, begins_on=begins, ends_on=spell.ends)
        before = whole(Employer, Coverage)
        merge = merged(officer, kept, gone)
        assert not Coverage.objects.filter(employer=gone).exists()
        for union in unions:
            rows = [Spell(row.begins_on, row.ends_on) for row in Coverage.objects.filter(employer=kept, union=union)]
            assert not any(overlaps(spell, rows[:place]) for place, spell in enumerate(rows))
        unmerge_employers(actor=officer, merge=merge, today=TODAY, reason="不是同一单位")
        assert whole(Employer, Coverage) == before
        transaction.set_rollback(True)


ROOMS = (Union, Employer, Coverage, Officer, Term, Membership, Retention, Person, TransferProposal)


@pytest.fixture
def other(street):
    return UnionFactory(name="圆心电子厂工会", parent=street)


def merger(actor, absorbed, survivor) -> Merge:
    merge_unions(actor=actor, absorbed=absorbed, survivor=survivor, on=TODAY, today=TODAY, reason="重复建档")
    return Merge.objects.latest("pk")


def test_a_merger_of_unions_taken_apart_leaves_no_row_behind(officer, street, grassroots, other):
    branch = UnionFactory(parent=grassroots, name="一车间分会")
    UnionFactory(parent=branch, name="一班小组")
    OfficerFactory(union=grassroots)
    TermFactory(union=grassroots, begins_on=datetime.date(2015, 1, 1), ends_on=datetime.date(2019, 12, 31))
    shared, own = EmployerFactory.create_batch(2, union=street)
    for employer in (shared, own):
        CoverageFactory(union=grassroots, employer=employer)
    CoverageFactory(union=other, employer=shared)
    members = [MembershipFactory(union=grassroots) for _ in range(3)]
    RetentionFactory(membership=members[0])
    third = UnionFactory(parent=street)
    TransferProposalFactory(membership=members[1], union=third)
    # One that the merger overtakes: it would lead to the union it comes from.
    TransferProposalFactory(membership=members[2], union=other)
    before = whole(*ROOMS)
    merge = merger(officer, grassroots, other)
    assert whole(*ROOMS) != before
    stood = unmerge_unions(actor=officer, merge=merge, today=TODAY, reason="合错了")
    assert whole(*ROOMS) == before
    assert (stood, stood.state) == (grassroots, UnionState.ACTIVE)
    assert find_by_code(grassroots.code) == grassroots
    branch.refresh_from_db()
    assert branch.path.startswith(stood.path)
    assert Union.objects.get(name="一班小组").path.startswith(branch.path)


def test_later_work_in_the_survivor_keeps_a_merger_of_unions(officer, grassroots, other):
    MembershipFactory(union=grassroots)
    merge = merger(officer, grassroots, other)
    leave(actor=officer, membership=Membership.objects.open().get(), left_on=TODAY, kind="left", today=TODAY)
    with pytest.raises(LaterWork):
        unmerge_unions(actor=officer, merge=merge, today=TODAY, reason="合错了")


def test_a_merger_is_taken_apart_by_who_may_change_the_tree_once_and_with_a_reason(
    actor_as, officer, street, grassroots, other
):
    merge = merger(officer, grassroots, other)
    with pytest.raises(Refused):
        unmerge_unions(actor=actor_as(Role.GRASSROOTS_OFFICER, other), merge=merge, today=TODAY, reason="合错了")
    with pytest.raises(Refused):
        unmerge_unions(actor=officer, merge=merge, today=TODAY, reason="")
    unmerge_unions(actor=officer, merge=merge, today=TODAY, reason="合错了")
    with pytest.raises(Refused):
        unmerge_unions(actor=officer, merge=merge, today=TODAY, reason="合错了")


def test_a_renamed_union_is_later_work(officer, grassroots, other, street):
    branch = UnionFactory(parent=grassroots)
    merge = merger(officer, grassroots, other)
    branch.refresh_from_db()
    rename_union(actor=officer, union=branch, name="二车间分会", today=TODAY)
    with pytest.raises(LaterWork, match="二车间分会"):
        unmerge_unions(actor=officer, merge=merge, today=TODAY, reason="合错了")
