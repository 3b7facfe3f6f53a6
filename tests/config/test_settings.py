"""The site in production: what Django's own deployment checks and an administrator ask of it."""

import os
import subprocess
import sys

import pytest


def run(tmp_path, *arguments, **environment):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YUANXIN_", "DJANGO_"))}
    environment = {
        "YUANXIN_DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": "",
        "PYTHONPATH": os.pathsep.join(sys.path),
        **environment,
    }
    return subprocess.run(
        [sys.executable, *arguments], env=kept | environment, capture_output=True, text=True, check=False
    )


def settings_of(tmp_path, name, **environment):
    program = f"from yuanxin.config import settings; print(repr(settings.{name}))"
    return run(tmp_path, "-c", program, **environment).stdout.strip()


def test_django_finds_nothing_wrong_with_a_site_that_others_reach(tmp_path):
    command = ("-m", "yuanxin.config.cli", "check", "--deploy", "--fail-level", "WARNING")
    checked = run(tmp_path, *command, YUANXIN_HOSTS="union.example.org")
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("hosts", "secure"),
    [("127.0.0.1,localhost", "False"), ("union.example.org", "True"), ("localhost,10.0.0.5", "True")],
)
@pytest.mark.parametrize("name", ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"])
def test_cookies_are_secure_and_tls_is_asked_for_except_on_loopback(tmp_path, hosts, secure, name):
    assert settings_of(tmp_path, name, YUANXIN_HOSTS=hosts) == secure


def test_missing_keys_are_made_once_for_the_owner_only_and_never_printed(tmp_path):
    program = "from yuanxin.config import settings; print(len(settings.SECRET_KEY))"
    first, second = (run(tmp_path, "-c", program) for _ in range(2))
    key = tmp_path / "data" / "secret.key"
    assert (first.stdout, second.stdout) == ("64\n", "64\n")
    assert key.stat().st_mode & 0o777 == 0o600
    assert settings_of(tmp_path, "SECRET_KEY") == repr(key.read_text())
    assert key.read_text() not in first.stdout + first.stderr


def test_a_wrong_database_address_is_named(tmp_path):
    assert "mysql" in run(tmp_path, "-m", "yuanxin.config.cli", "check", DATABASE_URL="mysql://x/y").stderr
