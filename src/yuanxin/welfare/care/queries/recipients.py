"""How far a programme has come, and by what a worker is told apart."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from yuanxin.welfare.care.models import CondolenceProgramme, Recipient


def key_text(name: str, phone: str, number: str) -> str:
    """What a worker is told apart by: the document number; where none was given, name and phone together."""
    return number or f"{name}|{phone}"


def with_progress(programmes: QuerySet[CondolenceProgramme]) -> QuerySet[CondolenceProgramme]:
    """The programmes, each with how many stand on its list (`listed`) and how many received (`reached`)."""
    rows = Recipient.objects.filter(programme=OuterRef("pk"), withdrawn=False)
    reached = rows.filter(received_on__isnull=False)
    return programmes.annotate(
        listed=Coalesce(Subquery(_number(rows), output_field=IntegerField()), 0),
        reached=Coalesce(Subquery(_number(reached), output_field=IntegerField()), 0),
    )


def _number(rows: QuerySet[Recipient]) -> QuerySet[Any, Any]:
    return rows.order_by().values("programme").annotate(number=Count("pk")).values("number")
