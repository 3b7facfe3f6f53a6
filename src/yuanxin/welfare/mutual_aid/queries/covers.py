"""A person's own cover: whether a day is covered, until when, what waits; for claims, pages and the portal."""

import datetime
from dataclasses import dataclass

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.periods import ONE_DAY
from yuanxin.organisation.members.models import Person
from yuanxin.welfare.mutual_aid.choices import EnrolmentState, Permission
from yuanxin.welfare.mutual_aid.models import Enrolment


@dataclass(frozen=True, slots=True)
class Shown:
    """An enrolment as a reader may see it: `open` says whether its unit lies in the reader's scope."""

    enrolment: Enrolment
    open: bool


@dataclass(frozen=True, slots=True)
class PersonCover:
    """What a person's enrolments say on a day: the covers that hold it, the next one, and all of them, newest first."""

    day: datetime.date
    now: tuple[Enrolment, ...]
    coming: Enrolment | None
    all: tuple[Shown, ...]

    @property
    def until(self) -> datetime.date | None:
        """The last day of the cover that holds the day, on into one that follows without a gap."""
        ends = [each.effective_to for each in self.now if each.effective_to is not None]
        if not ends:
            return None
        last = max(ends)
        follows = self.coming
        if follows is not None and follows.effective_from == last + ONE_DAY and follows.effective_to is not None:
            return follows.effective_to
        return last

    @property
    def waits_until(self) -> datetime.date | None:
        """The last day on which illness is not covered yet; None where nothing waits any more."""
        waits = [each.waiting_until for each in self.now]
        if not waits or any(each is None or each < self.day for each in waits):
            return None
        return min(each for each in waits if each is not None)


def covers_on(person: Person, day: datetime.date) -> list[Enrolment]:
    """The enrolments under whose cover the day lies, waiting period or not."""
    return list(Enrolment.objects.of(person).covering(day).select_related("scheme").order_by("effective_from", "pk"))


def cover_of_person(person: Person, day: datetime.date, actor: Actor) -> PersonCover:
    """A person's own cover, for whoever sees the person: which union enrolled is told only where `actor` sees it."""
    rows = list(
        Enrolment.objects.of(person)
        .exclude(state=EnrolmentState.CANCELLED)
        .select_related("scheme", "union", "unit")
        .order_by("-scheme__begins_on", "-pk")
    )
    valid = [each for each in rows if each.state == EnrolmentState.VALID]
    now = tuple(each for each in valid if covers(each, day))
    coming = [each for each in valid if each.effective_from is not None and each.effective_from > day]
    return PersonCover(
        day=day,
        now=now,
        coming=min(coming, key=lambda each: each.effective_from or day, default=None),
        all=tuple(Shown(each, actor.may(Permission.VIEW, each.union)) for each in rows),
    )


def covers(enrolment: Enrolment, day: datetime.date) -> bool:
    """Whether the day lies between its first and last day of cover."""
    begins, ends = enrolment.effective_from, enrolment.effective_to
    return begins is not None and ends is not None and begins <= day <= ends
