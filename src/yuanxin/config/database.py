"""The database of the site, from `DATABASE_URL`: SQLite in the data directory where it is empty."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LOCK_TIMEOUT_SECONDS = 30


def from_environment(data_dir: Path) -> dict[str, Any]:
    """Django's settings of the database that `DATABASE_URL` names."""
    return from_url(os.environ.get("DATABASE_URL") or f"sqlite:///{data_dir / 'yuanxin.sqlite3'}")


def from_url(url: str) -> dict[str, Any]:
    """Settings for `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST:PORT/NAME` (`?host=` for a socket folder).

    Raises:
        ImproperlyConfigured: for any other scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path[1:]) or ":memory:"))
    if parts.scheme in {"postgres", "postgresql"}:
        query = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": query.pop("host", unquote(parts.hostname or "")),
            "PORT": parts.port or query.pop("port", ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"options": f"-c lock_timeout={LOCK_TIMEOUT_SECONDS}s", **query},
        }
    raise ImproperlyConfigured(f"DATABASE_URL: {parts.scheme or url!r} is not sqlite or postgresql")


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite in WAL mode; writers queue at BEGIN, so none fails half-way with a lock error."""
    if str(path) != ":memory:":
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "timeout": LOCK_TIMEOUT_SECONDS,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;",
        },
    }
