"""The two keys of a site. Missing ones are made once, readable by the owner only, and never printed."""

import os
import secrets
from pathlib import Path


def secret_key(data_dir: Path) -> str:
    """The key that signs sessions and links: `YUANXIN_SECRET_KEY`, or the file made at first use."""
    return os.environ.get("YUANXIN_SECRET_KEY") or _kept(data_dir / "secret.key")


def data_key(data_dir: Path) -> str:
    """64 hexadecimal digits that seal personal data: `YUANXIN_DATA_KEY`, or the file made at first use."""
    return os.environ.get("YUANXIN_DATA_KEY") or _kept(data_dir / "data.key")


def _kept(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_hex(32)
        file.write(key)
    return key
