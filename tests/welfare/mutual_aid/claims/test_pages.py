"""Claims through the pages: entered, decided, drawn, asked to be paid; and what each reader does not see."""

import datetime
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_of
from tests.foundation.unions.factories import UnionFactory
from tests.welfare.mutual_aid.claims.claiming import CARD, TODAY, fresh, paid, step
from tests.welfare.mutual_aid.claims.factories import BillFactory, ClaimFactory, EnrolmentFactory
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.unions.choices import Level
from yuanxin.welfare.mutual_aid.choices import ClaimState as S
from yuanxin.welfare.mutual_aid.choices import Sampling
from yuanxin.welfare.mutual_aid.models import Claim, ComputingRun, Hospital, Illness, SamplingRun
from yuanxin.welfare.mutual_aid.tasks import COMPUTING

LIST = reverse("mutual_aid:claim-list")


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def browser(actor):
    """The browser of an actor's user."""
    return browser_of(User.objects.get(pk=int(actor.key.removeprefix("user:"))))


def page(name, *args):
    return reverse(f"mutual_aid:{name}", args=args)


def text(response):
    return response.content.decode()


def take(client, claim, action, **sent):
    """A step by its button."""
    address = reverse("flow:step", args=["mutual_aid.claim", claim.pk, action])
    return client.post(address, {"version": fresh(claim).version, **sent})


GIVEN = {
    "kind": "inpatient", "admitted_on": "2016-03-01", "discharged_on": "2016-03-10", "account": CARD,
    "bank": "工商银行西湖支行", "special": "", "payee_name": "", "evidence": "",
}  # fmt: skip


def test_a_claim_is_entered_with_its_bills_and_sent_in(chair, worker, hospital, illness):
    officer = browser(chair)
    address = page("claim-new")
    given = GIVEN | {
        "number": unseal(worker.document_number), "name": worker.name, "hospital": hospital.code,
        "illness": illness.code,
    }  # fmt: skip
    assert officer.get(address).status_code == 200
    for wrong in ({"name": "王方"}, {"number": "330106199001010018"}, {"hospital": "没有的医院"}, {"account": "123"}):
        assert officer.post(address, given | wrong).status_code == 422
    assert officer.post(address, given).status_code == 302
    claim = Claim.objects.get()
    assert (claim.person, claim.union) == (worker, worker.union)
    bill = {"number": "33010116 0012345678", "issued_on": "2016-03-10", "total": "48000", "pool": "30000", "major": "",
            "other": "", "excluded": "3200"}  # fmt: skip
    add = page("bill-new", claim.pk)
    assert officer.get(add).status_code == 200
    assert "超过了票据总费用" in text(officer.post(add, bill | {"pool": "50000"}))
    assert officer.post(add, bill).status_code == 302
    again = officer.post(add, bill)
    assert again.status_code == 422
    assert "R17" in text(again)
    kept = claim.bills.get()
    edit = page("bill-edit", kept.pk)
    assert "0012345678" not in text(officer.get(edit))
    assert officer.post(edit, bill | {"number": "", "other": "100", "version": kept.version}).status_code == 302
    assert fresh(claim).asked == Decimal(14_700)
    assert officer.post(page("bill-remove", kept.pk), {"version": 99}, follow=True).status_code == 200
    assert fresh(claim).asked == Decimal(14_700)
    detail = text(officer.get(page("claim-detail", claim.pk)))
    assert "…345678" in detail
    assert "6212***********0001" in detail
    assert take(officer, claim, "submit").status_code == 302
    assert fresh(claim).state == S.SUBMITTED


def test_a_claim_is_entered_from_the_page_of_a_worker(chair, worker, hospital, illness, district):
    officer = browser(chair)
    address = f"{page('claim-new')}?person={worker.pk}"
    shown = text(officer.get(address))
    assert worker.name in shown
    assert 'name="number"' not in shown
    assert officer.post(address, GIVEN | {"hospital": hospital.code, "illness": illness.name}).status_code == 302
    stranger = EnrolmentFactory(union=UnionFactory(parent=district, level=Level.STREET)).person
    assert officer.get(f"{page('claim-new')}?person={stranger.pk}").status_code == 404


def test_a_returned_claim_is_corrected_without_showing_what_is_sealed(chair, draft):
    officer = browser(chair)
    address = page("claim-edit", draft.pk)
    shown = text(officer.get(address))
    field = shown.partition('name="illness"')[2].partition(">")[0]
    assert "value=" not in field
    assert CARD not in shown
    sent = GIVEN | {"hospital": draft.hospital.code, "illness": "", "account": "", "version": draft.version}
    assert officer.post(address, sent | {"admitted_on": "2016-02-28"}).status_code == 302
    claim = fresh(draft)
    assert (claim.admitted_on, unseal(claim.account)) == (datetime.date(2016, 2, 28), CARD)
    assert officer.post(address, sent).status_code == 422, "somebody else changed it since"


