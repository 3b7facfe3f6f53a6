"""What a verdict on a doubtful row of an enrolment roster means: the person goes onto the list, or does not."""

from collections.abc import Mapping
from typing import Any

from yuanxin.foundation.intake.choices import Verdict
from yuanxin.foundation.intake.models import QueuedRow
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.organisation.members.queries import person_of_digest
from yuanxin.welfare.mutual_aid.models import Scheme
from yuanxin.welfare.mutual_aid.services.lists import list_persons

# The file never corrects a name: that is the business of members.
VERDICTS = (Verdict.KEPT, Verdict.RETURNED, Verdict.DISMISSED)


def carry_out(queued: QueuedRow, verdict: Verdict, values: Mapping[str, Any], scheme: Scheme, actor: Actor) -> None:
    """Put the person on the list where the registry's name is right; nothing where the row goes back or is dismissed.

    Raises:
        OutOfScope, NotAllowed, Refused: as `list_persons`.
    """
    if verdict != Verdict.KEPT:
        return
    person = person_of_digest(values["key"])
    if person is not None:
        list_persons(actor=actor, union=queued.union, scheme=scheme, persons=[person.pk], today=clock.today())
