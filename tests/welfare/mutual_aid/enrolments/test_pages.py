"""The pages of enrolments through the full stack: refused forms, records out of scope, ticked rows, cost."""

from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_as
from tests.foundation.intake.factories import BatchFactory
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import MembershipFactory
from tests.organisation.rosters.books import workbook
from tests.welfare.mutual_aid.enrolments.conftest import row_of
from tests.welfare.mutual_aid.enrolments.factories import (
    TODAY,
    EnrolmentFactory,
    SchemeFactory,
    SubsidyFactory,
    UnitFactory,
)
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.intake.choices import QueueState
from yuanxin.foundation.intake.models import Batch, QueuedRow
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.models import Payment
from yuanxin.welfare.mutual_aid.choices import EnrolmentState, SubsidyState, UnitState
from yuanxin.welfare.mutual_aid.models import Enrolment, Scheme, UnitEnrolment, UnitSubsidy
from yuanxin.welfare.mutual_aid.queries.units import progress
from yuanxin.welfare.mutual_aid.registers.enrolments import ENROLMENTS
from yuanxin.welfare.mutual_aid.registers.rosters import DOUBTS, ROSTERS
from yuanxin.welfare.mutual_aid.registers.schemes import SCHEMES
from yuanxin.welfare.mutual_aid.registers.subsidies import SUBSIDIES
from yuanxin.welfare.mutual_aid.registers.units import UNITS
from yuanxin.welfare.mutual_aid.services.subsidies import settle_subsidy

UPLOAD = "mutual_aid:rosters:upload"


@pytest.fixture(autouse=True)
def _in_the_window(on_the_day: None) -> None:
    """Every page is opened on a day of the window."""


@pytest.fixture
def page(signed_in_as, grassroots):
    return signed_in_as(Role.GRASSROOTS_OFFICER, grassroots)


def shown(answer) -> str:
    return str(answer.content.decode())


