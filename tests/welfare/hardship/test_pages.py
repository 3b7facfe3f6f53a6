"""The pages of hardship through the full stack."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_as
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import MembershipFactory
from tests.welfare.hardship.factories import CARD, a_household, applied
from tests.welfare.hardship.steps import approved, asked, reviewed
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.figures import services
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.welfare.hardship.choices import FileStatus, ReliefState, RequestKind, RequestState
from yuanxin.welfare.hardship.models import FileRequest, GoodsHelp, HardshipFile, Relief
from yuanxin.welfare.hardship.registers import FILES, RELIEFS, REQUESTS

TODAY = datetime.date(2016, 6, 30)
ILLNESS = "慢性肾衰竭"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("yuanxin.foundation.kernel.clock.today", lambda: TODAY)


@pytest.fixture
def page(signed_in_as, grassroots):
    return signed_in_as(Role.GRASSROOTS_OFFICER, grassroots)


def declaration_of(household) -> dict[str, object]:
    """A declaration as a browser sends it: the head works, the spouse is ill, the child at school."""
    head, spouse, child = household.members.order_by("pk")
    return {
        "household_type": "urban", "housing": "public", "homes": 0, "vehicle": "none", "main_cause": "illness",
        "further_causes": ["schooling"], "situation": "积蓄用尽", "account": CARD, "bank": "工商银行湖滨支行",
        "authorised_on": "2016-06-30", "consents": "on",
        f"health_{head.pk}": "good", f"employment_{head.pk}": "employed", f"insurance_{head.pk}": "employee",
        f"health_{spouse.pk}": "serious", f"illness_{spouse.pk}": ILLNESS, f"employment_{spouse.pk}": "unable",
        f"insurance_{spouse.pk}": "resident",
        f"health_{child.pk}": "good", f"stage_{child.pk}": "compulsory", f"consent_{child.pk}": "on",
        # A browser sends every row, also the empty ones.
        **{f"{side}_member_{row}": "0" for side in ("income", "costs") for row in range(1, 9)},
        "income_kind_1": "wage", "income_member_1": head.pk, "income_amount_1": "42000",
        "costs_kind_1": "medical", "costs_member_1": spouse.pk, "costs_amount_1": "21000", "costs_paper_1": "发票12张",
    }  # fmt: skip


class TestApplying:
    def test_from_the_worker_over_the_household_to_the_request(self, page, grassroots):
        worker = MembershipFactory(union=grassroots).person
        found = page.get(reverse("hardship:apply"), {"text": worker.name})
        following = reverse("hardship:for-file", args=[worker.pk])
        assert following in found.content.decode()
        to_household = page.get(following).url
        assert to_household.startswith(reverse("members:household-new", args=[worker.pk]))
        rows = {"name_1": "王芳", "relation_1": "10", "name_2": "张小美", "relation_2": "30", "born_on_2": "2010-09-01"}
        back = page.post(to_household, {"begins_on": "2015-01-01", **rows})
        assert back.url == following
        form = page.get(following).url
        household = worker.households.get()
        assert form == reverse("hardship:filerequest-new", args=[household.pk, "open"])
        assert page.get(form).status_code == 200
        answer = page.post(form, declaration_of(household))
        request = FileRequest.objects.get()
        assert answer.url == reverse("hardship:filerequest-detail", args=[request.pk])
        assert (request.category, request.state) == ("dibao", RequestState.SUBMITTED)
        declared = request.declaration()
        assert declared.costs[0].paper == "发票12张"
        assert declared.members[1].illness == ILLNESS
        assert page.get(following).url == answer.url

    def test_of_a_child_no_work_is_asked(self, page, household):
        form = page.get(reverse("hardship:filerequest-new", args=[household.pk, "open"])).context["form"]
        child = household.members.get(name="张小美")
        assert f"consent_{child.pk}" in form.fields
        assert f"employment_{child.pk}" not in form.fields

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"main_cause": ""}, "main_cause"),
            ({"consents": ""}, "consents"),
            ({"account": "6212261202000000002"}, "account"),
            ({"income_amount_1": "", "income_kind_1": "wage"}, "income_amount_1"),
            ({"income_amount_1": "-1"}, "income_amount_1"),
        ],
    )
    def test_what_is_wrong_comes_back_at_its_field(self, page, household, wrong, field):
        values = declaration_of(household) | wrong
        answer = page.post(reverse("hardship:filerequest-new", args=[household.pk, "open"]), values)
        assert answer.status_code == 422
        assert field in answer.context["form"].errors
        assert not FileRequest.objects.exists()

    def test_a_missing_consent_of_the_guardian_is_named(self, page, household):
        child = household.members.get(name="张小美")
        values = declaration_of(household)
        del values[f"consent_{child.pk}"]
        answer = page.post(reverse("hardship:filerequest-new", args=[household.pk, "open"]), values)
        assert f"consent_{child.pk}" in answer.context["form"].errors

    def test_a_correction_shows_no_illness_and_keeps_it(self, page, office, household):
        request = applied(office.officer, household)
        address = reverse("hardship:filerequest-edit", args=[request.pk])
        shown = page.get(address)
        assert ILLNESS not in shown.content.decode()
        assert CARD not in shown.content.decode()
        head, spouse, child = household.members.order_by("pk")
        values = declaration_of(household) | {
            "account": "", f"health_{head.pk}": "", f"health_{spouse.pk}": "", f"illness_{spouse.pk}": "",
            f"health_{child.pk}": "", "income_amount_1": "60000", "costs_amount_1": "12000",
            "version": request.version,
        }  # fmt: skip
        assert page.post(address, values).status_code == 302
        request.refresh_from_db()
        assert request.declaration().members[1].illness == ILLNESS
        assert (request.category, unseal(request.account)) == ("edge", CARD)

    def test_nobody_is_found_outside_the_unions(self, page, street):
        MembershipFactory(union=UnionFactory(parent=street), person__name="赵六")
        assert "赵六" not in page.get(reverse("hardship:apply"), {"text": "赵六"}).content.decode().split("</form>")[1]
        assert page.get(reverse("hardship:apply"), {"text": ""}).status_code == 422


class TestHandling:
    def test_a_visit_is_entered_with_two_names(self, page, office, household):
        request = applied(office.officer, household)
        address = reverse("hardship:filerequest-visit", args=[request.pk])
        values = {"visited_on": "2016-06-20", "agrees": "yes", "findings": "与申报一致", "name_1": "陈晓明"}
        refused = page.post(address, values)
        assert refused.status_code == 422
        assert "name_2" in refused.context["form"].errors
        assert page.post(address, {**values, "name_2": "李明华", "post_2": "社区"}).status_code == 302
        assert request.visits.get().names == "陈晓明、李明华"

    def test_the_district_approves_on_a_page_that_tells_what_follows(self, signed_in_as, district, office, household):
        request = office.reviewed(applied(office.officer, household))
        browser = browser_as(Role.APPROVER, district)
        address = reverse("hardship:filerequest-approve", args=[request.pk])
        shown = browser.get(address)
        assert "在册" in shown.content.decode()
        answer = browser.post(address, {"opinion": "同意建档", "version": request.version})
        assert answer.status_code == 302
        assert HardshipFile.objects.get().status == FileStatus.FILED
        assert browser.post(address, {"opinion": "", "version": request.version}).status_code == 422

    def test_health_is_shown_once_for_a_reason(self, signed_in_as, street, office, household):
        request = applied(office.officer, household)
        browser = signed_in_as(Role.STREET_OFFICER, street)
        detail = browser.get(reverse("hardship:filerequest-detail", args=[request.pk])).content.decode()
        assert "583.33" in detail
        assert ILLNESS not in detail
        address = reverse("hardship:filerequest-health", args=[request.pk])
        assert browser.post(address, {"reason": ""}).status_code == 422
        shown = browser.post(address, {"reason": "复核医疗支出"})
        assert ILLNESS in shown.content.decode()
        assert "no-store" in shown.headers["Cache-Control"]
        assert Event.objects.filter(action="audit.clear_viewed", reason="复核医疗支出").count() == 1

    def test_a_file_offers_what_can_be_asked_and_shows_the_card_for_a_reason(
        self, signed_in_as, street, office, household
    ):
        file = office.filed(household)
        browser = signed_in_as(Role.STREET_OFFICER, street)
        detail = browser.get(FILES.url("detail", file.pk)).content.decode()
        assert f"6212{'*' * 11}0001" in detail
        assert CARD not in detail
        for route in ("file-recheck", "file-change", "file-close", "file-relief", "file-goods"):
            assert reverse(f"hardship:{route}", args=[file.pk]) in detail
        card = browser.post(reverse("hardship:file-card", args=[file.pk]), {"reason": "核对账户"})
        assert CARD in card.content.decode()
        for kind, route in (("recheck", "file-recheck"), ("change", "file-change"), ("return", "file-return")):
            to = reverse("hardship:filerequest-new", args=[household.pk, kind])
            assert browser.get(reverse(f"hardship:{route}", args=[file.pk])).url == to
        pair = reverse("hardship:file-pair", args=[file.pk])
        assert browser.post(pair, {"officer": "章伟", "version": file.version}).status_code == 302
        closing = browser.post(reverse("hardship:file-close", args=[file.pk]), {"close_reason": "deceased"})
        assert closing.url == REQUESTS.url("detail", FileRequest.objects.get(kind=RequestKind.CLOSE).pk)

    def test_a_change_is_shown_beside_what_was_approved_before(self, page, office, household):
        office.filed(household)
        change = applied(
            office.officer, household, kind=RequestKind.CHANGE, today=datetime.date(2016, 6, 1), income=60000
        )
        told = page.get(REQUESTS.url("detail", change.pk)).content.decode()
        assert "1,083.33" in told
        assert "583.33" in told
        assert "原批准" in told


class TestRelief:
    def test_it_is_asked_for_and_cut_with_the_reason_shown(self, page, household):
        address = reverse("hardship:relief-new", args=[household.pk])
        values = {"kind": "temporary", "applied": "20000", "situation": "住院"}
        assert page.post(address, {**values, "applied": "0"}).status_code == 422
        answer = page.post(address, values)
        relief = Relief.objects.get()
        assert answer.url == RELIEFS.url("detail", relief.pk)
        told = page.get(answer.url).content.decode()
        for amount in ("20,000.00", "8,928.00", "11,072.00"):
            assert amount in told
        assert "2000000" not in told, "the trail tells yuan, not fen"
        edit = reverse("hardship:relief-edit", args=[relief.pk])
        page.post(edit, {"applied": "3000", "situation": "住院", "version": relief.version})
        relief.refresh_from_db()
        assert relief.computed_fen == 3000

    def test_the_approver_sees_other_help_and_answers_it(self, signed_in_as, district, office, household, fund):
        approved(office, reviewed(office, household, applied=1000), fund)
        relief = reviewed(office, household, applied=2000)
        browser = browser_as(Role.APPROVER, district)
        address = reverse("hardship:relief-approve", args=[relief.pk])
        shown = browser.get(address).content.decode()
        assert "同一年度同类帮扶" in shown
        assert "1,000.00" in shown
        values = {"approved": "2000.00", "fund": fund.pk, "opinion": "", "version": relief.version}
        assert "overlap_opinion" in browser.post(address, values).context["form"].errors
        assert browser.post(address, {**values, "overlap_opinion": "病情加重"}).status_code == 302
        relief.refresh_from_db()
        assert (relief.state, relief.overlap_opinion) == (ReliefState.APPROVED, "病情加重")

    def test_a_holiday_is_entered_ticked_on_and_approved_for_many(
        self, page, signed_in_as, client, street, district, office, grassroots, fund
    ):
        for _ in range(2):
            office.filed(a_household(grassroots, child=False), today=datetime.date(2016, 3, 1))
        entry = page.post(reverse("hardship:occasion-new"), {"occasion": "端午慰问", "union": grassroots.code})
        assert entry.status_code == 302
        rows = list(Relief.objects.values_list("pk", flat=True))
        stranger = asked(office.officer, a_household(grassroots)).pk
        assert len(rows) == 2
        browser = signed_in_as(Role.STREET_OFFICER, street)
        browser.post(reverse("hardship:relief-bulk", args=["review"]), {"pk": rows, "confirmed": "yes"})
        assert Relief.objects.filter(state=ReliefState.REVIEWED).count() == 2
        browser = browser_as(Role.APPROVER, district)
        address = reverse("hardship:occasion-approve")
        values = {"occasion": "2016 端午慰问", "fund": fund.pk, "overlap_opinion": ""}
        assert browser.get(address).status_code == 200
        assert browser.post(address, values).status_code == 302
        assert Relief.objects.filter(state=ReliefState.APPROVED).count() == 2
        assert Relief.objects.get(pk=stranger).state == ReliefState.SUBMITTED

    def test_goods_are_given_and_taken_back(self, page, household):
        address = reverse("hardship:goods-new", args=[household.pk])
        values = {"occasion": "送温暖", "given_on": "2016-01-20", "received_by": "张三", "name_1": "大米",
                  "quantity_1": "2", "price_1": "65.5", "measure_1": "袋"}  # fmt: skip
        assert page.post(address, {**values, "price_1": ""}).status_code == 422
        assert page.post(address, values).status_code == 302
        given = GoodsHelp.objects.get()
        assert given.value_fen == Decimal(131)
        assert "一户一览" in page.get(reverse("hardship:household", args=[household.pk])).content.decode()
        revoke = reverse("hardship:goodshelp-revoke", args=[given.pk])
        assert page.post(revoke, {"reason": "录入有误", "version": given.version}).status_code == 302
        given.refresh_from_db()
        assert given.revoked_on == TODAY


def test_the_list_asks_as_few_questions_of_12_as_of_2(page, office, grassroots):
    def queries(more: int) -> int:
        for _ in range(more):
            office.filed(a_household(grassroots, child=False), today=datetime.date(2016, 3, 1))
        with CaptureQueriesContext(connection) as asked_for:
            assert page.get(FILES.url()).status_code == 200
            assert page.get(REQUESTS.url()).status_code == 200
            assert page.get(reverse("hardship:homevisit-list")).status_code == 200
        return len(asked_for)

    assert queries(2) == queries(10)


def test_the_list_of_relief_and_goods_likewise(page, office, grassroots):
    def queries(more: int) -> int:
        for _ in range(more):
            household = a_household(grassroots, child=False)
            asked(office.officer, household)
            GoodsHelp.objects.create(
                union=grassroots, household=household, occasion="送", given_on=TODAY, received_by="张三", value_fen=1
            )
        with CaptureQueriesContext(connection) as asked_for:
            assert page.get(RELIEFS.url()).status_code == 200
            assert page.get(reverse("hardship:goodshelp-list")).status_code == 200
        return len(asked_for)

    assert queries(2) == queries(10)


def test_late_re_checks_stand_in_the_list_the_inbox_and_at_a_glance(page, office, household):
    file = office.filed(household, today=datetime.date(2015, 3, 2))
    assert file.number in page.get(FILES.url(), {"recheck": "late"}).content.decode()
    assert file.number not in page.get(FILES.url(), {"recheck": "soon"}).content.decode()
    assert "复核逾期" in page.get(reverse("flow:inbox")).content.decode()
    told = page.get(reverse("hardship:overview")).content.decode()
    assert "有1份档案复核逾期" in told
    applied(office.officer, household, kind=RequestKind.RECHECK, today=TODAY)
    assert "复核逾期" not in page.get(reverse("flow:inbox")).content.decode()


def test_behind_the_number_of_files_stand_the_files(page, office, household, grassroots):
    file = office.filed(household, today=datetime.date(2016, 3, 2))
    services.refresh()
    asked_for = {"union": grassroots.code, "from": "2016-01-01", "to": "2016-06-30"}
    answer = page.get(reverse("figures:rows", args=["hardship.files"]), asked_for)
    table = answer.content.decode().partition("<tbody")[2].partition("</tbody>")[0]
    assert file.number in table
    assert FILES.url("detail", file.pk) in table
    assert file.get_category_display() in table
    assert page.get(reverse("figures:rows", args=["hardship.files"]), {**asked_for, "category": "dibao"}).context[
        "count"
    ].number == (file.category == "dibao")
