"""What a household declares: by the rules of its day, never written over, and seen by those whose duty it is."""

import datetime
import json
import re
from decimal import Decimal

import pytest

from tests.organisation.members.factories import HouseholdMemberFactory
from tests.welfare.hardship.factories import (
    APPLIED,
    APPROVED,
    CARD,
    NOTICED,
    a_household,
    applied,
    declared_by,
    visited,
)
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused
from yuanxin.foundation.kernel.numbers import InvalidNumber
from yuanxin.foundation.policies.models import Policy
from yuanxin.organisation.members.choices import Relation
from yuanxin.welfare.hardship.choices import Category, RequestKind
from yuanxin.welfare.hardship.models import Assessment
from yuanxin.welfare.hardship.queries.files import assessed_by
from yuanxin.welfare.hardship.rules.declared import Undeclared
from yuanxin.welfare.hardship.services import (
    Authorisation,
    Card,
    correct_request,
    show_card,
    show_health,
)
from yuanxin.welfare.hardship.services.requests import AlreadyAsked, NotNow

SECRET = ("慢性肾衰竭", "42000", "21000", CARD)


class TestDeclaring:
    def test_the_means_test_keeps_its_policies_and_comes_to_the_same_when_made_again(self, office, household):
        request = applied(office.officer, household)
        made = Assessment.objects.get()
        again = assessed_by(request.declaration(), made.line, made.rules, made.exclusions)
        assert again == made.assessed()
        assert (again.net, again.line) == (Decimal("583.33"), Decimal(744))
        assert made.line.code == "poor.dibao_line"

    def test_a_rule_changed_on_1_july_leaves_june_as_it_was(self, office, grassroots):
        june, july = datetime.date(2016, 6, 30), datetime.date(2016, 7, 1)
        # 780 yuan a head: above the line of June, 744, and below that of July, 819.
        means = {"income": 28080, "costs": 0}
        first = applied(office.officer, a_household(grassroots), today=june, **means)
        second = applied(office.officer, a_household(grassroots), today=july, **means)
        assert (first.category, second.category) == (Category.EDGE, Category.DIBAO)
        approved = office.approved(first, today=datetime.date(2016, 8, 1))
        assert (approved.category, approved.file.category) == (Category.EDGE, Category.EDGE)
        correct_request(
            actor=office.officer,
            request=second,
            declared=declared_by(second.household, today=july, income=28081, costs=0),
            authorisation=Authorisation(signed_on=july),
            today=datetime.date(2016, 9, 1),
        )
        lines = set(Assessment.objects.filter(request=second).values_list("line", flat=True))
        assert lines == {Policy.objects.get(code="poor.dibao_line", begins_on=july).pk}

    def test_what_was_shown_or_approved_is_not_written_over(self, office, household):
        request = visited(office.officer, applied(office.officer, household))
        act(request, "publish", actor=office.officer, today=NOTICED)
        with pytest.raises(NotNow):
            self.corrected(office, request)
        act(request, "return", actor=office.reviewer, today=NOTICED, opinion="补充材料")
        self.corrected(office, request)
        assert Assessment.objects.filter(request=request).count() == 2

    def corrected(self, office, request, **declared):
        return correct_request(
            actor=office.officer,
            request=request,
            declared=declared_by(request.household, income=43000, **declared),
            authorisation=Authorisation(signed_on=APPLIED),
            today=NOTICED,
        )

    def test_an_edited_income_after_approval_is_a_change_beside_the_old_one(self, office, household):
        file = office.filed(household)
        first = file.current
        old = bytes(first.declared)
        with pytest.raises(NotNow) as told:
            self.corrected(office, first)
        assert told.value.remedy
        change = applied(
            office.officer,
            household,
            kind=RequestKind.CHANGE,
            today=datetime.date(2016, 6, 1),
            income=60000,
            costs=12000,
        )
        file.refresh_from_db()
        assert (file.current, file.category) == (first, Category.DIBAO)
        office.approved(change)
        file.refresh_from_db()
        assert (file.current, file.category) == (change, Category.EDGE)
        first.refresh_from_db()
        assert bytes(first.declared) == old
        assert first.declaration().income[0].amount == 42000
        assert [spell.category for spell in file.spells.order_by("pk")] == [Category.DIBAO, Category.EDGE]

    def test_one_thing_is_asked_at_a_time(self, office, household):
        applied(office.officer, household)
        with pytest.raises(AlreadyAsked):
            applied(office.officer, household)

    @pytest.mark.parametrize("kind", [RequestKind.CHANGE, RequestKind.RECHECK, RequestKind.RETURN])
    def test_only_what_fits_the_file_is_asked(self, office, household, kind):
        with pytest.raises(Refused):
            applied(office.officer, household, kind=kind)
        office.filed(household)
        with pytest.raises(Refused):
            applied(office.officer, household, kind=RequestKind.OPEN, today=datetime.date(2016, 6, 1))

    def test_a_child_who_was_forgotten_is_told(self, office, household):
        declared = declared_by(household)
        HouseholdMemberFactory(household=household, name="张小明", relation=Relation.SON)
        with pytest.raises(Undeclared):
            self.sent(office, household, declared)

    def sent(self, office, household, declared, **other):
        from yuanxin.welfare.hardship.services import apply_for_file

        values = {"kind": RequestKind.OPEN, "authorisation": Authorisation(signed_on=APPLIED), "today": APPLIED}
        return apply_for_file(actor=office.officer, household=household, declared=declared, **values | other)

    def test_nothing_is_taken_down_without_the_households_word(self, office, household):
        declared = declared_by(household)
        with pytest.raises(Refused) as told:
            self.sent(office, household, declared, authorisation=Authorisation(signed_on=APPLIED, consents=False))
        assert told.value.field == "consents"
        with pytest.raises(Refused):
            self.sent(office, household, declared, authorisation=Authorisation(signed_on=NOTICED))
        with pytest.raises(InvalidNumber) as told:
            self.sent(office, household, declared, card=Card(number="6212261202000000002"))
        assert told.value.field == "account"

    def test_the_words_agreed_to_are_known_by_version_and_digest(self, office, household):
        request = applied(office.officer, household)
        words = Policy.objects.get(code="poor.check_consent").typed
        assert (request.consent_version, request.consent_digest) == (words.version, words.digest)


