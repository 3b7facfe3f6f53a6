"""Reads of what rosters left to be decided."""

from django.db.models import QuerySet

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.rosters.choices import EmployerState
from yuanxin.organisation.rosters.models import UnknownEmployer


def open_employers(actor: Actor) -> QuerySet[UnknownEmployer]:
    """The names of employers that wait for the actor's word, the oldest first."""
    waiting = UnknownEmployer.objects.filter(state=EmployerState.OPEN).visible_to(actor, Permission.EDIT)
    return waiting.select_related("union").order_by("id")
