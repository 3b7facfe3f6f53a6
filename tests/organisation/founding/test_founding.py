"""A union is founded: from the employer's word to the district's, with everything that belongs to it."""

import datetime
import io

import pytest
from docx import Document

from tests.foundation.unions.factories import CoverageFactory, EmployerFactory, UnionFactory
from tests.organisation.founding import stories
from tests.organisation.founding.stories import (
    CODES,
    DAY,
    TODAY,
    applied,
    approved,
    clerk,
    elected,
    founding_in,
    nominated,
)
from tests.organisation.members.factories import MembershipFactory, invented_number
from yuanxin.foundation.accounts.models import Appointment
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.documents.models import DocumentNumber
from yuanxin.foundation.documents.services import NoAgencyMark, hand_out
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.figures.services import refresh
from yuanxin.foundation.flow.models import Notice
from yuanxin.foundation.flow.services import NotByYou, NotPossible, act
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.unions.choices import Form, Post, UnionState
from yuanxin.foundation.unions.models import Coverage, Employer, Officer, Term, Union
from yuanxin.foundation.unions.services import StillInUse, merge_unions
from yuanxin.organisation.founding import services
from yuanxin.organisation.founding.choices import ApplicantState, FoundingState, Shape
from yuanxin.organisation.founding.models import Founding
from yuanxin.organisation.founding.queries.findings import findings_on
from yuanxin.organisation.founding.queries.papers import APPROVAL_PAPER
from yuanxin.organisation.founding.services.elections import Candidacy, NotYet
from yuanxin.organisation.founding.services.foundings import AlreadyApplied, NotNow, TooMany
from yuanxin.organisation.members.choices import JoinKind, LeaveKind
from yuanxin.organisation.members.models import Membership, Person, TransferProposal

H1 = Period(datetime.date(2016, 1, 1), TODAY)


def told(figure: str, union: Union, period: Period = H1) -> int:
    refresh()
    return int(measure(figure, union, period).value)


def test_an_approval_brings_the_union_its_employer_officers_term_members_and_account(street):
    founding = founding_in(FoundingState.APPROVED, street)
    union = founding.founded
    assert (union.state, union.parent, union.form) == (UnionState.ACTIVE, street, Form.COMMITTEE)
    assert (union.approved_on, union.approval_number) == (TODAY, "西总工〔2016〕1号")
    assert union.code == f"{street.code}00001"
    coverage = Coverage.objects.get(union=union)
    assert (coverage.employer.name, coverage.employer.union, coverage.begins_on, coverage.founding) == (
        "启真科技有限公司", street, TODAY, True,
    )  # fmt: skip
    assert [(each.name, each.post) for each in Officer.objects.filter(union=union)] == list(stories.OFFICERS)
    term = Term.objects.get(union=union)
    assert (term.number, term.begins_on, term.ends_on) == (1, TODAY, datetime.date(2021, 6, 29))
    spells = Membership.objects.filter(union=union)
    assert spells.count() == 40
    assert set(spells.values_list("join_kind", "joined_on")) == {(JoinKind.FIRST, TODAY)}
    person = Person.objects.get(name="职工一")
    assert (unseal(person.document_number), person.employer) == (invented_number(0), coverage.employer)
    account = Appointment.objects.get(union=union)
    assert (account.user.name, account.user.must_change_password) == ("王主席", True)
    assert set(founding.applicants.values_list("state", flat=True)) == {ApplicantState.ADMITTED}
    events = list(Event.objects.filter(action__startswith="founding.founding_").values_list("action", flat=True))
    assert "founding.founding_approve" in events


def test_a_founding_counts_in_the_half_year_of_its_approval_day(street):
    """Guard 4: 2016-06-30 counts in the first half-year, 07-01 does not; members and employers with it."""
    first = founding_in(FoundingState.REVIEWED, street)
    approved(first, actor=clerk(2), on=TODAY)
    assert [told(code, street) for code in ("unions.new", "unions.employers_newly_covered", "members.joined")] == [
        1, 1, 40,
    ]  # fmt: skip
    second = applied(street, name="另一家工会", employer=stories.employer(CODES[1], name="另一家"), members=0)
    services.take_roster(actor=stories.SYSTEM, founding=second, content=stories.roster_of(26, first=500), today=TODAY)
    act(second, "accept", actor=clerk(1), today=TODAY, opinion="同意")
    second = elected(nominated(second), entitled=26, present=26, votes=20)
    act(second, "review", actor=clerk(1), today=TODAY, opinion="同意")
    approved(second, actor=clerk(2), on=TODAY + DAY)
    assert [told(code, street) for code in ("unions.new", "unions.employers_newly_covered", "members.joined")] == [
        1, 1, 40,
    ]  # fmt: skip
    later = Period(TODAY + DAY, datetime.date(2016, 12, 31))
    assert told("unions.new", street, later) == 1
    assert told("members.joined", street, later) == 26


