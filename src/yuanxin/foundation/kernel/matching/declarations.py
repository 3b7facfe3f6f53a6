"""What a matching is made of: blocks, comparisons, what each is worth, and the line above which a pair is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rapidfuzz.distance import OSA, JaroWinkler, Levenshtein

# Similarity in per cent; what cannot be compared because one side is blank.
UNKNOWN = 255
SAME = 100

Scorer = Callable[..., float]
SCORERS: dict[str, Scorer] = {
    # Inserted, deleted, replaced and swapped neighbours: digits of numbers and days.
    "swaps": OSA.normalized_similarity,
    # Inserted, deleted, replaced: characters of names.
    "edits": Levenshtein.normalized_similarity,
    # Weighs the beginning: sounds and names of firms.
    "beginnings": JaroWinkler.normalized_similarity,
}


@dataclass(frozen=True, slots=True)
class Block:
    """Rows are compared where all of `columns` agree and none is blank.

    In a block each row meets its next `window` neighbours in the order of the frame. So a block of up to `window` + 1
    rows is compared whole; a larger one (a phone that a whole factory gave) costs no more than its rows times the
    window, and the report says so.

    A column that holds lists puts its row into one block for each element.
    """

    code: str
    columns: tuple[str, ...]
    window: int = 200


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far two rows agree in one thing, in per cent, and the points that it brings.

    `levels` are (at least so many per cent, points), the best first; `otherwise` is brought below them all. A blank on
    either side brings nothing.
    """

    code: str
    levels: tuple[tuple[int, int], ...]
    otherwise: int = 0

    columns: ClassVar[tuple[str, ...]]

    @property
    def most(self) -> int:
        """The most points it can bring."""
        return max(0, self.otherwise, *(points for _least, points in self.levels))


@dataclass(frozen=True, slots=True)
class Same(Comparison):
    """100 where the values of `column` are equal, else 0."""

    column: str = ""


@dataclass(frozen=True, slots=True)
class Shared(Comparison):
    """100 where the lists in `column` have an element in common, else 0; an empty list is a blank."""

    column: str = ""


@dataclass(frozen=True, slots=True)
class Rare(Comparison):
    """100 where both have one value that is borne by `at_most` rows of a million, and by three at any size.

    A common value brings nothing: two people of one name are no wonder where a thousand bear it.
    """

    column: str = ""
    at_most: int = 20


@dataclass(frozen=True, slots=True)
class Told:
    """One text column of a `Similar`: how it is compared, and how much its agreement counts at most."""

    column: str
    scorer: str = "edits"
    at_most: int = SAME


@dataclass(frozen=True, slots=True)
class Similar(Comparison):
    """The best similarity over several tellings of one thing, such as a name's characters and its sound.

    Where one telling is blank the others decide.
    """

    tellings: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """A purpose: blocks, comparisons in the order of their cost, and the points from which a pair is `found`.

    The score of a pair is the sum of its points, cut to 0–100.
    """

    code: str
    blocks: tuple[Block, ...]
    comparisons: tuple[Comparison, ...]
    found: int = 60

    def columns(self) -> frozenset[str]:
        """The columns a frame must have."""
        asked = {column for block in self.blocks for column in block.columns}
        for comparison in self.comparisons:
            asked |= set(columns_of(comparison))
        return frozenset(asked)


def columns_of(comparison: Comparison) -> Sequence[str]:
    """The columns a comparison reads."""
    if isinstance(comparison, Similar):
        return [telling.column for telling in comparison.tellings]
    column: Any = getattr(comparison, "column", "")
    return [column]
