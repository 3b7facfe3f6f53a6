"""Which honours somebody holds."""

import datetime

from django.db.models import QuerySet

from yuanxin.growth.honours.models import Honour
from yuanxin.organisation.members.models import Person


def model_worker_honours(day: datetime.date) -> QuerySet[Honour]:
    """The honours held on `day` that make a known person a model worker, the highest first, of a level the earliest."""
    held = Honour.objects.held_on(day).filter(title__model_worker=True, person__isnull=False)
    return held.order_by("title__level", "awarded_on", "pk")


def highest_model_honour(person: Person, day: datetime.date) -> Honour | None:
    """The honour by which `person` is a model worker on `day`; None for who is none."""
    return model_worker_honours(day).filter(person=person).select_related("title", "union").first()


def honours_of(person: Person) -> QuerySet[Honour]:
    """Every honour of a person that was not entered by mistake, the newest first."""
    return Honour.objects.lived().filter(person=person).select_related("title").order_by("-awarded_on", "-pk")