def test_people_known_to_the_registry_are_met_as_the_rules_say(street, grassroots):
    """Active elsewhere is proposed for transfer, another name waits, a former member joins again."""
    away = MembershipFactory(union=grassroots, person__number=invented_number(0), person__name="职工一")
    MembershipFactory(union=grassroots, person__number=invented_number(1), person__name="别的名字")
    back = MembershipFactory(
        union=grassroots, person__number=invented_number(2), person__name="职工丂",
        left_on=datetime.date(2016, 1, 1), leave_kind=LeaveKind.LEFT,
    )  # fmt: skip
    founding = founding_in(FoundingState.APPROVED, street)
    states = dict(founding.applicants.values_list("row", "state"))
    assert [states[row] for row in (2, 3, 4, 5)] == [
        ApplicantState.TRANSFER, ApplicantState.CONFLICT, ApplicantState.ADMITTED, ApplicantState.ADMITTED,
    ]  # fmt: skip
    proposal = TransferProposal.objects.get()
    assert (proposal.membership, proposal.union) == (away, founding.founded)
    assert Membership.objects.get(person=back.person, left_on=None).join_kind == JoinKind.REJOIN
    assert told("members.joined", founding.founded) == 37


def test_an_employer_of_the_register_is_taken_and_not_entered_again(street):
    known = EmployerFactory(union=street, credit_code=CODES[0])
    founding = founding_in(FoundingState.APPROVED, street)
    assert Coverage.objects.get(union=founding.founded).employer == known
    assert Employer.objects.count() == 1


def test_several_employers_found_a_joint_union(street):
    founding = applied(street, shape=Shape.JOINT, name="启真联合工会")
    act(founding, "accept", actor=clerk(1), today=TODAY, opinion="同意")
    with pytest.raises(NotYet, match="两家以上"):
        nominated(founding)
    services.add_employer(
        actor=stories.SYSTEM, founding=founding, employer=stories.employer(CODES[1], name="第二家"), today=TODAY
    )
    founding = elected(nominated(founding))
    act(founding, "review", actor=clerk(1), today=TODAY, opinion="同意")
    union = approved(founding, actor=clerk(2)).union
    assert union.form == Form.JOINT
    assert Coverage.objects.filter(union=union, founding=True).count() == 2
    assert told("unions.employers_newly_covered", street) == 2


def test_a_few_join_a_joint_union_there_is_and_no_union_is_founded(street):
    joint = UnionFactory(parent=street, form=Form.JOINT, name="文三联合工会")
    founding = applied(street, shape=Shape.EXISTING, members=12, joins=joint)
    act(founding, "accept", actor=clerk(1), today=TODAY, opinion="同意")
    act(founding, "ready", actor=clerk(4), today=TODAY)
    act(founding, "review", actor=clerk(1), today=TODAY, opinion="同意")
    done = approved(founding, actor=clerk(2))
    assert (done.union, done.account) == (joint, None)
    assert Coverage.objects.get(union=joint).founding is False
    assert Membership.objects.filter(union=joint).count() == 12
    assert told("unions.new", street) == 0


def test_from_25_members_on_there_is_a_committee(street):
    founding = applied(street, shape=Shape.ORGANISER, members=25)
    act(founding, "accept", actor=clerk(1), today=TODAY, opinion="同意")
    with pytest.raises(NotYet, match="25"):
        nominated(founding, stand=stories.candidates(("王组织", Post.ORGANISER)))
    services.take_roster(actor=stories.SYSTEM, founding=founding, content=stories.roster_of(24), today=TODAY)
    founding = nominated(founding, stand=stories.candidates(("王组织", Post.ORGANISER)))
    founding = elected(founding, entitled=24, present=20, votes=15)
    act(founding, "review", actor=clerk(1), today=TODAY, opinion="同意")
    union = approved(founding, actor=clerk(2)).union
    assert (union.form, Officer.objects.get(union=union).post) == (Form.GROUP, Post.ORGANISER)


@pytest.mark.parametrize(
    ("result", "why"),
    [
        ({"entitled": 40, "present": 26, "votes": 25}, "至少须到27人"),
        ({"entitled": 40, "present": 38, "votes": 20}, "至少须得21票"),
        ({"entitled": 40, "present": 41, "votes": 30}, "实到会人数多于"),
        ({"entitled": 40, "present": 30, "votes": 31}, "得票数多于实到"),
        ({"entitled": 40, "present": 38, "王主席": 20}, "王主席得20票"),
    ],
)
def test_an_election_without_quorum_or_majority_is_not_valid(street, result, why):
    founding = founding_in(FoundingState.NOMINATED, street)
    with pytest.raises(NotYet, match=why):
        elected(founding, **result)
    founding.refresh_from_db()
    assert (founding.state, founding.elected_on) == (FoundingState.NOMINATED, None)


