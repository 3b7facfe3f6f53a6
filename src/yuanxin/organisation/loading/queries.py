"""What the pages of loading show."""

from dataclasses import dataclass

from django.db.models import QuerySet

from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.intake.choices import RowClass
from yuanxin.foundation.intake.declarations import Declaration, declarations
from yuanxin.foundation.intake.models import Batch, StagedRow
from yuanxin.foundation.intake.queries import batches_of
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.organisation.loading.intake import LOADED


@dataclass(frozen=True, slots=True)
class Step:
    """One list of the loading, and the last batch of it that the actor may see."""

    declaration: Declaration
    last: Batch | None


def steps_of(actor: Actor) -> list[Step]:
    """The lists that `actor` may bring, in the order in which they go in."""
    open_to = [each for each in LOADED if actor.may_somewhere(each.permission)]
    return [Step(each, batches_of(actor, each).first()) for each in open_to]


def further_steps_of(actor: Actor) -> list[Step]:
    """What departments kept before, as far as `actor` may bring it: after the lists, in whatever order."""
    kept = [each for each in declarations() if each.taken_over and actor.may_somewhere(each.permission)]
    return [Step(each, batches_of(actor, each).first()) for each in kept]


def accounts_without_password(batch: Batch) -> QuerySet[User]:
    """The accounts that a batch made and that were never given a password."""
    made = StagedRow.objects.filter(batch=batch, outcome=RowClass.NEW).values("record")
    return User.objects.filter(pk__in=made, password_changed_at=None).order_by("username")
