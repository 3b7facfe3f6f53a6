"""What the records alone say of a union in a cleaning."""

from collections.abc import Collection

from yuanxin.organisation.rosters.choices import ENDED, Result


def told_by_records(state: str, found: Collection[str], left: Collection[str], *, mended: bool) -> Result:
    """The result that the records prove, pending where a person must look.

    >>> told_by_records("active", [], [], mended=False).value
    'confirmed'

    Args:
        state: the union's state now.
        found, left: the checks left open when the task was given, and now.
        mended: whether the trail holds an act that changed the union's records since.
    """
    if state in ENDED:
        return ENDED[state]
    if left:
        return Result.PENDING
    return Result.CORRECTED if found and mended else Result.CONFIRMED
