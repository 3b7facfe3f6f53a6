"""Style sheets, scripts and pictures of the site, gathered and compressed where they changed since the last time."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedAndCompressed(CompressedManifestStaticFilesStorage):
    """Names that change with the content, compressed beside it; source maps of packages are not served."""

    patterns = tuple(
        (glob, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for glob, rules in CompressedManifestStaticFilesStorage.patterns
    )


STAMP = "gathered"


def gather() -> bool:
    """Gather all served files under STATIC_ROOT, unless they are there as they stand; tell whether it was needed."""
    if gathered():
        return False
    call_command("collectstatic", interactive=False, clear=Path(settings.STATIC_ROOT).exists(), verbosity=0)
    _stamp().write_text(_state())
    return True


def gathered() -> bool:
    """Whether what is under STATIC_ROOT was made of the files as they are now."""
    return _stamp().exists() and _stamp().read_text() == _state()


def _stamp() -> Path:
    # Beside the folder and not in it: a gathering that breaks off leaves the old stamp or none.
    return Path(settings.STATIC_ROOT).with_suffix(f".{STAMP}")


def _state() -> str:
    digest = hashlib.blake2b(digest_size=16)
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            digest.update(f"{getattr(storage, 'prefix', '')}/{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