class TestLists:
    def test_a_list_is_begun_for_a_scheme_that_can_be_enrolled_in(self, page, scheme, grassroots):
        form = page.get(reverse("mutual_aid:unitenrolment-new"))
        assert form.context["form"].initial["scheme"] == scheme, "the scheme in whose window the day lies is chosen"
        over = SchemeFactory(year=2014)
        refused = page.post(reverse("mutual_aid:unitenrolment-new"), {"union": grassroots.code, "scheme": over.name})
        assert refused.status_code == 422
        assert not UnitEnrolment.objects.exists()
        begun = page.post(reverse("mutual_aid:unitenrolment-new"), {"union": grassroots.code, "scheme": scheme.name})
        unit = UnitEnrolment.objects.get()
        assert begun.url == UNITS.url("detail", unit.pk)
        assert "导入名册" in shown(page.get(begun.url))

    def test_a_person_is_entered_by_name_and_number(self, page, unit_in, members):
        (person,) = members(1)
        unit = unit_in(UnitState.DRAFT, [])
        address = reverse("mutual_aid:unitenrolment-person", args=[unit.pk])
        name, number = row_of(person)
        refused = page.post(address, {"name": "另一人", "document_number": number})
        assert refused.status_code == 422
        assert person.name not in shown(refused), "whose number it is, is not told"
        assert page.post(address, {"name": name, "document_number": number}).status_code == 302
        assert Enrolment.objects.get().person == person

    def test_half_a_fee_leaves_the_rest_due(self, page, unit_in):
        unit = unit_in(UnitState.SUBMITTED)
        address = reverse("mutual_aid:unitenrolment-pay", args=[unit.pk])
        receipt = {
            "number": "HD1",
            "amount": "60",
            "received_on": str(TODAY),
            "payer": "厂工会",
            "version": unit.version,
        }
        assert page.post(address, {**receipt, "amount": "0"}).status_code == 422
        assert page.post(address, receipt).status_code == 302
        told = shown(page.get(UNITS.url("detail", unit.pk)))
        assert "120.00" in told
        assert unit.fee == Decimal(180)

    def test_many_are_checked_by_ticking_and_a_strangers_stays(self, signed_in_as, unit_in, members, street, scheme):
        own = unit_in(UnitState.PAID)
        other_street = UnionFactory(parent=street.parent, level="street", form="federation")
        strange = UnitFactory(union=UnionFactory(parent=other_street), scheme=scheme, state=UnitState.PAID)
        browser = signed_in_as(Role.STREET_OFFICER, street)
        address = reverse("mutual_aid:unitenrolment-bulk", args=["check"])
        browser.post(address, {"pk": [own.pk, strange.pk], "confirmed": "yes"})
        assert set(UnitEnrolment.objects.values_list("pk", "state")) == {
            (own.pk, UnitState.CHECKED), (strange.pk, UnitState.PAID),
        }  # fmt: skip

    def test_ticked_people_are_struck_off_and_a_strangers_stay(self, page, unit_in, street, scheme):
        unit_in(UnitState.DRAFT)
        strange = EnrolmentFactory(union=UnionFactory(parent=street), scheme=scheme)
        keys = list(Enrolment.objects.values_list("pk", flat=True))
        page.post(reverse("mutual_aid:enrolment-bulk", args=["strike"]), {"pk": keys, "confirmed": "yes"})
        assert Enrolment.objects.filter(state=EnrolmentState.CANCELLED).count() == 3
        assert Enrolment.objects.get(pk=strange.pk).state == EnrolmentState.LISTED

    def test_a_neighbour_finds_nothing(self, unit_in, street):
        unit = unit_in(UnitState.SUBMITTED)
        browser = browser_as(Role.GRASSROOTS_OFFICER, UnionFactory(parent=street))
        for address in (
            UNITS.url("detail", unit.pk),
            reverse("mutual_aid:unitenrolment-pay", args=[unit.pk]),
            reverse("mutual_aid:renewal-preview", args=[unit.union.code, unit.scheme_id]),
            ENROLMENTS.url("detail", unit.enrolments.first().pk),
        ):
            assert browser.get(address).status_code == 404
        assert unit.union.name not in shown(browser.get(UNITS.url()))


class TestRosters:
    def test_the_scheme_is_asked_and_the_day_is_not(self, page, scheme, grassroots, members):
        over = SchemeFactory(year=2014)
        fields = page.get(reverse(UPLOAD)).context["form"].fields
        assert "scheme" in fields
        assert not {"dated_on", "mode", "whole"} & fields.keys()
        assert [label for _value, label in fields["scheme"].choices] == [scheme.name]
        content = workbook([row_of(person) for person in members(2)], ("姓名", "身份证号"))
        union = {"union": grassroots.code}
        for wrong in ("", str(over.pk)):
            file = SimpleUploadedFile("参保名册.xlsx", content)
            assert page.post(reverse(UPLOAD), {**union, "file": file, "scheme": wrong}).status_code == 422
        assert not Batch.objects.exists()
        file = SimpleUploadedFile("参保名册.xlsx", content)
        assert page.post(reverse(UPLOAD), {**union, "file": file, "scheme": str(scheme.pk)}).status_code == 302
        batch = Batch.objects.get()
        assert (batch.answers, batch.union) == ({"scheme": str(scheme.pk)}, grassroots)
        assert scheme.name in shown(page.get(reverse("mutual_aid:rosters:batch-detail", args=[batch.pk])))

    def test_the_units_of_a_roster_lead_on(self, bring, members, grassroots, street):
        elsewhere = members(1, UnionFactory(parent=street))
        batch = bring([row_of(person) for person in (*members(2), *elsewhere)], street, role=Role.STREET_OFFICER)
        browser = browser_as(Role.STREET_OFFICER, street)
        address = reverse("mutual_aid:roster-units", args=[batch.pk])
        assert browser.get(address).url.startswith(f"{UNITS.url()}?scheme="), "two units are told by the list"
        one = bring([row_of(elsewhere[0])], street, role=Role.STREET_OFFICER)
        unit = UnitEnrolment.objects.get(union=elsewhere[0].union)
        assert browser.get(reverse("mutual_aid:roster-units", args=[one.pk])).url == UNITS.url("detail", unit.pk)

    def test_a_doubtful_row_is_decided_on_its_page(self, page, bring, members, grassroots):
        (person,) = members(1)
        bring([row_of(person, "错名")], grassroots)
        queued = QueuedRow.objects.get()
        told = shown(page.get(DOUBTS.url("detail", queued.pk)))
        assert "错名" in told
        assert unseal(person.document_number) not in told
        decide = reverse("mutual_aid:doubt-decide", args=[queued.pk])
        assert "没有选择" in shown(page.post(decide, {"verdict": ""}, follow=True))
        assert QueuedRow.objects.get().state == QueueState.OPEN
        assert page.post(decide, {"verdict": "dismissed"}).status_code == 302
        queued.refresh_from_db()
        assert queued.state == QueueState.SETTLED

    def test_rows_of_other_unions_cannot_be_settled_by_ticking(self, page, street, scheme):
        union = UnionFactory(parent=street)
        batch = BatchFactory(union=union, declaration="mutual_aid_roster", answers={"scheme": str(scheme.pk)})
        strange = QueuedRow.objects.create(
            batch=batch, union=union, number=5, reason="name:known_by_other_name", digest=b"\x01" * 16
        )
        (action, *_rest) = DOUBTS.bulk_actions
        address = reverse("mutual_aid:doubt-bulk", args=[action.code])
        page.post(address, {"pk": [strange.pk], "confirmed": "yes", "reason": "另报"})
        strange.refresh_from_db()
        assert strange.state == QueueState.OPEN


