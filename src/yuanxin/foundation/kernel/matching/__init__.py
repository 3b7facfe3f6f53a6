"""Matching: which rows of a table may be the same thing entered twice, by rules that are data.

A `Matching` says in which blocks rows are compared at all, what is compared, and what each agreement or difference is
worth. `find` reads a frame and gives the pairs that reach the line, each with its points by comparison. It knows no
model, no database and no language: whoever declares a matching says what its codes mean.
"""

from yuanxin.foundation.kernel.matching.declarations import (
    Block,
    Comparison,
    Matching,
    Rare,
    Same,
    Shared,
    Similar,
    Told,
)
from yuanxin.foundation.kernel.matching.finding import BlockReport, Found, find

__all__ = [
    "Block",
    "BlockReport",
    "Comparison",
    "Found",
    "Matching",
    "Rare",
    "Same",
    "Shared",
    "Similar",
    "Told",
    "find",
]
