"""What tells of an illness is seen by those alone whose duty it is: not in lists, prints, exports; nor by others."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.foundation.accounts.browsers import browser_of
from tests.foundation.unions.factories import UnionFactory
from tests.welfare.mutual_aid.claims.claiming import TODAY, fresh
from tests.welfare.mutual_aid.claims.factories import BillFactory, ClaimFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.documents.services import attach
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.unions.choices import Level
from yuanxin.welfare.mutual_aid.choices import ClaimState as S

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


@pytest.fixture
def telling(grassroots, chair, settings, tmp_path):
    """A claim whose hospital, benefit, diagnosis and file would tell the illness."""
    settings.MEDIA_ROOT = tmp_path
    claim = ClaimFactory(
        union=grassroots, state=S.READY, kind="women", hospital__name="市肿瘤医院", diagnosis="C50.900 乳腺恶性肿瘤",
        computed=Decimal(100),
    )  # fmt: skip
    BillFactory(claim=claim)
    attach(actor=chair, target=claim, stream=io.BytesIO(b"%PDF-1.7"), name="乳腺出院小结.pdf")
    return claim


TELLING = ("肿瘤", "乳腺", "C50", "女职工特殊疾病")


@pytest.mark.parametrize("who", ["officer", "chair", "clerk", "reviewer", "approver"])
def test_no_list_print_or_export_tells_an_illness(request, telling, who):
    reader = browser(request.getfixturevalue(who))
    for address in (LIST, f"{LIST}print/"):
        shown = text(reader.get(address))
        assert fresh(telling).number in shown
        assert not [word for word in TELLING if word in shown]
    exported = reader.post(f"{LIST}export/", {"reason": "汇总"})
    if who != "officer":
        assert exported.status_code == 403
        return
    book = load_workbook(io.BytesIO(b"".join(exported.streaming_content)))
    cells = str([cell.value for row in book.active.iter_rows() for cell in row])
    assert fresh(telling).number in cells
    assert not [word for word in TELLING if word in cells]


def test_whoever_handles_claims_without_seeing_illnesses_sees_the_amounts_only(telling, officer):
    shown = text(browser(officer).get(page("claim-detail", telling.pk)))
    assert "申报合规自付" in shown
    assert not [word for word in (*TELLING, "票据号码", "6212") if word in shown]
    assert browser(officer).get(page("claim-clear", telling.pk)).status_code == 403


def test_the_diagnosis_itself_is_hidden_even_from_who_may_ask_for_it(telling, reviewer):
    shown = text(browser(reviewer).get(page("claim-detail", telling.pk)))
    assert "市肿瘤医院" in shown
    assert "C50" not in shown
    assert "●●●●" in shown


def test_leaders_and_the_cashier_open_no_claim(telling, actor_as, district, cashier):
    for actor in (cashier, actor_as(Role.LEADER, district)):
        assert browser(actor).get(LIST).status_code == 403
        assert browser(actor).get(page("claim-detail", telling.pk)).status_code == 403
    assert browser(cashier).get(page("claims-overview")).status_code == 200


def test_another_street_sees_nothing_of_it(telling, district, actor_as):
    stranger = actor_as(Role.STREET_OFFICER, UnionFactory(parent=district, level=Level.STREET))
    assert telling.number not in text(browser(stranger).get(LIST))
    for name in ("claim-detail", "claim-clear", "claim-edit"):
        assert browser(stranger).get(page(name, telling.pk)).status_code == 404


def test_files_of_a_claim_open_to_who_may_see_the_illness(telling, chair, officer, reviewer):
    def files(actor):
        return "乳腺出院小结" in text(browser(actor).get(page("claim-detail", telling.pk)))

    assert [files(actor) for actor in (chair, reviewer, officer)] == [True, True, False]
    file = SimpleUploadedFile("费用清单.pdf", b"%PDF-1.7")
    address = reverse("documents:attachment-attach", args=["mutual_aid.claim", telling.pk])
    assert browser(reviewer).post(address, {"file": file}).status_code == 404
