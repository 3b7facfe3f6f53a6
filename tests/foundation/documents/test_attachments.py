import io
import os
import zipfile

import pytest
from django.db import DatabaseError, transaction

from tests.foundation.unions.factories import EmployerFactory, UnionFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.documents import contents, registry, storage
from yuanxin.foundation.documents.contents import LARGEST, FileRefused, kind_of
from yuanxin.foundation.documents.models import Attachment
from yuanxin.foundation.documents.queries import attachment_visible_to, attachments_of, content_of
from yuanxin.foundation.documents.registry import TakesNone
from yuanxin.foundation.documents.services import attach, plain_name, take_off
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.foundation.unions.choices import Permission as Unions
from yuanxin.foundation.unions.models import Employer

PDF = b"%PDF-1.7\nminutes"
PNG = b"\x89PNG\r\n\x1a\nrest"


def package(*names, content=b"x", encrypted=False):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, content)
    data = bytearray(stream.getvalue())
    if encrypted:
        data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "attachments"
    return settings.MEDIA_ROOT


@pytest.fixture
def employer(street):
    registry.take_attachments(Employer, view=Unions.VIEW, edit=Unions.EDIT_EMPLOYERS)
    yield EmployerFactory(union=street)
    registry.forget(Employer)


def keep(actor, employer, content=PDF, name="批复.pdf", **options):
    return attach(actor=actor, target=employer, stream=io.BytesIO(content), name=name, **options)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "批复.pdf", "pdf"),
        (PDF, "批复.PDF", "pdf"),
        (PNG, "公章.png", "png"),
        (b"\xff\xd8\xff\xe0rest", "照片.jpeg", "jpeg"),
        (package("[Content_Types].xml", "word/document.xml"), "请示.docx", "docx"),
        (package("[Content_Types].xml", "xl/workbook.xml"), "名册.xlsx", "xlsx"),
        (package("OFD.xml"), "公文.ofd", "ofd"),
    ],
)
def test_kinds_are_told_by_content(content, name, kind):
    assert kind_of(io.BytesIO(content), name) == kind


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.pdf", "空"),
        (PNG, "a.pdf", "PNG"),
        (b"<html><script>", "a.pdf", "不接收"),
        (b"MZ\x90\x00", "a.docx", "不接收"),
        (b"PK\x03\x04broken", "a.docx", "损坏"),
        (package("readme.txt"), "a.docx", "不接收"),
        (package("word/document.xml", "word/vbaProject.bin"), "a.docx", "宏"),
        (package("word/document.xml", encrypted=True), "a.docx", "密码"),
        (package("word/document.xml", content=b"0" * 70_000), "a.docx", "解压"),
        (package(*[f"word/{number}" for number in range(5001)]), "a.docx", "解压"),
    ],
)
def test_other_files_are_refused_in_words(content, name, words, monkeypatch):
    monkeypatch.setattr(contents, "LARGEST_UNPACKED", 65_536)
    with pytest.raises(FileRefused, match=words):
        kind_of(io.BytesIO(content), name)


def test_a_file_over_the_limit_is_refused(tmp_path):
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(LARGEST + 1)
    with large.open("rb") as file, pytest.raises(FileRefused, match="20"):
        kind_of(file, "a.pdf")


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\docs\\批复.pdf", "批复.pdf"),
        (" 批\u202e复\r\n.pdf ", "批复.pdf"),
        ("字" * 300 + ".pdf", "字" * 196 + ".pdf"),
    ],
)
def test_names_lose_folders_and_controls(written, plain):
    assert plain_name(written) == plain


@pytest.mark.parametrize("name", ["", "..", "/", " . "])
def test_a_file_without_a_name_is_refused(name):
    with pytest.raises(FileRefused):
        plain_name(name)


def test_a_file_is_kept_with_its_record_its_trail_and_its_digest(employer, officer):
    attachment = keep(officer, employer, purpose=" 批复 ")
    assert list(attachments_of(employer)) == [attachment]
    assert (attachment.union, attachment.purpose, attachment.size) == (employer.union, "批复", len(PDF))
    assert content_of(attachment) == PDF
    event = Event.objects.get(action="documents.attached")
    assert (event.object_id, event.details["sha256"]) == (employer.pk, attachment.digest)
    assert Change.objects.get(event=event.pk).after["name"] == "批复.pdf"


