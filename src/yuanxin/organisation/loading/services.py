"""Giving out the first passwords of accounts that were loaded."""

from django.db import transaction

from yuanxin.foundation.accounts.choices import Permission
from yuanxin.foundation.accounts.services import NewUser, give_first_password
from yuanxin.foundation.audit.services import record
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.organisation.loading.queries import accounts_without_password

# Hashing one takes a tenth of a second, and a sheet of paper holds as many.
SHEET = 30


def give_passwords(*, actor: Actor, batch: Batch) -> list[NewUser]:
    """Passwords for one sign-in for the next accounts of a batch that have none, at most `SHEET`; told once.

    Each password is stored in a transaction of its own.

    Raises:
        NotAllowed, OutOfScope: if the actor does not manage accounts.
    """
    actor.require(Permission.MANAGE_USERS, batch.union)
    given = [give_first_password(actor=actor, user=user) for user in accounts_without_password(batch)[:SHEET]]
    with transaction.atomic():
        record(actor, "loading.passwords_given", batch, accounts=len(given))
    return given
