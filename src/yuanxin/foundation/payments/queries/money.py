"""Money out by kind and month, from the very rows of the register."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, DateField, Sum
from django.db.models.functions import TruncMonth

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.payments.models import Fund, Payment
from yuanxin.foundation.payments.registry import kind_label
from yuanxin.foundation.unions.models import Union


@dataclass(frozen=True, slots=True)
class Part:
    """What one kind, or one fund, or one month comes to; `key` leads to its rows in the register."""

    key: str
    label: str
    count: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class MoneyOut:
    """Money out of a period: by kind, by fund, by month, and each kind in each month. Reversing entries net out."""

    total: Decimal
    count: int
    kinds: tuple[Part, ...]
    funds: tuple[Part, ...]
    months: tuple[Period, ...]
    by_month: tuple[Decimal, ...]
    cells: dict[str, tuple[Decimal, ...]]


def money_out(actor: Actor, period: Period, union: Union, *, fund: Fund | None = None) -> MoneyOut:
    """Money paid within the period to `union` and all below it, as far as the actor may see its kinds."""
    rows = Payment.objects.paid().filter(paid_on__range=(period.start, period.end)).within(union).visible_to(actor)
    if fund is not None:
        rows = rows.filter(fund=fund)
    counted = (
        rows.order_by()
        .annotate(paid_month=TruncMonth("paid_on", output_field=DateField()))
        .values("kind", "fund", "paid_month")
        .annotate(number=Count("pk"), sum=Sum("paid_fen"))
    )
    months = tuple(period.months())
    places = {each.start: at for at, each in enumerate(months)}
    cells: dict[str, list[Decimal]] = defaultdict(lambda: [ZERO] * len(months))
    kinds: dict[str, list[tuple[int, Decimal]]] = defaultdict(list)
    funds: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    for row in counted:
        kinds[row["kind"]].append((row["number"], row["sum"]))
        funds[row["fund"]].append((row["number"], row["sum"]))
        cells[row["kind"]][places[row["paid_month"]]] += row["sum"]
    names = {each.pk: str(each) for each in Fund.objects.filter(pk__in=list(funds))}
    by_kind = _sorted(_part(code, kind_label(code), counts) for code, counts in kinds.items())
    return MoneyOut(
        total=sum((part.total for part in by_kind), ZERO),
        count=sum(part.count for part in by_kind),
        kinds=by_kind,
        funds=_sorted(_part(str(pk), names[pk], counts) for pk, counts in funds.items()),
        months=months,
        by_month=tuple(sum((cells[code][at] for code in cells), ZERO) for at in range(len(months))),
        cells={code: tuple(amounts) for code, amounts in cells.items()},
    )


def _part(key: str, label: str, counts: Sequence[tuple[int, Decimal]]) -> Part:
    return Part(key, label, sum(number for number, _sum in counts), sum((total for _number, total in counts), ZERO))


def _sorted(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The largest first."""
    return tuple(sorted(parts, key=lambda part: (-part.total, part.label)))
