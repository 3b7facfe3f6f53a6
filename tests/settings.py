"""Settings of the tests: the site's own, with throw-away keys and data, quick passwords and plain static files."""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="yuanxin-tests-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("YUANXIN_")]:
    del os.environ[_name]
os.environ |= {"YUANXIN_DATA_DIR": _data, "YUANXIN_SECRET_KEY": "tests", "YUANXIN_DATA_KEY": "5e" * 32}

from yuanxin.config.settings import *  # noqa: E402, F403
from yuanxin.config.settings import DATABASES, PROJECT, STATIC_ROOT, STORAGES  # noqa: E402
from yuanxin.config.translations import compile_catalogues  # noqa: E402

# Before Django reads the catalogues, which it does once in a process.
compile_catalogues()
PASSWORD_HASHERS = ["tests.passwords.QuickArgon2"]
# Tests need no collectstatic, and so no manifest.
STATIC_ROOT.mkdir()
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file and not memory, so that a test can have a copy of it. Nothing in it outlives a power cut.
    _folder = PROJECT / "build" / "tests"
    _folder.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