class TestSeeing:
    def test_health_is_opened_to_who_decides_for_a_reason_and_told_to_the_log(
        self, office, household, actor_as, district
    ):
        request = applied(office.officer, household)
        for actor in (office.officer, actor_as(Role.FINANCE, district), actor_as(Role.LEADER, district)):
            with pytest.raises((NotAllowed, OutOfScope)):
                show_health(actor=actor, request=request, reason="好奇", today=NOTICED)
        with pytest.raises(Refused):
            show_health(actor=office.reviewer, request=request, reason=" ", today=NOTICED)
        told = show_health(actor=office.reviewer, request=request, reason="复核医疗支出", today=NOTICED)
        assert [(each.name, each.illness) for each in told][1] == ("王芳", "慢性肾衰竭")
        event = Event.objects.get(action="audit.clear_viewed")
        assert (event.reason, event.object_id) == ("复核医疗支出", request.pk)

    def test_a_card_is_opened_likewise(self, office, household):
        file = office.filed(household)
        for actor in (office.officer, office.approver):
            with pytest.raises(NotAllowed):
                show_card(actor=actor, file=file, reason="核对", today=APPROVED)
        assert show_card(actor=office.reviewer, file=file, reason="核对", today=APPROVED) == CARD

    def test_the_trail_holds_no_income_illness_or_card_in_clear(self, office, household):
        file = office.filed(household)
        applied(office.officer, household, kind=RequestKind.CHANGE, today=datetime.date(2016, 6, 1), income=555_555_555)
        kept = json.dumps(
            [
                list(Change.objects.values_list("before", "after")),
                list(Event.objects.values_list("details", "object_label")),
            ],
            ensure_ascii=False,
            default=str,
        )
        assert file.number in kept
        for secret in (*SECRET, "555555555", "583.33"):
            # Not within the digits of a sealed value, where any may stand.
            assert not re.search(rf"(?<![0-9a-f]){re.escape(secret)}(?![0-9a-f])", kept)
