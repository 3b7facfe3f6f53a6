"""The rules of membership (C01): who may be admitted again, and in which way."""

from yuanxin.organisation.members.choices import JoinKind, LeaveKind

# After these a membership is not opened again by hand or by a roster: a person decides (domain guard of the registry).
FINAL_ENDS = frozenset({LeaveKind.EXPELLED, LeaveKind.DECEASED})

# What an officer may enter; a transfer comes from a proposal that both unions agreed to, or from a merger of unions.
ENTERED_ENDS = (LeaveKind.LEFT, LeaveKind.DEEMED_LEFT, LeaveKind.EXPELLED, LeaveKind.DECEASED)


def may_be_admitted(last_end: str) -> bool:
    """Whether a person whose last membership ended in this way (empty: never had one) may join."""
    return last_end not in FINAL_ENDS


def join_kind(*, had_membership: bool) -> JoinKind:
    """A first joining counts for fact F09; whoever was a member anywhere before joins again."""
    return JoinKind.REJOIN if had_membership else JoinKind.FIRST
