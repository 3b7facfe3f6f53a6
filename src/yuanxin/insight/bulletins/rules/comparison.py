"""What came and what left between two sets of rows."""

from collections.abc import Iterable
from dataclasses import dataclass

from yuanxin.insight.bulletins.rules.packing import FrozenRow


@dataclass(frozen=True, slots=True)
class Moved:
    """Rows that are only in the later set, only in the earlier one, and those in both that count otherwise."""

    came: tuple[FrozenRow, ...]
    left: tuple[FrozenRow, ...]
    changed: tuple[tuple[FrozenRow, FrozenRow], ...]

    def __bool__(self) -> bool:
        return bool(self.came or self.left or self.changed)


def moved(earlier: Iterable[FrozenRow], later: Iterable[FrozenRow]) -> Moved:
    """Compare by record; a record whose key or part changed counts otherwise."""
    before = {(row.kind, row.number): row for row in earlier}
    after = {(row.kind, row.number): row for row in later}
    return Moved(
        came=tuple(after[record] for record in sorted(after.keys() - before.keys())),
        left=tuple(before[record] for record in sorted(before.keys() - after.keys())),
        changed=tuple(
            (before[record], after[record])
            for record in sorted(before.keys() & after.keys())
            if before[record] != after[record]
        ),
    )