class TestRenewing:
    def test_groups_are_shown_and_accepted(self, page, grassroots, members, scheme):
        last = SchemeFactory(year=2015)
        stays, comes = members(2)
        unit = UnitFactory(union=grassroots, scheme=last, in_force=True)
        EnrolmentFactory(unit=unit, union=grassroots, person=stays, valid=True)
        address = reverse("mutual_aid:renewal-preview", args=[grassroots.code, scheme.pk])
        told = shown(page.get(f"{address}?group=stays"))
        assert stays.name in told
        assert page.post(address, {"groups": ["left"]}).status_code == 422
        assert not Enrolment.objects.filter(scheme=scheme).exists()
        assert page.post(address, {"groups": ["stays"]}).status_code == 302
        assert [each.person for each in Enrolment.objects.filter(scheme=scheme)] == [stays]
        assert comes.name not in shown(page.get(f"{address}?group=done"))

    def test_where_nobody_can_be_listed_nothing_is_offered(self, page, unit_in, members, grassroots, scheme):
        members(2)
        unit_in(UnitState.SUBMITTED)
        answer = page.get(reverse("mutual_aid:renewal-preview", args=[grassroots.code, scheme.pk]))
        assert not answer.context["takes"]
        assert "列入名册" not in shown(answer).partition("<main")[2].partition("save-bar")[2]
        assert "save-bar" not in shown(answer)


