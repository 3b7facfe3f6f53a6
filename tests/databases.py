"""Databases that one test owns: copies of a prepared one, for what commits, runs in threads or in other processes.

The append-only triggers refuse Django's flush, so a test database is never emptied; a copy is dropped whole.
SQLite copies the file, PostgreSQL makes a database from a template.
"""

import fcntl
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.db import connection
from django.test.utils import setup_databases


@dataclass(frozen=True)
class OwnDatabase:
    """A database of one's own. `url` is what another process takes as its `DATABASE_URL`."""

    name: str
    url: str


@contextmanager
def own_copy() -> Iterator[OwnDatabase]:
    """A copy of the database in use, to which all connections of this process go until the end of the block."""
    source = str(connection.settings_dict["NAME"])
    name = f"{source}_{uuid.uuid4().hex[:8]}"
    copy(source, name)
    try:
        with in_use(name):
            yield OwnDatabase(name, url_of(name))
    finally:
        drop(name)


@contextmanager
def in_use(name: str) -> Iterator[None]:
    """All connections of this process, of every thread, go to the database `name` until the end of the block."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def set_up_once(shared: Path) -> list[Any]:
    """The test database of one of several workers, who know each other by the folder `shared`.

    The first of them makes it by all migrations and keeps a copy, from which the others make theirs.
    """
    name = connection.creation._get_test_db_name()
    prepared = shared / "prepared"
    with (shared / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if prepared.exists():
            drop(name)
            copy(prepared.read_text(), name)
            return setup_databases(verbosity=0, interactive=False, keepdb=True)
        config = setup_databases(verbosity=0, interactive=False)
        drop(f"{name}_prepared")
        copy(name, f"{name}_prepared")
        prepared.write_text(f"{name}_prepared")
    return config


def copy(source: str, target: str) -> None:
    """Make `target` as `source` is now. Nobody else may be connected to `source` on PostgreSQL."""
    connection.close()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as duplicate:
            original.backup(duplicate)
    else:
        _execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def drop(name: str) -> None:
    """Remove a copy, whoever is still connected to it."""
    if connection.vendor == "sqlite":
        for suffix in ("", "-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)
    else:
        _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def url_of(name: str) -> str:
    """The `DATABASE_URL` of a database of this engine and server."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(name)}"
    settings = connection.settings_dict
    user = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else "")
    server = {key: str(settings[key.upper()]) for key in ("host", "port") if settings[key.upper()]}
    return f"postgresql://{user}@/{quote(name)}?{urlencode(server)}"


def _execute(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