def test_files_stand_outside_the_web_root_readable_by_the_owner_only(employer, officer, media):
    attachment = keep(officer, employer)
    place = storage.path_of(attachment.digest)
    assert place.is_relative_to(media)
    assert os.stat(place).st_mode & 0o077 == 0
    assert os.stat(media).st_mode & 0o077 == 0
    assert [path.name for path in media.rglob("*") if path.is_file()] == [attachment.digest]


def test_the_same_content_is_stored_once(employer, officer, media):
    keep(officer, employer)
    keep(officer, employer, name="再批复.pdf")
    assert len([path for path in media.rglob("*") if path.is_file()]) == 1
    assert attachments_of(employer).count() == 2


def test_a_file_changed_on_disk_is_not_given_out(employer, officer):
    attachment = keep(officer, employer)
    storage.path_of(attachment.digest).write_bytes(b"%PDF-forged")
    with pytest.raises(storage.FileDamaged):
        content_of(attachment)
    storage.path_of(attachment.digest).unlink()
    with pytest.raises(storage.FileDamaged):
        content_of(attachment)


def test_a_failed_write_leaves_nothing_behind(media):
    class Breaking(io.BytesIO):
        def read(self, *_):
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        storage.keep(Breaking())
    assert list(media.iterdir()) == []


def test_replacing_ends_the_old_one_and_keeps_it(employer, officer):
    old = keep(officer, employer)
    new = keep(officer, employer, content=PDF + b"2", replaces=old)
    assert list(attachments_of(employer)) == [new]
    old.refresh_from_db()
    assert old.ended_at
    assert new.replaced == old
    with pytest.raises(Stale):
        keep(officer, employer, content=PDF + b"3", replaces=old)


def test_an_attachment_of_another_record_cannot_be_replaced(employer, officer, street):
    other = keep(officer, EmployerFactory(union=street))
    with pytest.raises(Stale):
        keep(officer, employer, replaces=other)


def test_taking_off_needs_a_reason_and_deletes_nothing(employer, officer):
    attachment = keep(officer, employer)
    with pytest.raises(Refused):
        take_off(actor=officer, target=employer, attachment=attachment, reason=" ")
    take_off(actor=officer, target=employer, attachment=attachment, reason="传错了")
    assert not attachments_of(employer).exists()
    assert content_of(attachment) == PDF
    assert Event.objects.get(action="documents.taken_off").reason == "传错了"
    with pytest.raises(Stale):
        take_off(actor=officer, target=employer, attachment=attachment, reason="再来")
    with pytest.raises(DatabaseError), transaction.atomic():
        Attachment.objects.filter(pk=attachment.pk).delete()


def test_only_who_may_change_the_record_attaches(employer, actor_as, street, district):
    with pytest.raises(NotAllowed):
        keep(actor_as(Role.LEADER, street), employer)
    with pytest.raises(OutOfScope):
        keep(actor_as(Role.STREET_OFFICER, UnionFactory(parent=district)), employer)


def test_a_kind_nobody_declared_takes_none(officer, district):
    with pytest.raises(TakesNone):
        keep(officer, EmployerFactory(union=district))


def test_a_record_that_moves_takes_its_files_with_it(employer, officer, actor_as, street, grassroots):
    here = actor_as(Role.STREET_OFFICER, street)
    below = actor_as(Role.GRASSROOTS_OFFICER, grassroots)
    attachment = keep(officer, employer)
    assert attachment_visible_to(here, attachment.pk) == attachment
    with pytest.raises(OutOfScope):
        attachment_visible_to(below, attachment.pk)
    Employer.objects.filter(pk=employer.pk).update(union=grassroots)
    assert attachment_visible_to(below, attachment.pk) == attachment


def test_lists_ask_for_the_permission_each_file_was_kept_with(employer, officer, actor_as, street):
    attachment = keep(officer, employer)
    assert attachment in Attachment.objects.visible_to(actor_as(Role.LEADER, street))
    Attachment.objects.filter(pk=attachment.pk).update(permission="elsewhere.view")
    assert not Attachment.objects.visible_to(actor_as(Role.LEADER, street)).exists()
    assert not Attachment.objects.visible_to(officer, "elsewhere.view").exists()
