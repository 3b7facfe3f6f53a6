"""A backup holds the whole site but its keys, and a restored one is the same to the row."""

import io
import json
import tarfile

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command

from tests import databases
from tests.foundation.accounts.factories import UserFactory
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import PersonFactory
from yuanxin.config import backups
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.audit.seals import seal, verify
from yuanxin.foundation.documents import storage
from yuanxin.organisation.members.models import Person


@pytest.fixture
def places(settings, tmp_path):
    """Two sites side by side: their folders, the second one empty."""
    settings.DATA_DIR = tmp_path / "first"
    settings.MEDIA_ROOT = settings.DATA_DIR / "attachments"
    (tmp_path / "second").mkdir()
    settings.DATA_DIR.mkdir()
    return tmp_path


@pytest.fixture
def empty_database(own_database):
    """A second database beside the test's own one, with tables and without records."""
    with databases.own_copy() as second:
        yield second


@pytest.fixture
def filled(own_database, empty_database, places):
    """The first site: people, a sealed trail and an attachment. Gives the attachment's digest."""
    with databases.in_use(own_database.name):
        people = PersonFactory.create_batch(3, union=UnionFactory())
        UserFactory(phone=None)
        PersonFactory(name="𠮷田", union=people[0].union)
        seal()
        digest, _size = storage.keep(io.BytesIO("公示材料".encode()))
        yield digest


def back_up(path) -> str:
    told = io.StringIO()
    call_command("backup", str(path), stdout=told)
    return told.getvalue()


def restore(path, database, settings, places) -> str:
    settings.DATA_DIR = places / "second"
    settings.MEDIA_ROOT = settings.DATA_DIR / "attachments"
    told = io.StringIO()
    with databases.in_use(database.name):
        call_command("restore", str(path), stdout=told)
    return told.getvalue()


def test_what_was_backed_up_stands_in_the_restored_site(filled, empty_database, settings, places):
    archive = places / "backup.tar.gz"
    names, trail = set(Person.objects.values_list("name", flat=True)), Event.objects.count()
    numbers = dict(Person.objects.values_list("pk", "document_digest"))
    back_up(archive)
    assert archive.stat().st_mode & 0o077 == 0
    assert Event.objects.filter(action="config.backed_up").exists()
    restore(archive, empty_database, settings, places)
    assert storage.checked(filled).decode() == "公示材料"
    with databases.in_use(empty_database.name):
        assert set(Person.objects.values_list("name", flat=True)) == names
        assert {pk: bytes(digest) for pk, digest in Person.objects.values_list("pk", "document_digest")} == {
            pk: bytes(digest) for pk, digest in numbers.items()
        }
        assert Event.objects.count() == trail + 1
        assert Event.objects.latest("pk").action == "config.restored"
        verify()
        # Sequences went along: the next record gets a number of its own.
        assert PersonFactory(union=UnionFactory()).pk > max(numbers)


def test_the_archive_holds_no_key(filled, places):
    archive = places / "backup.tar.gz"
    (site.DATA_DIR / "data.key").write_text(site.DATA_KEY)
    back_up(archive)
    with tarfile.open(archive) as tar:
        assert {name.split("/")[0] for name in tar.getnames()} == {"manifest.json", "database", "attachments"}
        manifest = json.load(tar.extractfile("manifest.json"))
    assert site.DATA_KEY not in json.dumps(manifest)
    assert manifest["tables"]["members_person"][0] == 4


def test_a_file_that_exists_is_not_written_over(filled, places):
    archive = places / "backup.tar.gz"
    archive.write_text("important")
    with pytest.raises(CommandError) as refusal:
        back_up(archive)
    assert refusal.value.returncode == 2
    assert archive.read_text() == "important"


def test_a_database_with_records_is_left_alone(filled, own_database, settings, places):
    back_up(places / "backup.tar.gz")
    people = Person.objects.count()
    PersonFactory(union=UnionFactory())
    with pytest.raises(CommandError, match="已有记录"):
        restore(places / "backup.tar.gz", own_database, settings, places)
    assert Person.objects.count() == people + 1


@pytest.mark.parametrize("left", [20, 0.999])
def test_half_an_archive_is_refused_and_the_database_stays_empty(filled, empty_database, settings, places, left):
    archive = places / "backup.tar.gz"
    back_up(archive)
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * left) if left < 1 else left])
    with pytest.raises(CommandError) as refusal:
        restore(archive, empty_database, settings, places)
    assert refusal.value.returncode == 2
    with databases.in_use(empty_database.name):
        assert not Person.objects.exists()


def test_another_data_key_is_refused_before_anything_is_written(filled, empty_database, settings, places):
    back_up(places / "backup.tar.gz")
    settings.DATA_KEY = "33" * 32
    with pytest.raises(CommandError, match="YUANXIN_DATA_KEY"):
        restore(places / "backup.tar.gz", empty_database, settings, places)


def test_a_backup_of_a_newer_version_is_refused(filled, empty_database, settings, places, monkeypatch):
    applied = backups.applied
    monkeypatch.setattr(backups, "applied", lambda cursor: [*applied(cursor), ["members", "9999_from_tomorrow"]])
    back_up(places / "backup.tar.gz")
    with pytest.raises(CommandError, match="9999_from_tomorrow"):
        restore(places / "backup.tar.gz", empty_database, settings, places)


def test_a_row_that_differs_after_restoring_is_told(filled, empty_database, settings, places, monkeypatch):
    back_up(places / "backup.tar.gz")
    load = backups.load

    def load_and_lose_one(copied):
        load(copied)
        Person.objects.filter(name="𠮷田").update(name="吉田")

    monkeypatch.setattr(backups, "load", load_and_lose_one)
    with pytest.raises(CommandError, match="members_person"):
        restore(places / "backup.tar.gz", empty_database, settings, places)


def test_a_folder_that_cannot_be_written_is_named(filled, places):
    with pytest.raises(CommandError, match="nowhere") as refusal:
        back_up(places / "nowhere" / "backup.tar.gz")
    assert refusal.value.returncode == 2
