"""What a unit gives, counted: the names on its roster, and how far a call has come."""

from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from yuanxin.finance.allowances.choices import SETTLED, AllowanceState, Basis
from yuanxin.finance.allowances.models import AllowanceCall, StaffAllowance, StaffEntry


def with_heads(allowances: QuerySet[StaffAllowance]) -> QuerySet[StaffAllowance]:
    """The allowances, each with its `heads`: those that stand, while a unit fills in those named so far."""
    names = StaffEntry.objects.filter(allowance=OuterRef("pk"), active=True)
    named = Coalesce(Subquery(_number(names, "allowance"), output_field=IntegerField()), 0)
    filling_in = Q(state=AllowanceState.DRAFT, basis=Basis.ROSTER)
    return allowances.annotate(
        heads=Case(When(filling_in, then=named), default=F("headcount"), output_field=IntegerField())
    )


def calls_with_progress(calls: QuerySet[AllowanceCall]) -> QuerySet[AllowanceCall]:
    """The calls, each with the units asked (`asked`) and those whose amount is settled (`settled`)."""
    asked = StaffAllowance.objects.filter(call=OuterRef("pk")).exclude(state=AllowanceState.WITHDRAWN)
    return calls.annotate(
        asked=Coalesce(Subquery(_number(asked, "call"), output_field=IntegerField()), 0),
        settled=Coalesce(Subquery(_number(asked.filter(state__in=SETTLED), "call"), output_field=IntegerField()), 0),
    )


def _number(rows: QuerySet[StaffEntry] | QuerySet[StaffAllowance], by: str) -> QuerySet[Any, dict[str, int]]:
    return rows.order_by().values(by).annotate(number=Count("pk")).values("number")
