"""What the rooms above do when an honour is withdrawn or corrected; honours know none of them."""

import datetime
from collections.abc import Callable

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.growth.honours.models import Honour

Follower = Callable[..., None]

_followers: list[Follower] = []


def on_honour_changed(follower: Follower) -> None:
    """Have `follower(honour, actor=, today=)` called inside the transaction of each change of an honour that stands.

    It may refuse, which undoes the change. For an app's `apps.py`.
    """
    if follower not in _followers:
        _followers.append(follower)


def tell_followers(honour: Honour, *, actor: Actor, today: datetime.date) -> None:
    """Tell every follower that the honour is another than before."""
    for follower in _followers:
        follower(honour, actor=actor, today=today)
