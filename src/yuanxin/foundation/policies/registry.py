"""The policies that exist: each code with the typed schema of its parameters, declared by the app that uses it."""

from collections.abc import Callable
from dataclasses import dataclass, is_dataclass
from typing import Any

from django.utils.functional import Promise

from yuanxin.foundation.policies.parameters import check_schema

Text = str | Promise


class UnknownPolicy(LookupError):
    """A code that no app declared."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """A policy as code knows it.

    `schema` is a frozen dataclass; each field's type is checked, its `metadata["label"]` is what people read, and its
    `__post_init__` may raise `ValueError` for values that cannot go together.
    """

    code: str
    schema: type[Any]
    label: Text


_declared: dict[str, Declaration] = {}
_key_words: dict[str, Callable[[str], str]] = {}


def declare_policy(code: str, schema: type[Any], label: Text) -> None:
    """Make a policy known, in the app's `apps.py`.

    Raises:
        TypeError: if the schema is no dataclass of types that a policy can keep.
    """
    if not is_dataclass(schema):
        raise TypeError(f"the schema of {code} is no dataclass")
    check_schema(schema)
    _declared[code] = Declaration(code, schema, label)


def name_keys(code: str, words: Callable[[str], str]) -> None:
    """Tell what people read for the keys of a policy's tables: for the app whose codes they are, in its `apps.py`."""
    _key_words[code] = words


def words_of_key(code: str, key: str) -> str:
    """What people read for a key in a table of the policy; the key itself where nobody named it."""
    words = _key_words.get(code)
    return words(key) if words is not None else key


def declaration(code: str) -> Declaration:
    """The policy with this code.

    Raises:
        UnknownPolicy: if no app declared it.
    """
    try:
        return _declared[code]
    except KeyError:
        raise UnknownPolicy(code) from None


def declarations() -> list[Declaration]:
    """All policies, by code."""
    return [_declared[code] for code in sorted(_declared)]


def label_of(code: str) -> str:
    """What people read for the policy; the code itself for one that is no longer declared."""
    found = _declared.get(code)
    return str(found.label) if found else code
