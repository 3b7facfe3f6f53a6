import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_as
from tests.foundation.unions.factories import EmployerFactory, UnionFactory
from tests.organisation.members.factories import PersonFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.documents import registry, storage
from yuanxin.foundation.documents.queries import attachments_of
from yuanxin.foundation.documents.services import attach
from yuanxin.foundation.unions.choices import Permission as Unions
from yuanxin.foundation.unions.models import Employer

PDF = b"%PDF-1.7\nminutes"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "attachments"


@pytest.fixture
def employer(street):
    registry.take_attachments(Employer, view=Unions.VIEW, edit=Unions.EDIT_EMPLOYERS)
    yield EmployerFactory(union=street)
    registry.forget(Employer)


@pytest.fixture
def attachment(employer, officer):
    return attach(actor=officer, target=employer, stream=io.BytesIO(PDF), name="批复.pdf")


@pytest.fixture
def sign_in(tables):
    return browser_as


@pytest.fixture
def at_street(sign_in, street):
    return sign_in(Role.STREET_OFFICER, street)


def attach_address(employer, query=""):
    return reverse("documents:attachment-attach", args=["unions.employer", employer.pk]) + query


def test_a_file_is_always_a_download_that_runs_nothing(at_street, attachment):
    response = at_street.get(reverse("documents:attachment-open", args=[attachment.pk]))
    assert response.content == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%89%B9")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"


def test_a_sibling_unions_officer_meets_nothing(sign_in, attachment, employer, district):
    client = sign_in(Role.STREET_OFFICER, UnionFactory(parent=district))
    for address in (
        reverse("documents:attachment-open", args=[attachment.pk]),
        reverse("documents:attachment-take-off", args=[attachment.pk]),
        attach_address(employer),
    ):
        assert client.get(address).status_code == 404
    assert client.post(attach_address(employer), {"file": SimpleUploadedFile("a.pdf", PDF)}).status_code == 404


def test_who_only_reads_cannot_attach(sign_in, attachment, employer, street):
    client = sign_in(Role.LEADER, street)
    opened = client.get(reverse("documents:attachment-open", args=[attachment.pk]))
    assert opened.content == PDF
    assert client.get(attach_address(employer)).status_code == 404


def test_nobody_reads_without_signing_in(client, attachment):
    assert client.get(reverse("documents:attachment-open", args=[attachment.pk])).status_code == 302


@pytest.mark.parametrize("kind", ["accounts.user", "no.such", "unions.union"])
def test_other_kinds_take_none(at_street, kind):
    assert at_street.get(reverse("documents:attachment-attach", args=[kind, 1])).status_code == 404


def test_a_damaged_file_says_so(at_street, attachment):
    storage.path_of(attachment.digest).write_bytes(b"")
    response = at_street.get(reverse("documents:attachment-open", args=[attachment.pk]))
    assert response.status_code == 410
    assert "损坏" in response.content.decode()


def test_a_file_is_attached_in_the_browser(at_street, employer):
    assert at_street.get(attach_address(employer)).status_code == 200
    response = at_street.post(
        attach_address(employer, "?back=/documents/"), {"file": SimpleUploadedFile("批复.pdf", PDF), "purpose": "批复"}
    )
    assert (response.status_code, response["Location"]) == (302, "/documents/")
    assert attachments_of(employer).get().purpose == "批复"


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_the_way_back_never_leads_out(at_street, employer, back):
    response = at_street.post(attach_address(employer, f"?back={back}"), {"file": SimpleUploadedFile("a.pdf", PDF)})
    assert response["Location"] == "/"


def test_a_refused_file_is_told_at_the_form(at_street, employer):
    response = at_street.post(attach_address(employer), {"file": SimpleUploadedFile("a.pdf", b"<html>")})
    assert response.status_code == 422
    assert "不接收" in response.content.decode()
    assert not attachments_of(employer).exists()


def test_a_file_is_replaced_and_taken_off(at_street, employer, attachment):
    address = attach_address(employer, f"?replaces={attachment.pk}")
    at_street.post(address, {"file": SimpleUploadedFile("新批复.pdf", PDF + b"2")})
    new = attachments_of(employer).get()
    assert new.name == "新批复.pdf"
    assert at_street.get(address).status_code == 404
    response = at_street.post(reverse("documents:attachment-take-off", args=[new.pk]), {"reason": ""})
    assert response.status_code == 422
    at_street.post(reverse("documents:attachment-take-off", args=[new.pk]), {"reason": "传错了"})
    assert not attachments_of(employer).exists()


def test_a_persons_page_shows_the_files_and_offers_what_one_may(sign_in, officer, grassroots):
    person = PersonFactory(union=grassroots)
    kept = attach(actor=officer, target=person, stream=io.BytesIO(PDF), name="入会申请.pdf", purpose="申请")
    address = reverse("members:person-detail", args=[person.pk])
    page = sign_in(Role.GRASSROOTS_OFFICER, grassroots).get(address).content.decode()
    assert "入会申请.pdf" in page
    assert reverse("documents:attachment-take-off", args=[kept.pk]) in page
    page = sign_in(Role.LEADER, grassroots).get(address).content.decode()
    assert "入会申请.pdf" in page
    assert "take-off" not in page