def test_the_steps_go_from_desk_to_desk(draft, chair, clerk, officer, reviewer, approver, fund):
    take(browser(chair), draft, "submit")
    clerks = browser(clerk)
    bill = draft.bills.get()
    strike = page("bill-strike", bill.pk)
    assert clerks.get(strike).status_code == 200
    sent = {"struck": "800", "reason": "R51", "note": "空调费", "version": bill.version}
    assert clerks.post(strike, sent | {"struck": "99999"}).status_code == 422
    assert clerks.post(strike, sent).status_code == 302
    take(clerks, draft, "check")
    take(browser(officer), draft, "compute")
    detail = text(browser(reviewer).get(page("claim-detail", draft.pk)))
    assert "理赔计算明细" in detail
    assert "13,500.00" in detail
    assert "其中800.00元为医保目录外费用" in detail
    take(browser(officer), draft, "skip")
    reviewers = browser(reviewer)
    refuse = page("claim-refuse", draft.pk)
    assert "材料逾期未补齐" in text(reviewers.get(refuse))
    assert reviewers.post(refuse, {"reason": "R12", "version": fresh(draft).version}).status_code == 422
    take(reviewers, draft, "review")
    approve = page("claim-approve", draft.pk)
    approvers = browser(approver)
    version = fresh(draft).version
    assert approvers.post(approve, {"amount": "4900.01", "opinion": "", "version": version}).status_code == 422
    assert approvers.post(approve, {"amount": "4900", "opinion": "同意", "version": version}).status_code == 302
    district = browser(officer)
    ask = page("claim-request", draft.pk)
    assert "4,900.00" in text(district.get(ask))
    assert district.post(ask, {"fund": fund.pk}).status_code == 302
    assert Payment.objects.get().approved_fen == Decimal(4_900)
    assert fresh(draft).state == S.REQUESTED


def test_a_refusal_is_told_with_its_sentence(reviewer, grassroots, officer, chair):
    claim = ClaimFactory(union=grassroots, state=S.CHECKED)
    BillFactory(claim=claim, total=Decimal(600), pool=Decimal(150), excluded=Decimal(0))
    step(claim, "compute", officer)
    step(claim, "skip", officer)
    reviewers = browser(reviewer)
    sent = {"reason": "R21", "opinion": "未超过起付线", "version": fresh(claim).version}
    assert reviewers.post(page("claim-refuse", claim.pk), sent).status_code == 302
    shown = text(browser(chair).get(page("claim-detail", claim.pk)))
    assert "不予补助：R21 未超过起付线" in shown
    assert "本次合规自付450.00元，本互助期起付线尚余500.00元，未超过起付线，本次无补助。" in shown


def test_diagnosis_and_account_are_shown_once_for_a_reason(chair, draft):
    officer = browser(chair)
    address = page("claim-clear", draft.pk)
    assert "阑尾炎" not in text(officer.get(address))
    assert officer.post(address, {"reason": ""}).status_code == 422
    shown = officer.post(address, {"reason": "核对出院小结"})
    assert "K35.900 急性阑尾炎" in text(shown)
    assert CARD in text(shown)
    assert "no-store" in shown["Cache-Control"]
    assert Event.objects.get(action="audit.clear_viewed").reason == "核对出院小结"


# --- lists, runs, overview -------------------------------------------------------------------------------------------


def test_a_claim_is_found_by_its_number_by_name_and_by_state(chair, draft, grassroots):
    officer = browser(chair)
    other = ClaimFactory(union=grassroots, state=S.READY)
    for query, found in (
        ({"search": draft.number}, draft), ({"search": draft.number.lower()}, draft), ({"search": "王芳"}, draft),
        ({"state": "ready"}, other),
    ):  # fmt: skip
        rows = [row.record for row in officer.get(LIST, query).context["table"].rows]
        assert rows == [found], query


def test_ticked_claims_are_selected_skipped_excused_and_closed(officer, grassroots, district):
    reader = browser(officer)
    claims = [ClaimFactory(union=grassroots, state=S.COMPUTED, computed=Decimal(100)) for _number in range(2)]

    def tick(action, *ticked, **sent):
        answer = reader.post(f"{LIST}bulk/{action}/", {"pk": [claim.pk for claim in ticked], **sent}, follow=True)
        return text(answer)

    assert "1件转入核查" in tick("select", claims[0])
    assert "1件送初审" in tick("skip", claims[1])
    assert "须填写意见" in tick("bypass", claims[0])
    assert "1件免核查" in tick("bypass", claims[0], **{"asked-bypass": "医院已联网核实"})
    assert [fresh(claim).sampling for claim in claims] == [Sampling.BYPASSED, Sampling.SKIPPED]
    done = ClaimFactory(union=grassroots, state=S.PAID, paid=Decimal(1), paid_on=TODAY, approved=Decimal(1))
    assert "已结案1件" in tick("close", done)


