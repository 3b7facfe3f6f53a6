"""What the rooms above hang on the tree: followers of a move, and what belongs to a union when it ends.

`unions` imports nothing above it, so departments register here, in their `apps.py`.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from yuanxin.foundation.audit.services import RowChange
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import Union

TreeFollower = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Merger:
    """One union going into another, from the day `on`; handlers run inside its transaction."""

    actor: Actor
    absorbed: Union
    survivor: Union
    on: datetime.date


@dataclass(frozen=True, slots=True)
class Belonging:
    """A kind of open thing a union has: members, coverage, applications.

    `told` says how many, each kind with its own measure word: a lazy plural of `%(count)s`.
    While a union has `rows` of them it cannot be revoked; `remedy` says what to do with them first. What does
    not `blocks` only follows a merger: a revoked union may keep it.
    When the union is merged, `pass_on` hands them to the survivor and returns the rows it changed.
    """

    code: str
    told: str | Promise
    rows: Callable[[Union], QuerySet[Any]]
    pass_on: Callable[[Merger], Sequence[RowChange]]
    remedy: str | Promise = ""
    blocks: bool = True


_belongings: dict[str, Belonging] = {}
_tree_followers: list[TreeFollower] = []


def on_merge(belonging: Belonging) -> None:
    """Register what passes on when unions merge, in the order of registration."""
    _belongings[belonging.code] = belonging


def belongings() -> tuple[Belonging, ...]:
    """Everything registered."""
    return tuple(_belongings.values())


def on_tree_moved(follower: TreeFollower) -> None:
    """Have `follower(old_path, new_path)` called inside the transaction of each move, after the paths are rewritten."""
    if follower not in _tree_followers:
        _tree_followers.append(follower)


def tree_moved(old_path: str, new_path: str) -> None:
    """Tell every follower that the subtree of `old_path` now stands at `new_path`."""
    for follower in _tree_followers:
        follower(old_path, new_path)
