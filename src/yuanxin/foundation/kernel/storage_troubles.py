"""What database and disk complain of, in words that say what became of the work and what to do."""

import errno
import sqlite3

import psycopg
from django.db import DatabaseError
from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.errors import Refused

FULL = {"SQLITE_FULL", "53100", errno.ENOSPC, errno.EDQUOT}
READ_ONLY = {"SQLITE_READONLY", "25006", errno.EROFS, errno.EACCES, errno.EPERM}
BUSY = {"SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "40P01", "57014"}
# Connection lost, refused or shut down; PostgreSQL says nothing more once it is gone.
GONE = {"SQLITE_CANTOPEN", "SQLITE_IOERR", "", "57P01", "57P02", "57P03", "53300", "08000", "08001", "08003", "08006"}


class StorageTrouble(Refused):
    """Database or disk could not do the work; what was begun is not kept."""


def trouble_of(error: BaseException | None) -> StorageTrouble | None:
    """The sentence for an error of database or disk; None for what is no such trouble.

    A transaction that meets one is rolled back whole, so each sentence may say that nothing was kept.
    """
    code = _code(error)
    if code is None:
        return None
    if code in FULL:
        return StorageTrouble(
            _("The disk of the server is full; nothing of this was kept."),
            remedy=_("Tell the system administrator to make room, then do it again."),
        )
    if code in READ_ONLY:
        return StorageTrouble(
            _("The database can only be read at present; nothing of this was kept."),
            remedy=_("Tell the system administrator; reading goes on meanwhile."),
        )
    if code in BUSY:
        return StorageTrouble(
            _("Others are writing at this moment, and the turn did not come; nothing of this was kept."),
            remedy=_("Do it again in a minute."),
        )
    if code in GONE:
        return StorageTrouble(
            _("The database cannot be reached at present; nothing of this was kept."),
            remedy=_("Do it again in a minute; if this stays so, tell the system administrator."),
        )
    return None


def _code(error: BaseException | None) -> str | int | None:
    """What the engine or the system calls the trouble; empty where the connection is gone without a word."""
    if isinstance(error, DatabaseError):
        cause = error.__cause__
        if isinstance(cause, sqlite3.Error):
            # Extended codes say more than is needed: SQLITE_READONLY_DBMOVED, SQLITE_IOERR_WRITE.
            name = getattr(cause, "sqlite_errorname", "")
            return "_".join(name.split("_")[:2]) if name else None
        if isinstance(cause, psycopg.Error):
            return cause.sqlstate or ("" if isinstance(cause, psycopg.OperationalError) else None)
        return None
    return error.errno if isinstance(error, OSError) else None
