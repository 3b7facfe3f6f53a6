"""Computing everything that waits: begun on a page, done by a worker, ended when it is no longer wanted."""

import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.mutual_aid.choices import Permission
from yuanxin.welfare.mutual_aid.models import ComputingRun
from yuanxin.welfare.mutual_aid.services.portions import waiting
from yuanxin.welfare.mutual_aid.tasks import COMPUTING


class RunsAlready(Refused):
    """The claims of this union are being computed."""


@transaction.atomic
def start_computing(*, actor: Actor, user: User, union: Union, today: datetime.date) -> ComputingRun:
    """Ask for the computing of all claims of `union` and below whose documents are checked; a worker takes it up.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may have claims of the union computed.
        Refused: if none waits.
        RunsAlready: while another computing over the same union runs.
    """
    actor.require(Permission.HANDLE_CLAIMS, union)
    if not waiting(union).exists():
        raise Refused(
            _("No claim waits to be computed."), remedy=_("Claims wait here once their documents are checked.")
        )
    run = ComputingRun(union=union, made_by=user, address=actor.address, made_on=today)
    try:
        with transaction.atomic():
            run.save(force_insert=True)
            COMPUTING.start(run)
    except IntegrityError as error:
        raise RunsAlready(
            _("The claims of %(union)s are being computed already.") % {"union": union},
            remedy=_("Wait until that has ended."),
        ) from error
    record(actor, "mutual_aid.computing_started", run, changes=[RowChange(run, None, snapshot(run))])
    return run


def compute_here(run: ComputingRun) -> None:
    """Do the computing asked for here and now, in the place of a worker."""
    COMPUTING.carry_on(run.pk, raising=True)
    run.refresh_from_db()


@transaction.atomic
def cancel_computing(*, actor: Actor, run: ComputingRun, today: datetime.date) -> bool:
    """End a computing that waits or runs; the claims computed so far stay so. Returns False where it had ended.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may have claims of its union computed.
    """
    actor.require(Permission.HANDLE_CLAIMS, run.union)
    asked = COMPUTING.cancel(run)
    if asked:
        record(actor, "mutual_aid.computing_cancelled", run)
    return asked
