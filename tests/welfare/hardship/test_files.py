"""Hardship files: from the application to the file, changed by approval only, watched, closed and taken up again."""

import datetime

import pytest
from django.urls import reverse

from tests.foundation.accounts.factories import AppointmentFactory
from tests.foundation.unions.factories import UnionFactory
from tests.welfare.hardship.factories import (
    APPLIED,
    APPROVED,
    CARD,
    NOTICED,
    REVIEWED,
    TWO,
    applied,
    visited,
)
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.flow.models import Notice
from yuanxin.foundation.flow.services import NotByYou, NotPossible, act
from yuanxin.foundation.kernel.errors import NotAllowed, Refused, Stale
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.organisation.members.models import Membership
from yuanxin.welfare.hardship.choices import Category, CloseReason, FileStatus, RequestKind, RequestState
from yuanxin.welfare.hardship.models import FileRequest, FileSpell, HardshipFile
from yuanxin.welfare.hardship.rules.files import NoEffect
from yuanxin.welfare.hardship.services import (
    VisitorGiven,
    approve_request,
    close_file,
    follow_households,
    record_visit,
)
from yuanxin.welfare.hardship.services.requests import NotNow
from yuanxin.welfare.hardship.services.visits import TooFewVisitors

SECRET = ("慢性肾衰竭", "42000", "21000", CARD)


def test_an_application_becomes_a_file_through_visit_notice_review_and_approval(office, household):
    request = applied(office.officer, household)
    assert (request.category, request.state) == (Category.DIBAO, RequestState.SUBMITTED)
    assert request.due_on == datetime.date(2016, 5, 3)  # ten working days, 30 April to 2 May are holidays
    with pytest.raises(NotPossible):
        act(request, "publish", actor=office.officer, today=NOTICED)
    visited(office.officer, request)
    act(request, "publish", actor=office.officer, today=NOTICED)
    with pytest.raises(NotPossible):
        act(request, "review", actor=office.reviewer, today=NOTICED + datetime.timedelta(days=7), opinion="同意")
    act(request, "review", actor=office.reviewer, today=REVIEWED, opinion="情况属实")
    approve_request(actor=office.approver, request=request, today=APPROVED, version=request.version)
    request.refresh_from_db()
    file = HardshipFile.objects.get()
    assert (request.state, request.file, request.approved_on) == (RequestState.APPROVED, file, APPROVED)
    assert (file.status, file.category, file.opened_on, file.current) == ("filed", "dibao", APPROVED, request)
    assert file.recheck_due_on == datetime.date(2017, 5, 4)
    assert unseal(file.account) == CARD
    spell = FileSpell.objects.get()
    assert (spell.begins_on, spell.begin_kind, spell.ends_on, spell.category) == (APPROVED, "opened", None, "dibao")


def test_the_public_reads_a_masked_name_the_unit_and_the_matter_and_nothing_else(client, office, household, grassroots):
    household.head.employer_name = "圆心机械厂"
    household.head.save()
    request = visited(office.officer, applied(office.officer, household))
    act(request, "publish", actor=office.officer, today=NOTICED)
    notice = Notice.objects.get()
    # Five working days from 20 April: 21, 22, 25, 26 and 27 April.
    assert (notice.begins_on, notice.ends_on) == (NOTICED, datetime.date(2016, 4, 27))
    assert notice.entries == [["张*", "圆心机械厂", "拟列入困难职工档案"]]
    address = reverse("flow:public-notice", args=[notice.token])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("yuanxin.foundation.kernel.clock.today", lambda: NOTICED)
        page = client.get(address).content.decode()
    assert "张*" in page
    assert "圆心机械厂" in page
    number = unseal(household.head.document_number)
    for hidden in (household.head.name, number, number[-4:], *SECRET, "疾病", "低保", "王芳"):
        assert hidden not in page


def test_five_working_days_from_28_april_end_on_6_may(office, household):
    """The vector of section 3.6: the holiday from 30 April to 2 May is no working day."""
    request = visited(office.officer, applied(office.officer, household))
    act(request, "publish", actor=office.officer, today=datetime.date(2016, 4, 28))
    assert Notice.objects.get().ends_on == datetime.date(2016, 5, 6)


