"""Freezing and publishing a bulletin."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import record
from yuanxin.foundation.figures.cells.read import snapshot
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, Refused, Stale
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.models import Union
from yuanxin.insight.bulletins.choices import BulletinState, Permission
from yuanxin.insight.bulletins.models import Bulletin, FrozenFigure, FrozenRows, Run
from yuanxin.insight.bulletins.queries.taking import Taken, figure_digest, take
from yuanxin.insight.bulletins.rules.packing import digest_of


class NotOver(Refused):
    """A period that still runs cannot be frozen: its figures are not there yet."""


def freeze(*, actor: Actor, union: Union, period: Period, today: datetime.date) -> Run:
    """Write down what the figures of `union` say of `period` today, with every row behind them.

    Freezing again adds a run; none is ever changed. A published bulletin that is frozen again waits to be published.

    Raises:
        OutOfScope, NotAllowed: unless the actor may freeze here.
        NotOver: if the period ends today or later.
    """
    actor.require(Permission.FREEZE, union)
    if period.end >= today:
        raise NotOver(
            _("The period ends on %(day)s and is not over yet.") % {"day": period.end},
            remedy=_("Freeze it when it is over; until then the page shows the draft."),
        )
    # Reading takes seconds where there are many rows, so the write transaction begins after it.
    with snapshot():
        taken = list(take(union, period))
    with transaction.atomic():
        bulletin, made = Bulletin.objects.select_for_update().get_or_create(
            union=union, begins_on=period.start, ends_on=period.end
        )
        run = _write(actor, bulletin, taken)
        bulletin.current, bulletin.state = run.number, BulletinState.FROZEN
        bulletin.version += 0 if made else 1
        bulletin.save()
        record(
            actor,
            "bulletins.frozen",
            bulletin,
            run=run.number,
            rows=run.rows,
            digest=bytes(run.digest).hex(),
            figures={each.figure.code: str(each.value) for each in taken},
        )
    return run


def publish(*, actor: Actor, bulletin: Bulletin, version: int) -> Bulletin:
    """Publish the last run of a bulletin.

    Raises:
        NotAllowed: without the permission, or to whoever froze the run: somebody else has to look at it.
        Stale: if it was frozen again since `version` was shown.
        Refused: if its last run is published already.
    """
    actor.require(Permission.PUBLISH, bulletin.union)
    with transaction.atomic():
        bulletin = Bulletin.objects.select_for_update().select_related("union").get(pk=bulletin.pk)
        if bulletin.version != version:
            raise Stale(_("The bulletin was frozen again meanwhile."), remedy=_("Look at the new run first."))
        if bulletin.state == BulletinState.PUBLISHED:
            raise Refused(_("This run is published already."))
        run = Run.objects.get(bulletin=bulletin, number=bulletin.current)
        if not may_look_over(actor, run):
            raise NotAllowed(
                _("Who froze a bulletin does not publish it."), remedy=_("Ask another approver or leader.")
            )
        bulletin.state, bulletin.published = BulletinState.PUBLISHED, bulletin.current
        bulletin.published_at, bulletin.published_by = clock.now(), actor.label
        bulletin.version += 1
        bulletin.save()
        record(actor, "bulletins.published", bulletin, run=bulletin.published)
    return bulletin


def may_look_over(actor: Actor, run: Run) -> bool:
    """Whether `actor` may be the second pair of eyes on a run: anybody but who froze it."""
    return run.made_by != actor.key


def _write(actor: Actor, bulletin: Bulletin, taken: Sequence[Taken]) -> Run:
    digests = [figure_digest(each) for each in taken]
    run = Run.objects.create(
        union_id=bulletin.union_id,
        bulletin=bulletin,
        number=bulletin.current + 1,
        made_at=clock.now(),
        made_by=actor.key,
        made_by_label=actor.label,
        rows=sum(each.rows for each in taken),
        digest=digest_of(*digests),
    )
    figures = FrozenFigure.objects.bulk_create(
        FrozenFigure(
            union_id=bulletin.union_id,
            run=run,
            position=position,
            code=each.figure.code,
            label=str(each.figure.label),
            unit=each.figure.unit,
            theme=each.figure.theme or "",
            value=each.value,
            before=each.before,
            text=each.text,
            definition=each.definition,
            rows=each.rows,
            digest=digest,
        )
        for position, (each, digest) in enumerate(zip(taken, digests, strict=True))
    )
    FrozenRows.objects.bulk_create(
        FrozenRows(
            union_id=street.union.pk,
            figure=figure,
            label=street.label,
            value=value,
            rows=packed.rows,
            content=packed.content,
            digest=packed.digest,
        )
        for figure, each in zip(figures, taken, strict=True)
        for street, value, packed in each.streets
    )
    return run
