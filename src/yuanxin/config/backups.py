"""Backups of a site: one archive with the database and the attachments, proved by digests, never with the keys.

The archive is a gzipped tar file: `manifest.json` first, then `database`, then attachments, each named by its digest.
The database is copied as of one moment by the engine's own means (SQLite's online backup, `pg_dump`), the attachments
after it: a file is complete before a row names it, so that none that a row names can be missing.
"""

import gzip
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from yuanxin.foundation.documents import storage
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.sealed import lookup_digest

FORMAT = 1
MANIFEST, DATABASE, ATTACHMENTS = "manifest.json", "database", "attachments"
KEY_TEXT = "yuanxin.backup"
Tell = Callable[[str], object]
Rows = Iterator[tuple[Any, ...]]


class BackupRefused(Refused):
    """The backup cannot be made here."""


class RestoreRefused(Refused):
    """The archive cannot be restored here; the database that stood here stands as before."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds: `tables` gives rows and digest of each, `key` tells keys apart without telling them."""

    format: int
    engine: str
    made_at: str
    key: str
    migrations: list[list[str]]
    tables: dict[str, list[Any]]
    attachments: int


def make(target: Path, *, tell: Tell) -> Manifest:
    """Write a backup of the site to `target`, readable by its owner only; the site may run on meanwhile.

    Raises:
        BackupRefused: if the file exists, or cannot be written, or `pg_dump` is missing or fails.
    """
    if target.exists():
        raise BackupRefused(_("%(path)s exists already.") % {"path": target}, remedy=_("Name a new file."))
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            copied = Path(folder) / DATABASE
            tell(_("copying the database"))
            with dumped(copied) as (tables, migrations):
                tell(_("proving its tables"))
                digests = {table: list(digest_of(rows)) for table, rows in tables}
            attachments = attachment_files()
            manifest = Manifest(
                FORMAT, connection.vendor, clock.now().isoformat(), key_told(), migrations, digests, len(attachments)
            )
            aside = Path(folder) / "archive"
            tell(_("packing %(count)s attachments") % {"count": len(attachments)})
            pack(aside, manifest, copied, attachments)
            aside.chmod(0o600)
            os.replace(aside, target)
    except OSError as error:
        raise BackupRefused(
            _("%(path)s cannot be written: %(reason)s.") % {"path": target, "reason": error.strerror or error},
            remedy=_("Choose a folder with enough room that you may write to."),
        ) from error
    return manifest


def restore(source: Path, *, empty: Callable[[], bool], tell: Tell) -> Manifest:
    """Bring the archive's database and attachments into this site, whose database holds no records yet.

    Args:
        empty: tells whether the present database holds no records.

    Raises:
        RestoreRefused: for a file that is no whole archive, of another engine, a newer version or another data key, or
            where records stand already. What was restored and does not agree with the digests is refused too.
    """
    with opened(source) as archive:
        manifest = manifest_of(archive)
        check_fits(manifest)
        if not empty():
            raise RestoreRefused(
                _("This database holds records already."),
                remedy=_("Point DATABASE_URL or YUANXIN_DATA_DIR at a new database."),
            )
        with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as folder:
            copied = Path(folder) / DATABASE
            seen = 0
            for member in archive:
                stream = archive.extractfile(member)
                if stream is None:
                    continue
                if member.name == DATABASE:
                    tell(_("reading the database"))
                    with copied.open("wb") as file:
                        shutil.copyfileobj(stream, file)
                elif member.name.startswith(f"{ATTACHMENTS}/"):
                    digest, _size = storage.keep(stream)
                    if digest != Path(member.name).name:
                        raise damaged(source)
                    seen += 1
            if seen != manifest.attachments or not copied.exists():
                raise damaged(source)
            tell(_("writing the database"))
            load(copied)
    tell(_("comparing its tables"))
    check_tables(manifest)
    return manifest


