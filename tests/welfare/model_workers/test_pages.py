"""The pages: files, surveys, applications, grants; refused at the field; as many queries for twelve as for two."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_as
from tests.growth.honours.factories import HonourFactory, shipped
from tests.organisation.members.factories import PersonFactory
from tests.welfare.model_workers.factories import (
    AWARDED,
    CARD,
    BenefitFactory,
    FilingFactory,
    IncomeStatementFactory,
    MedicalClaimFactory,
    ModelWorkerFactory,
    a_fund,
)
from tests.welfare.model_workers.ways import page
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.kernel.sealed import seal, unseal
from yuanxin.foundation.payments.models import Payment
from yuanxin.welfare.model_workers.choices import EntitlementState as S
from yuanxin.welfare.model_workers.choices import FilingState, Purpose, WorkerState
from yuanxin.welfare.model_workers.models import (
    Benefit,
    IncomeStatement,
    IncomeSurvey,
    MedicalClaim,
    ModelWorker,
)

NUMBER = "330106195001010011"
DAY = datetime.timedelta(days=1)


class TestTheRegister:
    def test_who_holds_a_title_is_offered_and_registered_by_ticking(self, browser, grassroots):
        person = PersonFactory(union=grassroots, name="王启真")
        HonourFactory(union=grassroots, person=person, title=shipped("city_model_worker"), awarded_on=AWARDED)
        honour = person.honours.get()
        assert "王启真" in browser.get(page("candidate-list")).content.decode()
        assert "王启真" in browser.get(reverse("flow:inbox")).content.decode()
        browser.post(page("candidate-bulk", "register"), {"pk": honour.pk})
        worker = ModelWorker.objects.get()
        assert (worker.person, worker.level, worker.union) == (person, 3, grassroots)
        assert "王启真" not in browser.get(page("candidate-list")).content.decode()

    def test_a_file_is_opened_with_card_and_health_sealed_and_shown_masked(self, browser, grassroots, today):
        person = PersonFactory(union=grassroots, name="王启真", number=NUMBER)
        HonourFactory(union=grassroots, person=person, title=shipped("city_model_worker"), awarded_on=AWARDED)
        sent = {"person": "王启真 0011", "employment": "retired", "health": "chronic", "account": CARD,
                "contact_phone": "13800001234", "contact_name": "王小真"}  # fmt: skip
        answer = browser.post(page("modelworker-new"), sent)
        worker = ModelWorker.objects.get()
        assert answer["Location"] == page("modelworker-detail", worker.pk)
        shown = browser.get(answer["Location"]).content.decode()
        assert all(text in shown for text in ("王启真", "市级", "在册", "杭州市劳动模范"))
        assert not any(text in shown for text in (CARD, "13800001234", "慢性病", NUMBER))
        assert browser.post(page("modelworker-new"), sent).status_code == 422
        wrong = browser.post(page("modelworker-new"), sent | {"person": "没有此人"})
        assert wrong.context["form"].errors["person"]

    def test_what_stays_masked_stays_as_it_was(self, browser, grassroots):
        worker = ModelWorkerFactory(
            union=grassroots, account=seal(CARD), health=seal("chronic"), contact_phone=seal("13800001234")
        )
        edit = page("modelworker-edit", worker.pk)
        form = browser.get(edit).context["form"]
        assert CARD not in browser.get(edit).content.decode()
        sent = {name: form.initial.get(name) or "" for name in form.fields} | {"insurance": "employee"}
        assert browser.post(edit, sent).status_code == 302
        worker.refresh_from_db()
        assert worker.insurance == "employee"
        opened = [unseal(each) for each in (worker.account, worker.health, worker.contact_phone)]
        assert opened == [CARD, "chronic", "13800001234"]
        bad = browser.post(edit, sent | {"account": "12", "version": worker.version})
        assert bad.context["form"].errors["account"]

    def test_what_is_sealed_is_shown_to_who_says_why(self, browser, grassroots, at_the_union):
        worker = ModelWorkerFactory(union=grassroots, account=seal(CARD))
        address = page("modelworker-private", worker.pk)
        assert browser.post(address, {"reason": ""}).status_code == 422
        answer = browser.post(address, {"reason": "核对领款卡号"})
        assert CARD in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
        assert Event.objects.filter(action="audit.clear_viewed", reason="核对领款卡号").count() == 1
        assert at_the_union.get(address).status_code == 403

    def test_moves_death_and_mistakes_are_entered(self, browser, grassroots, street, today):
        worker = ModelWorkerFactory(union=grassroots)
        sent = {"union": street.code, "on": today, "version": worker.version}
        assert browser.post(page("modelworker-serve", worker.pk), sent).status_code == 302
        worker.refresh_from_db()
        assert worker.union == street
        died = {"died_on": today + DAY, "version": worker.version}
        assert browser.post(page("modelworker-death", worker.pk), died).context["form"].errors["died_on"]
        died |= {"died_on": today, "payee_name": "王小真"}
        assert browser.post(page("modelworker-death", worker.pk), died).status_code == 302
        worker.refresh_from_db()
        assert (worker.state, Benefit.objects.get().payee_name) == (WorkerState.DECEASED, "王小真")
        other = ModelWorkerFactory(union=grassroots)
        left = {"to": "上城区", "on": today, "reason": "随子女居住", "version": other.version}
        assert browser.post(page("modelworker-leave", other.pk), left).status_code == 302
        third = ModelWorkerFactory(union=grassroots)
        annulled = {"reason": "误建", "version": third.version}
        assert browser.post(page("modelworker-annul", third.pk), annulled).status_code == 302
        states = ModelWorker.objects.filter(pk__in=[other.pk, third.pk]).order_by("pk").values_list("state", flat=True)
        assert list(states) == [WorkerState.MOVED_OUT, WorkerState.MISTAKE]

    def test_somebody_is_found_by_pinyin_and_last_four_and_on_the_page_of_the_person(self, browser, grassroots):
        person = PersonFactory(union=grassroots, name="王启真", number=NUMBER)
        worker = ModelWorkerFactory(union=grassroots, person=person)
        ModelWorkerFactory(union=grassroots, person__name="李四光")
        for text in ("wangqizhen", "王启真 0011", NUMBER):
            shown = browser.get(page("modelworker-list"), {"search": text}).content.decode()
            assert "王启真" in shown
            assert "李四光" not in shown
        detail = browser.get(reverse("members:person-detail", args=[person.pk])).content.decode()
        assert page("modelworker-detail", worker.pk) in detail


class TestSurveys:
    def test_a_survey_is_begun_answered_by_the_union_and_closed(
        self, browser, at_the_union, grassroots, district, today
    ):
        workers = [ModelWorkerFactory(union=grassroots) for _ in range(2)]
        sent = {"union": district.code, "year": today.year, "due_on": today + 30 * DAY}
        assert browser.post(page("incomesurvey-new"), sent | {"due_on": today - DAY}).status_code == 422
        browser.post(page("incomesurvey-new"), sent)
        survey = IncomeSurvey.objects.get()
        answer = page("incomesurvey-answer", survey.pk)
        assert answer in at_the_union.get(reverse("flow:inbox")).content.decode()
        rows = list(IncomeStatement.objects.order_by("pk"))
        given = {f"{name}_{row.pk}": value for row in rows for name, value in
                 (("employment", "retired"), ("version", row.version))}  # fmt: skip
        nothing = at_the_union.post(answer, given)
        assert nothing.status_code == 422
        wrong = given | {f"changed_from_{rows[0].pk}": "5", f"income_{rows[0].pk}": "4000"}
        assert at_the_union.post(answer, wrong).context["form"].errors[f"after_{rows[0].pk}"]
        first = given | {
            f"income_{rows[0].pk}": "4000",
            f"changed_from_{rows[0].pk}": "7",
            f"after_{rows[0].pk}": "4200",
        }
        assert at_the_union.post(answer, first)["Location"] == answer
        second = at_the_union.post(answer, given | {f"income_{rows[1].pk}": "6000"})
        assert second["Location"].startswith(page("incomestatement-list"))
        assert at_the_union.get(answer).status_code == 404
        shown = browser.get(page("incomestatement-detail", rows[0].pk)).content.decode()
        assert "4000–5000" in shown
        assert workers[0].person.name in shown
        assert "2" in browser.get(page("incomesurvey-detail", survey.pk)).content.decode()
        browser.post(page("incomesurvey-edit", survey.pk), {"due_on": today + 40 * DAY, "version": survey.version})
        survey.refresh_from_db()
        assert survey.due_on == today + 40 * DAY
        browser.post(page("incomesurvey-close", survey.pk), {"version": survey.version})
        assert at_the_union.get(page("incomestatement-edit", rows[0].pk)).status_code == 200
        late = {"employment": "retired", "income": "1", "version": 2}
        assert at_the_union.post(page("incomestatement-edit", rows[0].pk), late).status_code == 422

    def test_one_statement_is_stated_anew_without_showing_what_is_kept(self, at_the_union, grassroots, open_survey):
        worker = ModelWorkerFactory(union=grassroots)
        row = IncomeStatementFactory(survey=open_survey, worker=worker, income="3268.50", situation=seal("老伴患病"))
        edit = page("incomestatement-edit", row.pk)
        shown = at_the_union.get(edit).content.decode()
        assert "3000–4000" in shown
        assert not any(text in shown for text in ("3268.50", "老伴患病"))
        at_the_union.post(edit, {"employment": "retired", "income": "5000", "version": row.version})
        row.refresh_from_db()
        assert (unseal(row.incomes).split()[0], unseal(row.situation)) == ("5000.00", "老伴患病")


class TestApplying:
    def test_the_preview_says_who_and_why_not_and_one_click_applies(
        self, browser, grassroots, district, open_survey, today
    ):
        poor, rich, silent = (ModelWorkerFactory(union=grassroots) for _ in range(3))
        IncomeStatementFactory(survey=open_survey, worker=poor, income="4000", union=grassroots)
        IncomeStatementFactory(survey=open_survey, worker=rich, income="9000", union=grassroots)
        address = page("benefit-apply")
        assert browser.get(address).context["choice"].initial["union"] == district
        chosen = {"union": district.code, "level": "3", "year": today.year, "kinds": "difficulty"}
        shown = browser.get(address, chosen)
        text = shown.content.decode()
        assert (shown.context["count"], shown.context["total"]) == (1, Decimal("12000.00"))
        assert all(each.person.name in text for each in (poor, rich, silent))
        assert "各月收入均不低于困难线" in text
        assert "本年度收入尚未填报" in text
        assert browser.get(address, chosen | {"level": "9"}).status_code == 422
        asked = "&".join(f"{name}={value}" for name, value in chosen.items())
        stale = browser.post(f"{address}?{asked}", {"count": "2", "total": "1.00"})
        assert stale.status_code == 422
        assert not Benefit.objects.exists()
        done = browser.post(f"{address}?{asked}", {"count": "1", "total": "12000.00"})
        benefit = Benefit.objects.get()
        assert done["Location"] == page("filing-detail", benefit.filing_id)
        filing = browser.get(done["Location"]).content.decode()
        assert "12,000.00" in filing
        assert "待基层核实 1" in filing

    def test_relief_is_applied_for_and_its_cause_stays_sealed(self, browser, grassroots):
        worker = ModelWorkerFactory(union=grassroots)
        address = page("benefit-new", worker.pk)
        little = browser.post(address, {"cause": "own_illness", "self_paid": "100"})
        assert little.status_code == 422
        other = {"cause": "own_illness", "self_paid": "35000", "applied": "9000"}
        assert browser.post(address, other).context["form"].errors["reason"]
        answer = browser.post(address, {"cause": "own_illness", "self_paid": "35000"})
        benefit = Benefit.objects.get()
        shown = browser.get(answer["Location"]).content.decode()
        assert "8,000.00" in shown or "8000.00" in shown
        assert "本人重大疾病" not in shown
        basis = page("benefit-basis", benefit.pk)
        assert browser.post(basis, {"reason": ""}).status_code == 422
        assert "本人重大疾病" in browser.post(basis, {"reason": "复核"}).content.decode()

    def test_a_returned_application_is_computed_anew(self, browser, grassroots, open_survey, district):
        worker = ModelWorkerFactory(union=grassroots)
        browser.post(page("benefit-new", worker.pk), {"cause": "accident", "self_paid": "6000"})
        benefit = Benefit.objects.get()
        Benefit.objects.filter(pk=benefit.pk).update(state=S.RETURNED)
        address = page("benefit-resubmit", benefit.pk)
        assert browser.get(address).status_code == 200
        browser.post(address, {"self_paid": "25000", "version": benefit.version})
        benefit.refresh_from_db()
        assert (benefit.state, benefit.applied) == (S.SUBMITTED, Decimal("8000.00"))

    def test_many_are_checked_and_signed_for_at_once(self, at_the_union, grassroots, district):
        filing = FilingFactory(union=district)
        rows = [
            BenefitFactory(worker=ModelWorkerFactory(union=grassroots), filing=filing) for _ in range(3)
        ]  # fmt: skip
        ticked = {"pk": [row.pk for row in rows]}
        at_the_union.post(page("benefit-bulk", "check"), ticked)
        assert set(Benefit.objects.values_list("state", flat=True)) == {S.CHECKED}
        assert "3" in str(at_the_union.get(page("benefit-list")).content.decode())
        paid_on = datetime.date(2016, 5, 1)
        Benefit.objects.update(state=S.PAID, approved="1000.00", paid="1000.00", paid_on=paid_on, granted_on=paid_on)
        at_the_union.post(page("benefit-bulk", "sign"), ticked)
        assert set(Benefit.objects.values_list("state", flat=True)) == {S.SIGNED}


BILL = {"invoice_1": "ZJ0001", "billed_on_1": "2016-01-20", "hospital_1": "省立同德医院", "total_1": "10000",
        "pooled_1": "6000", "aided_1": "1000", "excluded_1": "500"}  # fmt: skip
TREATED = {"treated_from": "2016-01-10", "treated_to": "2016-01-20", "diagnosis": "高血压"}


class TestClaims:
    def test_bills_are_entered_and_computed(self, at_the_union, browser, grassroots):
        worker = ModelWorkerFactory(union=grassroots)
        address = page("medicalclaim-new", worker.pk)
        answer = at_the_union.post(address, BILL | TREATED)
        claim = MedicalClaim.objects.get()
        assert claim.computed == Decimal("1400.00")
        shown = at_the_union.get(answer["Location"]).content.decode()
        assert all(text in shown for text in ("ZJ0001", "10,000.00", "1,400.00"))
        assert "高血压" not in shown
        assert "高血压" in browser.post(page("medicalclaim-basis", claim.pk), {"reason": "复核"}).content.decode()

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"invoice_1": ""}, "invoice_1"),
            ({"total_1": "100"}, "total_1"),
            ({"treated_to": "2016-01-01"}, "treated_to"),
            ({"billed_on_1": "2099-01-01"}, "billed_on_1"),
            ({"invoice_3": "ZJ0003", "billed_on_3": "2016-01-20", "hospital_3": "院", "total_3": "1"}, "invoice_3"),
            ({"invoice_2": "ZJ0001", "billed_on_2": "2016-01-20", "hospital_2": "院", "total_2": "1"}, "invoice_2"),
            ({"invoice_2": "ZJ0002"}, "total_2"),
        ],
    )
    def test_what_cannot_be_is_said_at_the_field(self, at_the_union, grassroots, wrong, field):
        worker = ModelWorkerFactory(union=grassroots)
        answer = at_the_union.post(page("medicalclaim-new", worker.pk), BILL | TREATED | wrong)
        assert answer.status_code == 422
        assert answer.context["form"].errors[field]
        assert not MedicalClaim.objects.exists()

    def test_a_returned_claim_shows_its_bills_and_takes_others(self, at_the_union, grassroots):
        worker = ModelWorkerFactory(union=grassroots)
        at_the_union.post(page("medicalclaim-new", worker.pk), BILL | TREATED)
        claim = MedicalClaim.objects.get()
        MedicalClaim.objects.update(state=S.RETURNED)
        address = page("medicalclaim-resubmit", claim.pk)
        assert 'value="ZJ0001"' in at_the_union.get(address).content.decode()
        at_the_union.post(address, BILL | {"total_1": "11000", "version": claim.version})
        claim.refresh_from_db()
        assert (claim.state, claim.computed) == (S.SUBMITTED, Decimal("2100.00"))


class TestGranting:
    def test_the_reply_grants_each_with_its_amount_and_asks_for_the_payments(self, district, grassroots, today):
        approver = browser_as(Role.APPROVER, district)
        fund = a_fund(district)
        filing = FilingFactory(
            union=district, state=FilingState.REPORTED, reported_on=today - DAY, purpose=Purpose.MEDICAL, level=None
        )
        rows = [
            MedicalClaimFactory(worker=ModelWorkerFactory(union=grassroots), filing=filing, state=S.REPORTED)
            for _ in range(3)
        ]
        address = page("filing-grant", filing.pk)
        assert approver.get(address).status_code == 200
        sent = {"reply_number": "杭总工〔2016〕8号", "granted_on": today, "fund": fund.pk, "version": filing.version}
        amounts = {f"approved_{row.pk}": amount for row, amount in zip(rows, ("700", "500", "0"), strict=True)}
        wrong = approver.post(address, sent | amounts)
        assert wrong.status_code == 422
        assert wrong.context["form"].errors[f"reason_{rows[1].pk}"]
        reasons = {f"reason_{row.pk}": "票据不全" for row in rows[1:]}
        assert approver.post(address, sent | amounts | reasons)["Location"] == page("filing-detail", filing.pk)
        states = MedicalClaim.objects.order_by("pk").values_list("state", "approved")
        assert list(states) == [(S.GRANTED, 700), (S.GRANTED, 500), (S.REFUSED, 0)]
        assert sorted(Payment.objects.values_list("approved_fen", flat=True)) == [500, 700]
        granted = MedicalClaim.objects.get(pk=rows[0].pk)
        change = page("medicalclaim-regrant", granted.pk)
        assert approver.post(change, {"approved": "600", "reason": "", "version": granted.version}).status_code == 422
        approver.post(change, {"approved": "600", "reason": "重复计算", "version": granted.version})
        granted.refresh_from_db()
        assert granted.approved == 600

    def test_who_may_not_grant_is_refused(self, browser, district):
        filing = FilingFactory(union=district, state=FilingState.REPORTED)
        assert browser.get(page("filing-grant", filing.pk)).status_code == 403