class TestSchemes:
    def test_a_scheme_is_set_up_and_its_days_are_checked(self, signed_in_as, district, scheme):
        browser = signed_in_as(Role.DISTRICT_OFFICER, district)
        address = reverse("mutual_aid:scheme-new")
        proposed = browser.get(address).context["form"].initial
        assert proposed["name"] == "2017年度职工医疗互助"
        values = {name: str(value) for name, value in proposed.items()}
        assert browser.post(address, {**values, "ends_on": "2016-12-31"}).status_code == 422
        assert browser.post(address, {**values, "name": scheme.name}).status_code == 422
        assert browser.post(address, values).status_code == 302
        assert Scheme.objects.filter(name=proposed["name"]).exists()

    def test_only_the_district_sets_up_schemes(self, page, scheme):
        assert page.get(reverse("mutual_aid:scheme-new")).status_code == 403
        told = shown(page.get(SCHEMES.url("detail", scheme.pk)))
        assert "60.00" in told, "the fee of the scheme is told"
        assert reverse("mutual_aid:scheme-edit", args=[scheme.pk]) not in told

    def test_progress_is_told_street_by_street(self, unit_in, actor_as, members, district, street, scheme):
        unit_in(UnitState.CHECKED)
        UnitFactory(union=UnionFactory(parent=street), scheme=scheme)
        other = UnionFactory(parent=district, level="street", form="federation")
        EnrolmentFactory(unit=UnitFactory(union=UnionFactory(parent=other), scheme=scheme, state=UnitState.SUBMITTED),
                         union=UnitEnrolment.objects.get(state=UnitState.SUBMITTED).union)  # fmt: skip
        rows = progress(scheme, actor_as(Role.DISTRICT_OFFICER, district))
        told = {
            each.row.label: (each.listing, each.unpaid, each.unchecked, each.done, each.listed, each.enrolled)
            for each in rows
        }
        assert told == {street.name: (1, 0, 0, 1, 0, 3), other.name: (0, 1, 0, 0, 1, 0)}
        assert [each.row.label for each in progress(scheme, actor_as(Role.STREET_OFFICER, other))] != [street.name]


