"""A full disk, a database that can only be read, one that is gone: told in words, nothing kept."""

import errno
import sqlite3

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.test import Client

from tests.foundation.accounts.browsers import browser_as
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import KeptView
from yuanxin.foundation.kernel.storage_troubles import trouble_of
from yuanxin.foundation.unions.models import Union


def caused(kind: type[DatabaseError], cause: Exception) -> DatabaseError:
    error = kind(str(cause))
    error.__cause__ = cause
    return error


def sqlite_error(name: str) -> OperationalError:
    cause = sqlite3.OperationalError("x")
    cause.sqlite_errorname = name
    return caused(OperationalError, cause)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (sqlite_error("SQLITE_FULL"), "磁盘已满"),
        (sqlite_error("SQLITE_READONLY_DBMOVED"), "只能读取"),
        (sqlite_error("SQLITE_BUSY"), "正在写入"),
        (sqlite_error("SQLITE_IOERR_WRITE"), "无法连接"),
        (caused(OperationalError, psycopg.errors.DiskFull()), "磁盘已满"),
        (caused(DatabaseError, psycopg.errors.ReadOnlySqlTransaction()), "只能读取"),
        (caused(OperationalError, psycopg.errors.LockNotAvailable()), "正在写入"),
        (caused(OperationalError, psycopg.errors.AdminShutdown()), "无法连接"),
        (caused(OperationalError, psycopg.OperationalError("server closed the connection")), "无法连接"),
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满"),
        (OSError(errno.EROFS, "Read-only file system"), "只能读取"),
    ],
)
def test_each_trouble_has_its_words(error, words):
    trouble = trouble_of(error)
    assert words in str(trouble.message)
    assert trouble.remedy


@pytest.mark.parametrize(
    "error",
    [
        caused(IntegrityError, psycopg.errors.UniqueViolation()),
        caused(DatabaseError, psycopg.ProgrammingError("syntax")),
        sqlite_error("SQLITE_CONSTRAINT_UNIQUE"),
        DatabaseError("of Django's own"),
        ValueError(),
        FileNotFoundError(errno.ENOENT, "x"),
        None,
    ],
)
def test_what_is_no_trouble_of_storage_stays_what_it_is(error):
    assert trouble_of(error) is None


@pytest.fixture
def read_only(district):
    """The engine's own refusal to write, as a real one: nobody pretends it."""
    on_sqlite = connection.vendor == "sqlite"
    before = transaction.savepoint()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON" if on_sqlite else "SET LOCAL transaction_read_only = on")
        yield
        if on_sqlite:
            cursor.execute("PRAGMA query_only = OFF")
    # On PostgreSQL what was set since the savepoint goes with it.
    transaction.savepoint_rollback(before)


@pytest.mark.django_db
def test_a_page_that_cannot_write_says_so_and_one_that_reads_goes_on(district, request):
    browser = browser_as(Role.DISTRICT_OFFICER, district)
    browser.raise_request_exception = False
    request.getfixturevalue("read_only")
    assert browser.get("/organisation/members/").status_code == 200
    answer = browser.post("/accounts/me/views/keep/", {"page": "members:person-list", "name": "x", "query": "?sex=1"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    page = answer.content.decode()
    assert "只能读取" in page
    assert "系统管理员" in page


@pytest.mark.django_db
def test_an_error_of_ours_is_still_an_error(district, monkeypatch):
    def fails(*_args, **_kwargs):
        raise ZeroDivisionError

    browser = browser_as(Role.DISTRICT_OFFICER, district)
    browser.raise_request_exception = False
    monkeypatch.setattr("yuanxin.foundation.accounts.services.keep_view", fails)
    answer = browser.post("/accounts/me/views/keep/", {"page": "members:person-list", "name": "x"})
    assert answer.status_code == 500
    assert not KeptView.objects.exists()


@pytest.mark.django_db
def test_a_command_that_cannot_write_ends_with_one_line(read_only):
    before = Union.objects.count()
    with pytest.raises(CommandError, match="只能读取") as refusal:
        call_command("daily")
    assert refusal.value.returncode == 2
    if connection.vendor == "sqlite":
        assert Union.objects.count() == before


def test_nobody_is_told_what_the_database_said():
    error = sqlite_error("SQLITE_FULL")
    assert "SQLITE" not in str(trouble_of(error))
    assert Client().raise_request_exception
