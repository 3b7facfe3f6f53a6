"""The actions that the trail knows, each declared by the app that does it, in its `apps.py`."""

from collections.abc import Mapping

from django.utils.functional import Promise

_labels: dict[str, str | Promise] = {}
_details: dict[str, str | Promise] = {}
_overseen: set[str] = set()


class UnknownAction(LookupError):
    """An action that no app declared."""


def declare_actions(labels: Mapping[str, str | Promise]) -> None:
    """Make actions known: code (`app.past_participle`) → what people read in the log."""
    _labels.update(labels)


def declare_details(labels: Mapping[str, str | Promise]) -> None:
    """Say what people read for the details that an app's events tell (`rows`, `to`)."""
    _details.update(labels)


def detail_label(name: str) -> str:
    """What people read for a detail; its name where no app said it."""
    return str(_details.get(name, name))


def declare_overseen(*kinds: str) -> None:
    """Make known records of the administrators' own work: whoever reads the trail reads them in clear."""
    _overseen.update(kinds)


def is_overseen(kind: str) -> bool:
    """Whether records of the kind are the administrators' own work."""
    return kind in _overseen


def check_action(action: str) -> None:
    """Raise `UnknownAction` unless the action is declared."""
    if action not in _labels:
        raise UnknownAction(action)


def action_label(action: str) -> str:
    """What people read for the action; the code itself for one that is no longer declared."""
    return str(_labels.get(action, action))


def all_actions() -> dict[str, str]:
    """Every declared action with its label."""
    return {code: str(label) for code, label in sorted(_labels.items())}
