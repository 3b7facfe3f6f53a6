"""Reads of what rosters left to be decided."""

from django.db.models import QuerySet

from yuanxin.foundation.intake.choices import QueueState
from yuanxin.foundation.intake.models import QueuedRow
from yuanxin.foundation.intake.problems import LABELS, label
from yuanxin.foundation.intake.queries import queue_of
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.rosters.choices import EmployerState
from yuanxin.organisation.rosters.intake import ROSTER
from yuanxin.organisation.rosters.models import UnknownEmployer


def open_rows(actor: Actor) -> QuerySet[QueuedRow]:
    """The doubtful rows that wait for the actor's decision, the oldest first."""
    return queue_of(actor, ROSTER).filter(state=QueueState.OPEN)


def open_employers(actor: Actor) -> QuerySet[UnknownEmployer]:
    """The names of employers that wait for the actor's word, the oldest first."""
    waiting = UnknownEmployer.objects.filter(state=EmployerState.OPEN).visible_to(actor, Permission.EDIT)
    return waiting.select_related("union").order_by("id")


def reason_in_words(reason: str) -> str:
    """Why a row is in the queue, for people."""
    code, _equals, told = reason.partition(":")[2].partition("=")
    return str(label(code, {**LABELS, **ROSTER.problem_labels})) % {"value": told}
