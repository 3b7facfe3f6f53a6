"""Styles and scripts are gathered when they changed, and only then."""

import os

import pytest
from django.conf import settings as site
from django.contrib.staticfiles import finders

from yuanxin.config import packages, statics


@pytest.fixture
def served(settings, tmp_path):
    """A site that serves one script out of node_modules, and nothing else."""
    script = tmp_path / "node_modules" / "package" / "dist" / "script.min.js"
    script.parent.mkdir(parents=True)
    script.write_text("console.log(1)")
    settings.NODE_MODULES = tmp_path / "node_modules"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_FINDERS = ["yuanxin.config.packages.PackageFinder"]
    finders.get_finder.cache_clear()
    yield script
    finders.get_finder.cache_clear()


@pytest.fixture(autouse=True)
def one_package(monkeypatch):
    monkeypatch.setattr(packages, "SERVED", {"prefix": ("package/dist/script.min.js",)})


def test_files_are_gathered_once_and_again_when_one_changed(served):
    assert statics.gather()
    gathered = site.STATIC_ROOT / "prefix" / "script.min.js"
    assert gathered.read_text() == "console.log(1)"
    assert not statics.gather(), "nothing changed"
    served.write_text("console.log(2)")
    os.utime(served, ns=(1, 1))
    assert statics.gather()
    assert gathered.read_text() == "console.log(2)"


def test_only_named_files_of_a_package_are_served(served):
    (served.parent / "other.js").write_text("")
    finder = packages.PackageFinder()
    assert finder.find("prefix/script.min.js") == str(served)
    assert finder.find("prefix/other.js") == []
    assert finder.find("package/dist/script.min.js") == []


def test_a_missing_package_is_named_by_the_checks(served):
    served.unlink()
    assert [str(served) in warning.msg for warning in packages.PackageFinder().check()] == [True]