class TestDecidingAlone:
    def test_nobody_reviews_or_approves_what_he_brought_in(self, actor_as, household, district, office):
        one = actor_as(Role.DISTRICT_OFFICER, district)
        request = visited(one, applied(one, household))
        act(request, "publish", actor=one, today=NOTICED)
        with pytest.raises(NotByYou):
            act(request, "review", actor=one, today=REVIEWED, opinion="同意")
        act(request, "review", actor=office.reviewer, today=REVIEWED, opinion="同意")
        with pytest.raises(NotByYou):
            approve_request(actor=one, request=request, today=APPROVED)
        assert not HardshipFile.objects.exists()

    def test_nor_does_the_reviewer_approve(self, actor_as, household, district, office):
        reviewer = actor_as(Role.DISTRICT_OFFICER, district)
        request = visited(office.officer, applied(office.officer, household))
        act(request, "publish", actor=office.officer, today=NOTICED)
        act(request, "review", actor=reviewer, today=REVIEWED, opinion="同意")
        with pytest.raises(NotByYou):
            approve_request(actor=reviewer, request=request, today=APPROVED)

    def test_two_who_approve_at_once_open_one_file(self, office, household, actor_as, district):
        request = office.reviewed(applied(office.officer, household))
        seen = FileRequest.objects.get(pk=request.pk)
        approve_request(actor=office.approver, request=request, today=APPROVED, version=seen.version)
        with pytest.raises(Stale):
            approve_request(actor=actor_as(Role.APPROVER, district), request=seen, today=APPROVED, version=seen.version)
        assert HardshipFile.objects.count() == FileSpell.objects.count() == 1


class TestVisits:
    def visit(self, office, request, visitors, **other):
        values = {"visited_on": APPLIED, "agrees": True, "findings": "一致", "today": APPLIED} | other
        return record_visit(actor=office.officer, request=request, visitors=visitors, **values)

    @pytest.mark.parametrize(
        "visitors",
        [
            TWO[:1],
            (TWO[0], VisitorGiven(name="陈 晓明", post="另一个写法")),
            (TWO[0], VisitorGiven(name="张三")),
            (TWO[0], VisitorGiven(name="王芳")),
            (TWO[0], VisitorGiven(name=" ")),
        ],
    )
    def test_two_different_people_go_and_neither_is_of_the_household(self, office, household, visitors):
        request = applied(office.officer, household)
        with pytest.raises(TooFewVisitors):
            self.visit(office, request, visitors)
        assert not request.visits.exists()

    def test_one_officer_is_not_entered_under_two_names(self, office, household, grassroots):
        user = AppointmentFactory(role=Role.GRASSROOTS_OFFICER, union=grassroots).user
        request = applied(office.officer, household)
        with pytest.raises(TooFewVisitors):
            self.visit(office, request, [VisitorGiven(name="甲方", user=user), VisitorGiven(name="乙方", user=user)])

    def test_a_household_that_lives_otherwise_than_declared_is_not_shown(self, office, household):
        request = visited(office.officer, applied(office.officer, household), agrees=False)
        with pytest.raises(NotPossible):
            act(request, "publish", actor=office.officer, today=NOTICED)
        visited(office.officer, request, today=NOTICED)
        act(request, "publish", actor=office.officer, today=NOTICED)
        with pytest.raises(NotNow):
            self.visit(office, request, TWO)

    @pytest.mark.parametrize(
        ("other", "field"), [({"visited_on": NOTICED}, "visited_on"), ({"findings": " "}, "findings")]
    )
    def test_a_visit_has_a_day_that_came_and_findings(self, office, household, other, field):
        with pytest.raises(Refused) as told:
            self.visit(office, applied(office.officer, household), TWO, **other)
        assert told.value.field == field

    def test_a_reviewer_enters_no_visit(self, office, household, actor_as, district):
        request = applied(office.officer, household)
        with pytest.raises(NotAllowed):
            record_visit(
                actor=actor_as(Role.REVIEWER, district),
                request=request,
                visited_on=APPLIED,
                visitors=TWO,
                agrees=True,
                findings="一致",
                today=APPLIED,
            )