def test_an_election_before_its_preparatory_group_or_to_come_is_refused(street):
    founding = founding_in(FoundingState.NOMINATED, street)
    for day in (TODAY - 21 * DAY, TODAY + DAY):
        with pytest.raises(Refused):
            elected(founding, on=day)


def test_nobody_decides_on_what_they_brought_in(street):
    founding = applied(street, actor=clerk(1))
    act(founding, "accept", actor=clerk(1), today=TODAY, opinion="同意")
    founding = elected(nominated(founding, actor=clerk(5)), actor=clerk(5))
    for who in (1, 5):
        with pytest.raises(NotByYou):
            act(founding, "review", actor=clerk(who), today=TODAY, opinion="同意")
    act(founding, "review", actor=clerk(2), today=TODAY, opinion="同意")
    for who in (1, 2, 5):
        with pytest.raises(NotByYou):
            approved(founding, actor=clerk(who))
    founding.refresh_from_db()
    assert not Union.objects.filter(name=founding.name).exists()
    assert approved(founding, actor=clerk(3)).union.name == founding.name


def test_a_failed_approval_leaves_nothing_behind(street):
    founding = founding_in(FoundingState.REVIEWED, street)
    with pytest.raises(NoAgencyMark):
        services.approve_founding(actor=clerk(2), founding=founding, approved_on=TODAY, today=TODAY)
    with pytest.raises(Refused, match="选举日期为"):
        approved(founding, actor=clerk(2), on=TODAY - 30 * DAY)
    with pytest.raises(Refused, match="尚未到来"):
        approved(founding, actor=clerk(2), on=TODAY + DAY, today=TODAY)
    UnionFactory(parent=street, code=f"{street.code}00001", approval_number="先有的工会")
    Officer.objects.all().delete()
    founding.candidates.filter(post=Post.CHAIR).update(name="")
    with pytest.raises(Refused):
        approved(founding, actor=clerk(2))
    founding.refresh_from_db()
    assert (founding.state, founding.approval_number) == (FoundingState.REVIEWED, "")
    assert not Person.objects.exists()
    assert not DocumentNumber.objects.exists(), "the next approval takes the number"


def test_the_letter_of_approval_names_what_was_approved(street, officer):
    founding = founding_in(FoundingState.APPROVED, street)
    name, content = hand_out(actor=officer, paper=APPROVAL_PAPER, target=founding, today=TODAY)
    said = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
    for words in (
        "关于同意成立启真科技有限公司工会委员会的批复",
        "西总工〔2016〕1号",
        "2016年6月30日",
        "任期5年",
        "会员40人",
    ):
        assert words in said
    assert name == "建会批复-启真科技有限公司工会委员会.docx"


def test_the_election_waits_for_the_end_of_the_candidates_notice(street):
    founding = applied(street)
    act(founding, "accept", actor=clerk(1), today=TODAY - 20 * DAY, opinion="同意")
    founding = nominated(founding, today=datetime.date(2016, 6, 1))
    notice = Notice.objects.get()
    assert notice.ends_on == datetime.date(2016, 6, 8)
    assert "王*席" in str(notice.entries)
    with pytest.raises(NotPossible):
        elected(founding, today=datetime.date(2016, 6, 8), on=datetime.date(2016, 6, 7))
    founding.refresh_from_db()
    assert elected(founding, today=datetime.date(2016, 6, 12), on=datetime.date(2016, 6, 12)).state == "elected"


def test_union_codes_go_on_from_the_last_one_of_the_area(street):
    UnionFactory(parent=street, code=f"{street.code}00041")
    UnionFactory(parent=street, code=f"{street.code}00041007")
    assert founding_in(FoundingState.APPROVED, street).founded.code == f"{street.code}00042"


def test_a_roster_is_taken_whole_or_not_at_all(street):
    founding = applied(street)
    wrong = stories.roster_of(3) + f"\n,{invented_number(7)}\n王五,330106199001010017".encode()
    with pytest.raises(Refused) as refused:
        services.take_roster(actor=stories.SYSTEM, founding=founding, content=wrong, today=TODAY)
    assert {"A5", "B6"} <= set(str(refused.value).replace("\n", " ").split())
    assert founding.applicants.count() == 40
    services.take_roster(actor=stories.SYSTEM, founding=founding, content=stories.roster_of(30), today=TODAY)
    assert founding.applicants.count() == 30


def test_after_the_election_nothing_is_changed_under_it(street):
    founding = founding_in(FoundingState.ELECTED, street)
    with pytest.raises(NotNow):
        services.take_roster(actor=stories.SYSTEM, founding=founding, content=stories.roster_of(30), today=TODAY)


