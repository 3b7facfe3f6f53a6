"""What others do after an import was written or undone; figures join here, since they stand above."""

from collections.abc import Callable

_after_apply: list[Callable[[], object]] = []


def after_apply(hook: Callable[[], object]) -> Callable[[], object]:
    """Call `hook` after every import and undo, outside their transaction. May be used as a decorator."""
    if hook not in _after_apply:
        _after_apply.append(hook)
    return hook


def run_after_apply() -> None:
    """Call every hook, in the order they joined."""
    for hook in _after_apply:
        hook()