class TestDynamicStates:
    """在册 → 复核 → 变更 → 脱困 → 退档 → 返困, each on its day."""

    RICH = {"income": 120000, "costs": 0}

    def asked(self, office, household, kind, day, **declared):
        return office.approved(applied(office.officer, household, kind=kind, today=day, **declared))

    def test_out_of_hardship_watched_closed_and_back_again(self, office, household):
        file = office.filed(household, today=datetime.date(2015, 3, 2))
        number = file.number
        out = self.asked(office, household, RequestKind.RECHECK, datetime.date(2016, 3, 1), **self.RICH)
        file.refresh_from_db()
        assert (file.status, file.category) == (FileStatus.RECOVERED, Category.RECOVERED)
        assert file.recheck_due_on == datetime.date(2016, 9, 26)
        self.asked(office, household, RequestKind.RECHECK, datetime.date(2016, 10, 10), **self.RICH)
        file.refresh_from_db()
        assert (file.status, file.close_reason) == (FileStatus.CLOSED, CloseReason.RECOVERED)
        back = self.asked(office, household, RequestKind.RETURN, datetime.date(2017, 2, 6))
        file.refresh_from_db()
        assert (file.status, file.number, file.closed_on) == (FileStatus.FILED, number, None)
        begins = [(spell.begin_kind, spell.end_kind) for spell in file.spells.order_by("pk")]
        assert begins == [("opened", "recovered"), ("recovered", "closed"), ("returned", "")]
        assert out.approved_on < back.approved_on

    def test_a_re_check_that_finds_the_same_only_moves_the_next_one(self, office, household):
        file = office.filed(household, today=datetime.date(2015, 3, 2))
        request = self.asked(office, household, RequestKind.RECHECK, datetime.date(2016, 3, 1))
        file.refresh_from_db()
        assert file.spells.count() == 1
        assert file.recheck_due_on == datetime.date(2017, 3, 26)
        assert file.current == request

    def test_a_late_re_check_is_flagged_and_the_file_stays_in_the_stock(self, office, household):
        """Guard 7."""
        file = office.filed(household, today=datetime.date(2015, 3, 2))
        late = datetime.date(2016, 6, 30)
        assert list(HardshipFile.objects.overdue(late)) == [file]
        assert list(HardshipFile.objects.overdue(datetime.date(2016, 3, 27))) == []
        assert list(FileSpell.objects.on(late)) == list(file.spells.all())

    def test_a_death_closes_the_file_at_once(self, office, household):
        file = office.filed(household)
        request = close_file(
            actor=office.officer, file=file, reason=CloseReason.DECEASED, today=datetime.date(2016, 6, 1)
        )
        office.approved(request)
        file.refresh_from_db()
        assert (file.status, file.close_reason, file.recheck_due_on) == (FileStatus.CLOSED, CloseReason.DECEASED, None)

    def test_recovery_closes_no_file_before_its_time(self, office, household):
        file = office.filed(household)
        request = close_file(
            actor=office.officer, file=file, reason=CloseReason.RECOVERED, today=datetime.date(2016, 6, 1)
        )
        office.reviewed(request)
        with pytest.raises(NoEffect):
            approve_request(actor=office.approver, request=request, today=datetime.date(2016, 7, 1))
        file.refresh_from_db()
        request.refresh_from_db()
        assert (file.status, request.state) == (FileStatus.FILED, RequestState.REVIEWED)

    def test_a_household_above_every_line_is_not_shown(self, office, household):
        request = visited(office.officer, applied(office.officer, household, **self.RICH))
        assert request.category == ""
        with pytest.raises(NotPossible):
            act(request, "publish", actor=office.officer, today=NOTICED)
        act(request, "refuse", actor=office.reviewer, today=NOTICED, opinion="收入高于标准")
        assert request.state == RequestState.REFUSED
        applied(office.officer, household, today=datetime.date(2016, 6, 1))


def test_a_file_goes_along_with_the_workers_transfer(office, household, street, grassroots, officer):
    file = office.filed(household)
    other = UnionFactory(parent=street)
    Membership.objects.filter(person=household.head).update(union=other)
    household.head.union = other
    household.head.save()
    day = datetime.date(2016, 6, 20)
    assert follow_households(actor=officer, today=day) == 1
    assert follow_households(actor=officer, today=day) == 0
    file.refresh_from_db()
    assert file.union == file.current.union == other
    assert FileSpell.objects.within(grassroots).on(day).count() == 0
    assert FileSpell.objects.within(street).on(day).count() == 1
    assert [spell.end_kind for spell in file.spells.order_by("pk")] == ["moved", ""]
