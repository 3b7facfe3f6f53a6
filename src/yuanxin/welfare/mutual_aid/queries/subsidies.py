"""What is told of a unit's subsidy: the steps of its calculation in words, and what waits to be settled."""

from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.unions.models import ScopedQuerySet, Union
from yuanxin.welfare.mutual_aid.choices import Permission, SubsidyState
from yuanxin.welfare.mutual_aid.models import Scheme, UnitSubsidy


def steps_told(subsidy: UnitSubsidy) -> list[tuple[str, Decimal]]:
    """Each step of the calculation in words, and its result."""
    told = {"persons_by_rate": _("%(persons)s persons × %(per_head)s yuan a head")}
    return [(told.get(step["code"], step["code"]) % step["numbers"], Decimal(step["result"])) for step in subsidy.steps]


def to_be_settled(actor: Actor, union: Union, scheme: Scheme) -> ScopedQuerySet[UnitSubsidy]:
    """The subsidies at `union` and below that wait to be settled, of those `actor` may settle."""
    rows: Any = UnitSubsidy.objects.within(union).visible_to(actor, Permission.SETTLE_SUBSIDIES)
    return rows.filter(unit__scheme=scheme, state=SubsidyState.COMPUTED).order_by("pk")  # type: ignore[no-any-return]


def sum_of(rows: ScopedQuerySet[UnitSubsidy]) -> Decimal:
    """What the rule gives for all of them."""
    total = rows.order_by().aggregate(total=Sum("computed"))["total"]
    return total if total is not None else ZERO