def test_an_employer_is_in_one_undecided_application_only(street):
    founding = applied(street)
    with pytest.raises(AlreadyApplied):
        applied(street)
    act(founding, "withdraw", actor=clerk(1), today=TODAY)
    assert applied(street).pk != founding.pk


def test_who_floods_the_public_form_waits_until_tomorrow(street):
    def send(number: int, day: datetime.date) -> Founding:
        return services.apply_online(
            union=street, name=f"第{number}家工会", shape=Shape.COMMITTEE, contact_name="韩梅",
            contact_phone="0571-87654321", address="203.0.113.9", today=day,
            employer=stories.employer(CODES[0], name=f"第{number}家"),
        ).founding  # fmt: skip

    for number in range(5):
        act(send(number, TODAY), "withdraw", actor=clerk(1), today=TODAY)
    with pytest.raises(TooMany):
        send(6, TODAY)
    assert send(7, TODAY + DAY).state == FoundingState.SUBMITTED


def test_what_the_deciders_should_look_at_is_said(street):
    known = EmployerFactory(union=street, credit_code=CODES[0])
    CoverageFactory(union=UnionFactory(parent=street), employer=known)
    founding = applied(street, members=70)
    act(founding, "accept", actor=clerk(1), today=TODAY, opinion="同意")
    stand = [
        Candidacy(name="王总", post=Post.CHAIR, standing="director", engagement="full_time"),
        Candidacy(name="陈委员", post=Post.COMMITTEE_MEMBER),
    ]
    founding = elected(nominated(founding, stand=stand), entitled=70, present=60, votes=50)
    said = " ".join(each.text for each in findings_on(founding, TODAY))
    for words in (
        "已被其他工会覆盖", "名册有70人", "委员会2人", "按差额率至少3人", "缺少经审主任", "缺少女工主任",
        "200人以上的可设专职主席", "不得作为人选",
    ):  # fmt: skip
        assert words in said


def test_an_approval_annulled_as_a_mistake_is_taken_out_of_every_figure(street):
    """F07, F08 and F09 lose it; whoever was its member joins for the first time elsewhere."""
    founding = founding_in(FoundingState.APPROVED, street)
    act(founding, "annul", actor=clerk(3), today=TODAY + DAY, opinion="误批")
    for code in ("unions.new", "unions.employers_newly_covered", "members.joined"):
        assert told(code, street) == 0
    union = Union.objects.get(pk=founding.founded_id)
    assert (union.state, told("members.stock", street, Period(TODAY, TODAY))) == (UnionState.ANNULLED, 0)
    assert Appointment.objects.get(union=union).ends_on == TODAY + DAY
    again = applied(street)
    act(again, "accept", actor=clerk(1), today=TODAY + DAY, opinion="同意")
    again = elected(nominated(again), today=TODAY + DAY)
    act(again, "review", actor=clerk(1), today=TODAY + DAY, opinion="同意")
    approved(again, actor=clerk(2), on=TODAY, today=TODAY + DAY)
    assert [told(code, street) for code in ("unions.new", "unions.employers_newly_covered", "members.joined")] == [
        1, 1, 40,
    ]  # fmt: skip


def test_an_approval_on_which_something_stands_is_not_annulled(street):
    founding = founding_in(FoundingState.APPROVED, street)
    MembershipFactory(union=founding.founded, joined_on=TODAY, person__number=invented_number(900))
    with pytest.raises(StillInUse):
        act(founding, "annul", actor=clerk(3), today=TODAY + DAY, opinion="误批")
    founding.refresh_from_db()
    assert founding.state == FoundingState.APPROVED
    assert Membership.objects.open().filter(union=founding.founded).count() == 41


def test_a_later_revocation_takes_nothing_out(street, officer):
    founding = founding_in(FoundingState.APPROVED, street)
    other = UnionFactory(parent=street)
    merge_unions(
        actor=officer, absorbed=founding.founded, survivor=other, on=TODAY + DAY, today=TODAY + DAY, reason="合并"
    )
    assert [told(code, street) for code in ("unions.new", "unions.employers_newly_covered", "members.joined")] == [
        1, 1, 40,
    ]  # fmt: skip


def test_when_the_guiding_unions_merge_the_survivor_goes_on_with_the_application(street, district, officer):
    founding = applied(street)
    other = UnionFactory(parent=district, level=street.level, form=street.form)
    merge_unions(actor=officer, absorbed=street, survivor=other, on=TODAY, today=TODAY, reason="区划调整")
    founding.refresh_from_db()
    assert founding.union == other
    done = act(founding, "accept", actor=clerk(1), today=TODAY, opinion="同意")
    assert done.state == FoundingState.PREPARING