@contextmanager
def dumped(target: Path) -> Iterator[tuple[Iterator[tuple[str, Rows]], list[list[str]]]]:
    """Copy the database to `target`; gives the rows of each table, and the migrations, as of the same moment."""
    names = sorted(connection.introspection.table_names())
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as copied:
            connection.connection.backup(copied)
            yield ((name, sqlite_rows(copied, name)) for name in names), applied(copied.cursor())
            # What was proved is what is packed: no log stays beside the file.
            copied.execute("PRAGMA journal_mode=DELETE")
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        run_program("pg_dump", "--format=custom", f"--snapshot={cursor.fetchone()[0]}", f"--file={target}")
        yield ((name, postgresql_rows(name)) for name in names), applied(cursor)


def applied(cursor: Any) -> list[list[str]]:
    """The migrations that have run, as (app, name)."""
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return [list(row) for row in cursor.fetchall()]


def load(copied: Path) -> None:
    """Put the copied database into the place of the present one, in one transaction.

    Raises:
        RestoreRefused: if the engine refuses; the present database then stands as before.
    """
    try:
        if connection.vendor == "sqlite":
            connection.close()
            with (
                closing(sqlite3.connect(copied)) as source,
                closing(sqlite3.connect(connection.settings_dict["NAME"])) as target,
            ):
                source.backup(target)
                target.execute("PRAGMA journal_mode=WAL")
            return
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        connection.close()
        # The schema stands already; a dump of one that was made anew would make it a second time.
        run_program(
            "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--schema=public",
            f"--dbname={connection.get_connection_params()['dbname']}", str(copied),
        )  # fmt: skip
    except (sqlite3.Error, BackupRefused) as error:
        raise RestoreRefused(
            _("The database cannot be written: %(reason)s.") % {"reason": error},
            remedy=_("Mend the cause and restore again into an empty database."),
        ) from error


def check_fits(manifest: Manifest) -> None:
    """Raise `RestoreRefused` for an archive that this site cannot hold."""
    if manifest.engine != connection.vendor:
        raise RestoreRefused(
            _("The backup is of %(theirs)s, this site of %(ours)s.")
            % {"theirs": manifest.engine, "ours": connection.vendor},
            remedy=_("Point DATABASE_URL at a database of the same engine."),
        )
    if manifest.key != key_told():
        raise RestoreRefused(
            _("The backup was sealed under another key than YUANXIN_DATA_KEY: nobody's number could be read."),
            remedy=_("Bring the key of the site that made the backup; it is never in the backup."),
        )
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    if unknown := [f"{app}.{name}" for app, name in manifest.migrations if ours(app) and (app, name) not in known]:
        raise RestoreRefused(
            _("The backup is of a newer version (%(migration)s).") % {"migration": unknown[0]},
            remedy=_("Bring this site to that version first."),
        )


def ours(app: str) -> bool:
    """Whether the app is one that this site would migrate; those of a library that is gone are no matter."""
    return app in {name.rsplit(".", 1)[-1] for name in settings.FIRST_PARTY_APPS}


def check_tables(manifest: Manifest) -> None:
    """Raise `RestoreRefused` naming the first table whose rows are not those of the manifest."""
    for name, told in manifest.tables.items():
        try:
            found = list(digest_of(rows_of(name)))
        except OperationalError:
            found = []
        if found != told:
            raise RestoreRefused(
                _("The table %(table)s is not what was backed up.") % {"table": name},
                remedy=_("Do not use this database; restore another backup."),
            )


