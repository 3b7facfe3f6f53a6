"""What is in a filing, and which filing something goes into."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from yuanxin.foundation.kernel.money import ZERO
from yuanxin.welfare.model_workers.choices import EntitlementState, Purpose
from yuanxin.welfare.model_workers.models import ENDED, Benefit, Entitlement, Filing, MedicalClaim


def model_of(filing: Filing) -> type[Entitlement]:
    """What a filing is of: medical claims, or benefits."""
    return MedicalClaim if filing.purpose == Purpose.MEDICAL else Benefit


def entries_of(filing: Filing) -> list[Any]:
    """What is in a filing, of whichever kind, by the names of the model workers."""
    rows: Any = filing.medicalclaims if filing.purpose == Purpose.MEDICAL else filing.benefits  # type: ignore[attr-defined]
    related = ["worker__person", "worker__union", "union"]
    if filing.purpose != Purpose.MEDICAL:
        related.append("statement")
    return list(rows.select_related(*related).order_by("worker__person__pinyin", "pk"))


def totals_of(entries: list[Any]) -> dict[str, Decimal]:
    """The sums of what stands in a filing, amount by amount."""
    standing = [each for each in entries if each.state not in ENDED]
    return {
        name: sum((getattr(each, name) or ZERO for each in standing), ZERO)
        for name in ("computed", "applied", "approved", "paid")
    }


def states_of(entries: list[Any]) -> dict[str, int]:
    """How many entries stand in each state."""
    found: dict[str, int] = {}
    for each in entries:
        label = str(EntitlementState(each.state).label)
        found[label] = found.get(label, 0) + 1
    return found


def with_numbers(filings: QuerySet[Filing]) -> QuerySet[Any]:
    """Each filing with `entries`: how many applications are in it."""
    counted = [
        model.objects.filter(filing=OuterRef("pk")).order_by().values("filing").annotate(number=Count("pk"))
        for model in (Benefit, MedicalClaim)
    ]
    numbers = [Coalesce(Subquery(rows.values("number")), 0) for rows in counted]
    return filings.annotate(entries=numbers[0] + numbers[1])
