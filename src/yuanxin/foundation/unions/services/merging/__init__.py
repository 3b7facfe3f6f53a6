"""Merging records entered twice: what follows the survivor, and taking the merge apart again.

Every foreign key to a mergeable model, and to a union, is declared by the app that has it: its rows follow the
survivor, follow in a way of their own, or stay, with the reason. A guard test walks all models and fails on a key that
nobody declared.
"""

from yuanxin.foundation.unions.services.merging.joining import Following, MergeRefused, held_by_record, join
from yuanxin.foundation.unions.services.merging.keys import (
    Joining,
    Key,
    follows,
    follows_by_kind,
    follows_by_number,
    keys_of,
    passed_on,
    stays,
    undeclared,
)
from yuanxin.foundation.unions.services.merging.parting import LaterWork, part

__all__ = [
    "Following",
    "Joining",
    "Key",
    "LaterWork",
    "MergeRefused",
    "follows",
    "follows_by_kind",
    "follows_by_number",
    "held_by_record",
    "join",
    "keys_of",
    "part",
    "passed_on",
    "stays",
    "undeclared",
]
