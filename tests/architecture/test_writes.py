"""Views and forms write nothing themselves and read nothing around the scope; every act has its word in the log."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Model
from django.utils import translation

from yuanxin.foundation.audit.registry import all_actions

HOUSE = Path(settings.PACKAGE)
WRITES = {
    "save", "asave", "create", "acreate", "delete", "adelete", "bulk_create", "bulk_update", "get_or_create",
    "update_or_create", "executemany",
}  # fmt: skip


def modules(*names: str) -> list[Path]:
    """The files `views.py`, or all files of a package `views/`, of every app."""
    found = [path for name in names for path in HOUSE.rglob(f"{name}.py")]
    found += [
        path for name in names for folder in HOUSE.rglob(name) if folder.is_dir() for path in folder.rglob("*.py")
    ]
    return sorted(path for path in set(found) if "templates" not in path.parts)


PAGES = modules("views", "forms", "registers")
VIEWS = modules("views")


def identity(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, node.func.attr


@pytest.mark.parametrize("path", PAGES, ids=identity)
def test_pages_leave_writing_to_the_services(path: Path):
    written = [f"line {node.lineno}: .{name}()" for node, name in calls(ast.parse(path.read_text())) if name in WRITES]
    assert not written, f"call one service instead: {written}"


@pytest.mark.parametrize("path", VIEWS, ids=identity)
def test_views_load_rows_in_scope(path: Path):
    """`Model.objects…` of a model with scope goes through `visible_to` in the same expression, or is asked for what is
    `of` a record, or `within` a union, that was loaded so.
    """
    tree = ast.parse(path.read_text())
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    module = import_module(".".join(("yuanxin", *path.relative_to(HOUSE).with_suffix("").parts)))
    unscoped = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}):
            continue
        model = getattr(module, node.value.id, None) if isinstance(node.value, ast.Name) else None
        whole_house = isinstance(model, type) and issubclass(model, Model) and not hasattr(model.objects, "visible_to")
        # Generic code learns its model at run time; there the function that asks must speak of the scope.
        chained = chain_above(node, parents) if isinstance(model, type) else names_in(function_around(node, parents))
        if not whole_house and not chained & {"visible_to", "of", "within"}:
            unscoped.append(f"line {node.lineno}: {ast.unparse(node)}")
    assert not unscoped, f"ask .visible_to(request.actor): {unscoped}"


def chain_above(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> set[str]:
    """The names of the methods chained on `node`."""
    names = set()
    while isinstance(parent := parents.get(node), ast.Attribute | ast.Call):
        if isinstance(parent, ast.Attribute):
            names.add(parent.attr)
        elif parent.func is not node:
            break
        node = parent
    return names


def function_around(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> ast.AST:
    while node in parents and not isinstance(node, ast.FunctionDef):
        node = parents[node]
    return node


def names_in(tree: ast.AST) -> set[str]:
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_every_act_has_its_chinese_word():
    with translation.override("zh-hans"):
        labels = all_actions()
    assert labels
    assert not [code for code, label in labels.items() if not re.search(r"[\u4e00-\u9fff]", label)]


def recorded() -> Iterator[tuple[str, str]]:
    """Every literal action that some service records, with its place."""
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
            if name in {"record", "record_bulk"} and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                yield node.args[1].value, f"{identity(path)}:{node.lineno}"


def test_every_recorded_act_is_declared():
    undeclared = {place: action for action, place in recorded() if action not in all_actions()}
    assert not undeclared


def test_every_act_is_named_by_its_app_and_what_happened():
    assert not [code for code in all_actions() if not re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", code)]
