"""Deciding what looks like one record entered twice: refused for good, or merged and taken apart again."""

import datetime
from collections.abc import Callable, Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.audit.services import RowChange, record
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import OutOfScope, Refused, Stale
from yuanxin.foundation.kernel.long_work import OPEN
from yuanxin.foundation.unions.models import Merge, Union
from yuanxin.foundation.unions.services import merge_employers, merge_unions, unmerge_employers, unmerge_unions
from yuanxin.foundation.unions.services.writing import write
from yuanxin.organisation.members.services import merge_persons, unmerge_persons
from yuanxin.organisation.rosters.choices import PairKind, PairState, Permission
from yuanxin.organisation.rosters.models import DuplicatePair, DuplicateSearch
from yuanxin.organisation.rosters.models.duplicates import RECORDS
from yuanxin.organisation.rosters.tasks import SEARCHING


@transaction.atomic
def begin_search(*, actor: Actor, user: User, kind: str, union: Union, today: datetime.date) -> DuplicateSearch:
    """Ask for a search over everything below `union`, which a worker takes up.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may decide duplicates of the union.
        Refused: while another search of this kind over the same union is running.
    """
    actor.require(Permission.DECIDE_DUPLICATES, union)
    running = DuplicateSearch.objects.filter(kind=kind, union=union, work_state__in=OPEN)
    if running.exists():
        raise Refused(_("This search is running already."), remedy=_("Wait until it has ended, or cancel it."))
    search = DuplicateSearch.objects.create(kind=kind, union=union, made_by=user, made_at=clock.now())
    record(actor, "rosters.duplicates_searched", search, kind=str(search.get_kind_display()))
    SEARCHING.start(search)
    return search


def search_now(*, actor: Actor, user: User, kind: str, union: Union, today: datetime.date) -> DuplicateSearch:
    """Search here and now, without a worker; raises as `begin_search` does, and what the search itself meets."""
    search = begin_search(actor=actor, user=user, kind=kind, union=union, today=today)
    SEARCHING.carry_on(search.pk, raising=True)
    search.refresh_from_db()
    return search


@transaction.atomic
def cancel_search(*, actor: Actor, search: DuplicateSearch, today: datetime.date) -> bool:
    """End a search that waits or runs; the pairs stored so far stay. Returns False where it had ended.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may decide duplicates of its union.
    """
    actor.require(Permission.DECIDE_DUPLICATES, search.union)
    asked = SEARCHING.cancel(search)
    if asked:
        record(actor, "rosters.search_cancelled", search)
    return asked


@transaction.atomic
def refuse_pairs(*, actor: Actor, pairs: Collection[int], today: datetime.date, reason: str = "") -> int:
    """Say of pairs that they are two different records; no search shows them again. Returns how many were open.

    Raises:
        OutOfScope: if one of them is not the actor's to decide.
    """
    rows = list(
        DuplicatePair.objects.visible_to(actor)
        .filter(pk__in=list(pairs))
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if len(rows) < len(set(pairs)):
        raise OutOfScope
    changes = [_decide(row, PairState.REFUSED, actor) for row in rows if row.state == PairState.OPEN]
    if changes:
        first = rows[0] if len(rows) == 1 else None
        record(actor, "rosters.pairs_refused", first, reason=reason.strip(), changes=changes, pairs=len(changes))
    return len(changes)


@transaction.atomic
def merge_pair(
    *,
    actor: Actor,
    pair: DuplicatePair,
    keep: int,
    today: datetime.date,
    reason: str,
    taken: Collection[str] = (),
    versions: tuple[int, int] | None = None,
    **options: Any,
) -> Merge:
    """Decide that a pair is one record, and merge it: the record `keep` stands, the other leads to it.

    Args:
        taken: the particulars taken from the record that is merged.
        versions: of the kept and the merged record as the user saw them.
        options: `stays`, of two active memberships, for people; `on`, the day from which, for unions.

    Raises:
        OutOfScope: unless the pair is the actor's to decide.
        Stale: if it was decided first, or a record was changed since it was shown.
        Refused: as the service that merges this kind of record does.
    """
    if not DuplicatePair.objects.visible_to(actor).filter(pk=pair.pk).exists() or keep not in (pair.left, pair.right):
        raise OutOfScope
    pair = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
    check_open(pair)
    absorbed_id = pair.right if keep == pair.left else pair.left
    records = RECORDS[pair.kind]._base_manager.select_related("union" if pair.kind != PairKind.UNION else "parent")
    survivor, absorbed = records.get(pk=keep), records.get(pk=absorbed_id)
    both: dict[str, Any] = {
        "actor": actor,
        "survivor": survivor,
        "absorbed": absorbed,
        "today": today,
        "reason": reason,
    }
    if pair.kind == PairKind.UNION:
        merge_unions(**both, on=options["on"])
        merge = Merge.objects.filter(kind=survivor._meta.label_lower, absorbed=absorbed_id).latest("pk")
    elif pair.kind == PairKind.PERSON:
        merge = merge_persons(**both, taken=taken, versions=versions, stays=options.get("stays"))
    else:
        merge = merge_employers(**both, taken=taken, versions=versions)
    change = _decide(pair, PairState.MERGED, actor, merge=merge)
    record(actor, "rosters.pair_merged", pair, reason=reason, changes=[change])
    return merge


@transaction.atomic
def take_apart(*, actor: Actor, merge: Merge, today: datetime.date, reason: str) -> Merge:
    """Make two of what was merged; a pair that was decided by it is open again.

    Raises:
        OutOfScope, NotAllowed, LaterWork, Refused: as the service that unmerges this kind of record does.
    """
    unmerge: dict[str, Callable[..., Any]] = {
        RECORDS[PairKind.PERSON]._meta.label_lower: unmerge_persons,
        RECORDS[PairKind.EMPLOYER]._meta.label_lower: unmerge_employers,
        RECORDS[PairKind.UNION]._meta.label_lower: unmerge_unions,
    }
    unmerge[merge.kind](actor=actor, merge=merge, today=today, reason=reason)
    for pair in DuplicatePair.objects.select_for_update().filter(merge=merge):
        change = _decide(pair, PairState.OPEN, actor, merge=None)
        record(actor, "rosters.pair_reopened", pair, reason=reason, changes=[change])
    merge.refresh_from_db()
    return merge


def check_open(pair: DuplicatePair) -> None:
    """Raise for a pair that is no longer to be decided.

    Raises:
        Stale: telling what became of it.
    """
    if pair.state != PairState.OPEN:
        raise Stale(
            _("This pair is no longer to be decided: %(state)s.") % {"state": pair.get_state_display()},
            remedy=_("Open it again to see what became of it."),
        )


def _decide(pair: DuplicatePair, state: PairState, actor: Actor, **values: Any) -> RowChange:
    """Set what became of a pair, and by whom; the event is the caller's."""
    decided = state != PairState.OPEN
    new = {
        "state": state,
        "decided_at": clock.now() if decided else None,
        "decided_by": actor.label[:200] if decided else "",
        **values,
    }
    row = write(pair, new)
    if row is None:
        raise Stale(_("This pair has been decided already."), remedy=_("Open it again to see what became of it."))
    return row
