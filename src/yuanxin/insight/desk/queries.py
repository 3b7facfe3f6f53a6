"""What the workbench shows of records: this period's figures, and the actor's latest acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.audit.registry import action_label
from yuanxin.foundation.figures.catalogue import Figure, all_figures
from yuanxin.foundation.figures.queries import Measured, measured, told_of
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.ui import desk
from yuanxin.foundation.ui.registers import detail_address
from yuanxin.foundation.unions.models import Union

TREND_MONTHS = 12
LATEST = 8
COMING_AND_GOING = ("accounts.signed_in", "accounts.signed_out", "accounts.sign_in_failed")


@dataclass(frozen=True, slots=True)
class Number:
    """A figure of the present period, the change against the one before; of the last twelve months where cells tell."""

    now: Measured
    change: Decimal
    trend: list[Decimal]


@dataclass(frozen=True, slots=True)
class Act:
    """Something the actor did: what, with which record, when."""

    label: str
    about: str
    url: str
    event: Event


def numbers(actor: Actor, union: Union, period: Period) -> list[Number]:
    """The figures of the workbench that `actor` may see of `union`, all read at once."""
    wanted = desk.figure_codes()
    catalogue = {figure.code: figure for figure in all_figures()}
    shown = [catalogue[code] for code in wanted if code in catalogue and may_see(actor, union, catalogue[code])]
    now_and_before = (period, period.previous())
    months = last_months(period)
    spans = {figure.code: (*now_and_before, *(months if figure.in_cells else ())) for figure in shown}
    read = iter(measured([(figure, union, each) for figure in shown for each in spans[figure.code]]))
    found = []
    for figure in shown:
        now, before, *trend = [next(read) for _span in spans[figure.code]]
        found.append(Number(now, now.value - before.value, [each.value for each in trend]))
    return found


def may_see(actor: Actor, union: Union, figure: Figure) -> bool:
    """Whether the figure can be told of `union`, and to `actor`."""
    return told_of(figure, union) and actor.may(figure.view, union)


def last_months(period: Period) -> Sequence[Period]:
    """The twelve months that end with the period's last one."""
    months = [list(period.months())[-1]]
    while len(months) < TREND_MONTHS:
        months.append(months[-1].previous())
    return months[::-1]


def latest_acts(actor: Actor) -> list[Act]:
    """What `actor` did last."""
    events = Event.objects.filter(actor=actor.key).exclude(object_id=None).exclude(action__in=COMING_AND_GOING)
    return [
        Act(action_label(event.action), event.object_label, detail_address(event.kind, event.object_id), event)
        for event in events.order_by("-id")[:LATEST]
    ]
