"""Imports go one way (`[tool.importlinter]` in pyproject.toml), and only through the doors of a department."""

import os
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import grimp
from django.conf import settings

PROJECT = Path(settings.PROJECT)
DOORS = {"services", "queries", "choices", "models"}
DEPARTMENTS = [app for app in settings.FIRST_PARTY_APPS if not app.startswith(("yuanxin.foundation", "yuanxin.config"))]


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("yuanxin", cache_dir=None)


def test_the_contracts_of_the_house_hold():
    # In a process of its own, since it sets up logging anew for all.
    lint = [
        sys.executable,
        "-c",
        "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))",
    ]
    held = subprocess.run(
        lint, cwd=PROJECT, env=os.environ | {"PYTHONPATH": "src"}, capture_output=True, text=True, check=False
    )
    assert held.returncode == 0, held.stdout


def test_every_app_stands_in_a_contract():
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    named = " ".join(" ".join(contract["layers"]) for contract in contracts)
    words = set(named.replace("(", " ").replace(")", " ").split())
    absent = [
        app
        for app in settings.FIRST_PARTY_APPS
        if not words & {app, app.removeprefix("yuanxin.foundation."), ".".join(app.split(".")[:2])}
    ]
    assert not absent


def test_whoever_is_above_a_department_uses_only_its_doors():
    through_the_window = []
    for target in DEPARTMENTS:
        for room in [name for name in graph().modules if name.startswith(f"{target}.")]:
            if room.removeprefix(f"{target}.").split(".")[0] in DOORS:
                continue
            through_the_window += [
                f"{caller} imports {room}"
                for caller in graph().find_modules_that_directly_import(room)
                if not caller.startswith((f"{target}.", "yuanxin.config"))
            ]
    assert not through_the_window, f"use one of {sorted(DOORS)}: {through_the_window}"


def test_rules_know_neither_database_nor_clock():
    impure = [
        f"{room} imports {imported}"
        for room in graph().modules
        if "rules" in room.split(".")
        for imported in graph().find_modules_directly_imported_by(room)
        if imported.endswith((".models", ".services", ".queries", ".kernel.clock"))
    ]
    assert not impure
