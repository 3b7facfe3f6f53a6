"""Batches made and filled by the one who collects payments; the other steps are those of their flow."""

import datetime
import hashlib
import json
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import record, required
from yuanxin.foundation.flow.services import act, begin
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.payments.choices import BatchState, Permission
from yuanxin.foundation.payments.models import Batch, Fund, Payment
from yuanxin.foundation.payments.registry import kinds
from yuanxin.foundation.payments.services.filling import let_go, put_in, sums_of, waiting_for
from yuanxin.foundation.payments.tasks import COLLECTING
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.services.writing import changed_since, locked, write


class MadeAlready(Refused):
    """Somebody is making a batch of the very same payments."""


@transaction.atomic
def collect_batch(
    *,
    actor: Actor,
    fund: Fund,
    title: str,
    until: datetime.date,
    today: datetime.date,
    wanted: Sequence[str] = (),
    below: Union | None = None,
) -> Batch:
    """Make a batch of the payments that wait and have an account, and ask a worker to collect them.

    The union that keeps the fund pays.

    Args:
        until: the last day on which they were approved.
        wanted: the codes of the kinds; by default all that `actor` may see there.
        below: only those of this union and of all below it.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may make batches of the fund's union, and sees the kinds there.
        MadeAlready: if the same batch is a draft already, also where two ask for it at the same moment.
        Refused: if nothing waits.
    """
    actor.require(Permission.MAKE, fund.union)
    batch = _new_batch(actor, fund, title, today)
    batch.wanted = _criteria(actor, below or fund.union, wanted, until)
    batch.run = hashlib.blake2b(json.dumps(batch.wanted, sort_keys=True).encode(), digest_size=16).hexdigest()
    _check_something_waits(batch)
    try:
        with transaction.atomic():
            begin(batch, actor=actor, today=today)
    except IntegrityError as error:
        raise MadeAlready(
            _("A batch of the very same payments is being made already."), remedy=_("Open that one.")
        ) from error
    COLLECTING.start(batch)
    return batch


@transaction.atomic
def collect_more(
    *,
    actor: Actor,
    batch: Batch,
    until: datetime.date,
    today: datetime.date,
    wanted: Sequence[str] = (),
    below: Union | None = None,
    version: int | None = None,
) -> Batch:
    """Ask a worker to put further waiting payments into a draft.

    Raises:
        NotAllowed, OutOfScope, NotPossible, Stale: as the step `collect` of its flow.
        Busy: while it is being filled.
        Refused: if nothing more waits.
    """
    act(batch, "collect", actor=actor, today=today, version=version)
    batch.wanted = _criteria(actor, below or batch.union, wanted, until)
    _check_something_waits(batch)
    # No longer the batch of its first run: another one of that may be made beside it.
    batch.run = ""
    batch.save(update_fields=["wanted", "run"])
    COLLECTING.start(batch)
    return batch


@transaction.atomic
def batch_payments(
    *, actor: Actor, payments: Sequence[Payment], today: datetime.date, title: str = "", batch: Batch | None = None
) -> Batch:
    """Put chosen payments of one fund into a draft, or into a new one called `title`, here and now.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may make batches of the union that keeps the fund.
        NotPossible: if the batch is no draft.
        Stale: if one of the payments was paid, collected or called off since.
        Refused: if they draw on several funds, or one has no account.
    """
    chosen = {payment.pk: payment for payment in payments}
    funds = {payment.fund_id for payment in payments} | ({batch.fund_id} if batch is not None else set())
    if len(funds) != 1:
        raise Refused(
            _("A batch pays from one fund; these payments draw on several."), remedy=_("Choose payments of one fund.")
        )
    for payment in payments:
        if payment.account is None:
            raise Refused(
                _("%(payee)s has no account number.") % {"payee": payment.payee_name},
                remedy=_("Enter it first, or hand the money out against a signature."),
            )
    fund = payments[0].fund
    if batch is None:
        actor.require(Permission.MAKE, fund.union)
        batch = begin(_new_batch(actor, fund, title, today), actor=actor, today=today)
    else:
        act(batch, "collect", actor=actor, today=today)
    batch = locked(batch)
    if put_in(actor, batch, Payment.objects.filter(pk__in=list(chosen)).visible_to(actor)) != len(chosen):
        raise changed_since()
    return batch


@transaction.atomic
def take_out(*, actor: Actor, batch: Batch, payments: Sequence[Payment], reason: str, today: datetime.date) -> int:
    """Take payments out of a draft again; they wait as before. Returns how many.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may make batches of its union.
        Refused: if the batch is no draft, or without a reason.
    """
    actor.require(Permission.MAKE, batch.union)
    reason = required(reason)
    batch = locked(batch)
    if batch.state != BatchState.DRAFT:
        raise Refused(
            _("The batch “%(batch)s” is no draft any more.") % {"batch": batch},
            remedy=_("Have the batch returned to its maker first."),
        )
    changes = let_go(batch, Payment.objects.filter(pk__in=[payment.pk for payment in payments]))
    count, total = sums_of(batch)
    row = write(batch, {"count": count, "total_fen": total})
    if row is not None:
        record(actor, "payments.taken_out", batch, reason=reason, changes=[row, *changes], count=len(changes))
    return len(changes)


@transaction.atomic
def stop_collecting(*, actor: Actor, batch: Batch, today: datetime.date) -> bool:
    """End the filling of a draft; what is in it stays. Returns False where it had ended.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may make batches of its union.
    """
    actor.require(Permission.MAKE, batch.union)
    asked = COLLECTING.cancel(batch)
    if asked:
        record(actor, "payments.collecting_stopped", batch)
    return asked


def _criteria(actor: Actor, place: Union, wanted: Sequence[str], until: datetime.date) -> dict[str, object]:
    """What a batch is made of. Of the kinds, those asked for, or all that the actor may see at `place`.

    Raises:
        NotAllowed, OutOfScope: if the actor may not see a kind that is asked for.
        Refused: if there is none.
    """
    asked = [kind for kind in kinds() if kind.code in wanted]
    for kind in asked:
        actor.require(kind.view, place)
    chosen = asked or [kind for kind in kinds() if actor.may(kind.view, place)]
    if not chosen:
        raise Refused(_("You may see no kind of payment here."), remedy=_("Ask for the role."), field="wanted")
    return {"kinds": sorted(kind.code for kind in chosen), "below": place.pk, "until": until.isoformat()}


def _check_something_waits(batch: Batch) -> None:
    if not waiting_for(batch).exists():
        raise Refused(
            _("No payment with an account number waits there."),
            remedy=_("Choose other kinds, another fund, or a later day."),
        )


def _new_batch(actor: Actor, fund: Fund, title: str, today: datetime.date) -> Batch:
    label = actor.label[:100]
    return Batch(union=fund.union, fund=fund, title=title.strip(), made_on=today, maker=actor.key, maker_label=label)