def rows_of(table: str) -> Rows:
    """The rows of a table of the present database."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        return sqlite_rows(connection.connection, table)
    return postgresql_rows(table)


def sqlite_rows(database: Any, table: str) -> Rows:
    """Rows as stored, in the order of their keys."""
    cursor = sqlite3.Cursor(database)
    columns = cursor.execute(f'PRAGMA table_info("{table}")').fetchall()
    # A sign before a name hides it from the converters that its declared type would call: the digest is of what stands.
    names = ", ".join(f'+"{name}"' for _place, name, *_rest in columns)
    keys = ", ".join(f'"{column[1]}"' for column in sorted(columns, key=lambda each: each[5]) if column[5])
    return iter(cursor.execute(f'SELECT {names} FROM "{table}" ORDER BY {keys or "rowid"}'))  # noqa: S608


def postgresql_rows(table: str) -> Rows:
    """Rows as COPY writes them, ordered by all that they hold."""
    statement = f'COPY (SELECT r::text FROM "{table}" r ORDER BY r::text COLLATE "C") TO STDOUT'  # noqa: S608
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        for block in copy:
            yield (bytes(block),)


def digest_of(rows: Rows) -> tuple[int, str]:
    """How many rows, and one digest over them."""
    digest, number = hashlib.blake2b(digest_size=16), 0
    for row in rows:
        digest.update(repr(row).encode())
        number += 1
    return number, digest.hexdigest()


def key_told() -> str:
    """What tells one data key from another: its look-up digest of a fixed text."""
    return lookup_digest(KEY_TEXT).hex()


def attachment_files() -> list[Path]:
    """Every stored attachment, by its digest."""
    folder = Path(settings.MEDIA_ROOT)
    return sorted(path for path in folder.glob("??/??/*") if path.is_file())


def pack(archive: Path, manifest: Manifest, copied: Path, attachments: list[Path]) -> None:
    """Write the archive."""
    told = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
    with tarfile.open(archive, "w:gz", compresslevel=6) as tar:
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(told), 0o600
        tar.addfile(entry, io.BytesIO(told))
        for path, name in [(copied, DATABASE), *((path, f"{ATTACHMENTS}/{path.name}") for path in attachments)]:
            tar.add(path, name, recursive=False, filter=nameless)


def nameless(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """An entry without the names of this machine's users."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


@contextmanager
def opened(source: Path) -> Iterator[tarfile.TarFile]:
    """The archive, read from its beginning to its end.

    Raises:
        RestoreRefused: for a file that is none, or ends early.
    """
    try:
        with tarfile.open(source, "r|gz") as archive:
            yield archive
    except FileNotFoundError as error:
        raise RestoreRefused(_("There is no file %(path)s.") % {"path": source}, remedy=_("Check its name.")) from error
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise damaged(source) from error
    except OSError as error:
        raise RestoreRefused(
            _("The backup cannot be restored: %(reason)s.") % {"reason": error.strerror or error},
            remedy=_("Mend the cause and restore again into an empty database."),
        ) from error


def manifest_of(archive: tarfile.TarFile) -> Manifest:
    """What the archive says of itself, by its first entry.

    Raises:
        tarfile.TarError: if it says nothing that this version understands.
    """
    first = archive.next()
    stream = archive.extractfile(first) if first is not None and first.name == MANIFEST else None
    if stream is None:
        raise tarfile.TarError(MANIFEST)
    try:
        told = Manifest(**json.load(stream))
    except (ValueError, TypeError) as error:
        raise tarfile.TarError(MANIFEST) from error
    if told.format != FORMAT:
        raise tarfile.TarError(str(told.format))
    return told


def damaged(source: Path) -> RestoreRefused:
    """The refusal of a file that is no whole backup."""
    return RestoreRefused(
        _("%(path)s is no whole backup of this system.") % {"path": source},
        remedy=_("Take another one; a backup that was cut short cannot be restored."),
    )


def run_program(name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs against the site's database.

    Raises:
        BackupRefused: if it is not installed, or fails; with its last line.
    """
    program = shutil.which(name) or newest(name)
    if program is None:
        raise BackupRefused(
            _("%(program)s is not installed.") % {"program": name},
            remedy=_("Install the client programs of PostgreSQL: apt-get install postgresql-client"),
        )
    given = connection.get_connection_params()
    environment = {
        f"PG{variable}": str(given[parameter])
        for variable, parameter in (
            ("HOST", "host"), ("PORT", "port"), ("USER", "user"), ("PASSWORD", "password"), ("DATABASE", "dbname"),
        )
        if given.get(parameter)
    }  # fmt: skip
    done = subprocess.run(  # noqa: S603 - its own path, our own arguments
        [program, *arguments], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [str(done.returncode)]
        raise BackupRefused(
            _("%(program)s failed: %(reason)s") % {"program": name, "reason": said[-1]},
            remedy=_("Mend the cause and try again."),
        )


def newest(name: str) -> str | None:
    """A program where Debian keeps those of each version."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    return str(found[-1]) if found else None
