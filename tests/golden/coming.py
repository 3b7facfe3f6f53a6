"""The facts whose departments are not built yet. A department that is built takes its facts out of here.

F15, F61, F71 and F87 among others are worded in the bulletin's templates; see `WORDED`.
"""

COMING = frozenset(
    {
        # standards
        "F10",
        # media
        "F17", "F18", "F19", "F79",
        # contests and training
        "F39", "F40", "F41", "F42", "F44", "F53", "F55", "F56",
        # matchmaking, care, activities
        "F45", "F46", "F47", "F48", "F49", "F61", "F91", "F92",
        # benchmarks of honours
        "F71",
        # visits
        "F81", "F82", "F83",
        # mutual aid
        "F87",
    }
)  # fmt: skip

# Facts whose printed words do not come from the value by a pattern, but stand in the bulletin's template.
WORDED = frozenset({"F14", "F15", "F39", "F61", "F71", "F87"})