def test_all_that_waits_is_computed_from_a_page_with_its_progress(officer, draft, chair, clerk, district):
    step(draft, "submit", chair)
    reader = browser(officer)
    address = page("computingrun-new")
    assert reader.post(address, {"union": district.code}).status_code == 422, "nothing waits"
    step(draft, "check", clerk)
    assert "1" in text(reader.get(address))
    answer = reader.post(address, {"union": district.code})
    assert answer.status_code == 302
    run = ComputingRun.objects.get()
    assert "hx-get" in text(reader.get(answer["Location"]))
    assert reader.get(page("computingrun-progress", run.pk)).status_code == 200
    COMPUTING.carry_on(run.pk, raising=True)
    assert reader.get(page("computingrun-progress", run.pk))["HX-Refresh"] == "true"
    shown = text(reader.get(page("computingrun-detail", run.pk)))
    assert "5,220.00" in shown
    assert "已经结束" in text(reader.post(page("computingrun-cancel", run.pk), follow=True))


def test_a_sample_is_drawn_from_a_page_and_its_lot_is_shown(officer, grassroots, district):
    for amount in (100, 200, 9_000):
        ClaimFactory(union=grassroots, state=S.COMPUTED, computed=Decimal(amount))
    reader = browser(officer)
    address = page("samplingrun-new")
    assert reader.get(address).status_code == 200
    sent = {"union": district.code, "percent": "10", "threshold": "5000", "seed": "2016春"}
    assert reader.post(address, sent | {"percent": "101"}).status_code == 422
    assert reader.post(address, sent).status_code == 302
    shown = text(reader.get(page("samplingrun-detail", SamplingRun.objects.get().pk)))
    assert "2016春" in shown
    assert shown.count("抽中待核查") == 2


def test_all_approved_claims_are_asked_for_together(officer, grassroots, fund):
    claims = [
        ClaimFactory(union=grassroots, state=S.APPROVED, computed=Decimal(n), approved=Decimal(n), approved_on=TODAY)
        for n in (100, 250)
    ]
    reader = browser(officer)
    address = page("claims-request")
    shown = reader.get(address)
    assert "350.00" in text(shown)
    assert "余额1,000,000.00元" in text(shown)
    assert reader.post(address, {"fund": "987654"}).status_code == 422
    assert reader.post(address, {"fund": fund.pk}).status_code == 302
    assert {payment.cause_id for payment in Payment.objects.all()} == {claim.pk for claim in claims}
    assert reader.post(address, {"fund": fund.pk}).status_code == 422, "none is left"


def test_the_overview_tells_numbers_and_the_distribution_with_its_table(requested, officer, cashier, grassroots):
    paid(requested, cashier)
    ClaimFactory(union=grassroots, state=S.REFUSED, refused_for="R12")
    shown = browser(officer).get(page("claims-overview"))
    bands = {band.label: (band.claims, band.amount) for band in shown.context["bands"] if band.claims}
    assert bands == {"5,000元至不满10,000元": (1, Decimal(5_220))}
    totals = shown.context["totals"]
    assert (totals.entered, totals.paid, totals.persons, totals.refused, totals.amount) == (2, 1, 1, 1, Decimal(5_220))
    assert "补助金额分布" in text(shown)
    opened = browser(officer).get(f"{LIST}?enrolment__scheme={requested.enrolment.scheme_id}&paid_on_from=2016-01-01")
    assert set(re.findall(r"LP\d{6}", text(opened))) == {requested.number}, "a number opens its rows"


def test_hospitals_and_illnesses_are_kept_on_their_pages(officer):
    reader = browser(officer)
    hospital = {
        "code": "H1",
        "name": "市第一人民医院",
        "level": "third",
        "listed_from": "2015-01-01",
        "listed_until": "",
    }
    assert reader.post(page("hospital-new"), hospital).status_code == 302
    assert reader.post(page("hospital-new"), hospital).status_code == 422
    kept = Hospital.objects.get()
    edited = hospital | {"listed_until": "2016-12-31", "version": kept.version}
    assert reader.get(page("hospital-edit", kept.pk)).status_code == 200
    assert reader.post(page("hospital-edit", kept.pk), edited).status_code == 302
    assert reader.post(page("illness-new"), {"code": "I10", "name": "高血压", "outpatient": "on"}).status_code == 302
    illness = Illness.objects.get()
    assert reader.post(
        page("illness-edit", illness.pk), {"code": "I10.x00", "name": "高血压", "version": illness.version}
    ).status_code == 302  # fmt: skip
    illness.refresh_from_db()
    assert (illness.code, illness.outpatient) == ("I10.x00", False)
    assert reader.get(page("hospital-list")).status_code == 200
    assert reader.get(page("illness-list"), {"search": "gxy"}).status_code == 200


def test_pages_cost_the_same_for_two_claims_and_for_twelve(reviewer, grassroots, officer):
    reader = browser(reviewer)
    handler = browser(officer)
    person = EnrolmentFactory(union=grassroots)
    first = ClaimFactory(enrolment=person, state=S.COMPUTED, computed=Decimal(100))
    with_two = [BillFactory(claim=first) for _number in range(2)]
    assert len(with_two) == 2
    addresses = [(reader, LIST), (reader, page("claim-detail", first.pk)), (handler, page("claims-overview"))]
    costs = []
    for count in (1, 10):
        for _number in range(count):
            ClaimFactory(enrolment=person, state=S.COMPUTED, computed=Decimal(100))
            BillFactory(claim=first)
        costs.append([queries(client, address) for client, address in addresses])
    assert costs[0] == costs[1]


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