class TestSubsidies:
    def test_it_is_settled_on_its_page(self, grassroots, district, fund):
        subsidy = SubsidyFactory(union=grassroots)
        browser = browser_as(Role.APPROVER, district)
        address = reverse("mutual_aid:unitsubsidy-settle", args=[subsidy.pk])
        assert browser.get(address).context["form"].initial["amount"] == Decimal(150)
        values = {"amount": "140", "fund": fund.pk, "version": subsidy.version}
        assert browser.post(address, values).status_code == 422
        assert browser.post(address, {**values, "reason": "核减"}).status_code == 302
        told = shown(browser.get(SUBSIDIES.url("detail", subsidy.pk)))
        for words in ("10人×15.00", "150.00", "140.00", "核减"):
            assert words in told

    def test_many_are_settled_after_a_look_at_the_sum(self, grassroots, street, district, fund):
        subsidies = [SubsidyFactory(union=union) for union in (grassroots, UnionFactory(parent=street))]
        scheme = subsidies[0].unit.scheme
        browser = browser_as(Role.APPROVER, district)
        chosen = browser.post(
            reverse("mutual_aid:unitsubsidy-settle-all"), {"union": street.code, "scheme": scheme.name}
        )
        assert chosen.status_code == 302
        assert "300.00" in shown(browser.get(chosen.url))
        assert browser.post(chosen.url, {"fund": ""}).status_code == 422, "a fund is needed"
        assert browser.post(chosen.url, {"fund": fund.pk}).status_code == 302
        assert UnitSubsidy.objects.filter(state=SubsidyState.SETTLED).count() == 2

    def test_who_enrols_does_not_settle(self, page, grassroots):
        subsidy = SubsidyFactory(union=grassroots)
        assert page.get(SUBSIDIES.url("detail", subsidy.pk)).status_code == 200
        assert page.get(reverse("mutual_aid:unitsubsidy-settle", args=[subsidy.pk])).status_code == 403

    def test_of_two_approvers_at_the_same_instant_one_settles(self, own_database, actor_as, district, grassroots, fund):
        subsidy = SubsidyFactory(union=grassroots)
        approvers = [actor_as(Role.APPROVER, district) for _ in range(2)]
        barrier, refusals = Barrier(2), []

        def settle(actor) -> None:
            held = UnitSubsidy.objects.select_related("union", "unit__scheme").get(pk=subsidy.pk)
            barrier.wait()
            try:
                settle_subsidy(
                    actor=actor, subsidy=held, amount=Decimal(150), fund=fund, today=TODAY, version=held.version
                )
            except Refused as refusal:
                refusals.append(refusal)
            finally:
                connection.close()

        threads = [Thread(target=settle, args=[actor]) for actor in approvers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(refusals) == 1
        assert Payment.objects.count() == 1


class TestCovers:
    def test_a_persons_own_cover_stands_on_the_persons_page(self, page, grassroots, scheme):
        unit = UnitFactory(union=grassroots, scheme=scheme, in_force=True)
        enrolment = EnrolmentFactory(unit=unit, union=grassroots, valid=True)
        told = shown(page.get(reverse("members:person-detail", args=[enrolment.person_id])))
        assert scheme.name in told
        assert ENROLMENTS.url("detail", enrolment.pk) in told

    def test_the_cover_is_ended_with_a_reason_on_a_day_of_it(self, signed_in_as, street, grassroots, scheme):
        unit = UnitFactory(union=grassroots, scheme=scheme, in_force=True)
        enrolment = EnrolmentFactory(unit=unit, union=grassroots, valid=True)
        browser = signed_in_as(Role.STREET_OFFICER, street)
        address = reverse("mutual_aid:enrolment-end", args=[enrolment.pk])
        values = {"last_day": "2016-05-31", "reason": "退出", "version": enrolment.version}
        for wrong in ({"last_day": "2015-12-31"}, {"reason": ""}):
            assert browser.post(address, {**values, **wrong}).status_code == 422
        assert browser.post(address, values).status_code == 302
        enrolment.refresh_from_db()
        assert str(enrolment.effective_to) == "2016-05-31"


def many(count: int, street, scheme) -> None:
    """So many units with a list, a person covered, a subsidy and a roster each."""
    for _ in range(count):
        union = UnionFactory(parent=street)
        unit = UnitFactory(union=union, scheme=scheme, in_force=True)
        EnrolmentFactory(unit=unit, union=union, valid=True)
        SubsidyFactory(unit=unit, union=union)
        batch = BatchFactory(union=union, declaration="mutual_aid_roster", answers={"scheme": str(scheme.pk)})
        # Doubtful rows of one file; of each file drawn the page reads the chunks once.
        QueuedRow.objects.create(
            batch=Batch.objects.earliest("pk"),
            union=union,
            number=batch.pk,
            reason="name:known_by_other_name",
            digest=bytes([batch.pk % 256] * 16),
        )


@pytest.mark.parametrize(
    "register", [UNITS, ENROLMENTS, SUBSIDIES, ROSTERS, DOUBTS, SCHEMES], ids=lambda each: each.name
)
def test_a_list_asks_the_same_for_few_and_for_many(register, signed_in_as, district, street, scheme):
    browser = signed_in_as(Role.DISTRICT_OFFICER, district)
    many(2, street, scheme)
    few = cost(browser, register.url())
    many(10, street, scheme)
    assert cost(browser, register.url()) == few


@pytest.mark.parametrize("place", ["unit", "scheme", "person"])
def test_a_record_asks_the_same_for_few_and_for_many(place, signed_in_as, district, street, scheme, grassroots):
    unit = UnitFactory(union=grassroots, scheme=scheme, in_force=True)
    person = MembershipFactory(union=grassroots).person
    addresses = {
        "unit": UNITS.url("detail", unit.pk),
        "scheme": SCHEMES.url("detail", scheme.pk),
        "person": reverse("members:person-detail", args=[person.pk]),
    }

    def add(first: int, count: int) -> None:
        many(count, street, scheme)
        for year in range(first, first + count):
            EnrolmentFactory(unit=unit, union=grassroots, valid=True)
            past = UnitFactory(union=grassroots, scheme=SchemeFactory(year=year), in_force=True)
            EnrolmentFactory(unit=past, union=grassroots, person=person, valid=True)

    browser = signed_in_as(Role.DISTRICT_OFFICER, district)
    add(1990, 2)
    few = cost(browser, addresses[place])
    add(2000, 10)
    assert cost(browser, addresses[place]) == few


def cost(browser, address: str) -> int:
    """How many queries a page asks, the second time it is opened."""
    assert browser.get(address).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)
