"""What moved between a frozen run and today, or another run: values at a glance, rows figure by figure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.apps import apps

from yuanxin.foundation.figures.catalogue import UnknownFigure, figure_of
from yuanxin.foundation.figures.queries import Measured, measured, told_of
from yuanxin.foundation.kernel.relations import with_names
from yuanxin.insight.bulletins.models import FrozenFigure, Run
from yuanxin.insight.bulletins.queries.frozen import frozen_rows
from yuanxin.insight.bulletins.queries.taking import rows_by_street
from yuanxin.insight.bulletins.rules.comparison import Moved, moved
from yuanxin.insight.bulletins.rules.packing import FrozenRow


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure's frozen value beside a later one; `now` is None where it is no longer told."""

    figure: FrozenFigure
    now: Decimal | None
    text: str

    @property
    def change(self) -> Decimal | None:
        return None if self.now is None else self.now - self.figure.value


def values_since(run: Run) -> list[Compared]:
    """Each frozen figure beside its value today."""
    figures = list(run.figures.order_by("position"))
    union, period = run.bulletin.union, run.bulletin.period
    known = [figure_of(each.code) for each in figures if _is_told(each, run)]
    today = {each.figure.code: each for each in measured([(figure, union, period) for figure in known])}
    return [_beside(each, today.get(each.code)) for each in figures]


def values_between(run: Run, later: Run) -> list[Compared]:
    """Each figure of `run` beside its value in a later run of the same bulletin."""
    others = {each.code: each for each in later.figures.all()}
    return [_beside(each, others.get(each.code)) for each in run.figures.order_by("position")]


def rows_since(figure: FrozenFigure) -> Moved:
    """The rows that came, left or count otherwise since `figure` was frozen: late entries and corrections."""
    bulletin = figure.run.bulletin
    streets = rows_by_street(figure_of(figure.code), bulletin.union, bulletin.period)
    return moved(frozen_rows(figure), (row for street in streets for row in street.rows))


def rows_between(figure: FrozenFigure, later: FrozenFigure) -> Moved:
    """The rows that differ between two runs of one figure."""
    return moved(frozen_rows(figure), frozen_rows(later))


def named(rows: Iterable[FrozenRow], limit: int) -> list[tuple[FrozenRow, str]]:
    """The first rows with the words of their records, one query a kind; empty words for a record that is gone."""
    shown = list(rows)[:limit]
    words: dict[tuple[str, int], str] = {}
    for kind in {row.kind for row in shown}:
        model = apps.get_model(kind)
        records = with_names(model._default_manager.all())
        for record in records.filter(pk__in=[row.number for row in shown if row.kind == kind]):
            words[kind, record.pk] = str(record)
    return [(row, words.get((row.kind, row.number), "")) for row in shown]


def _beside(figure: FrozenFigure, now: Measured | FrozenFigure | None) -> Compared:
    return Compared(figure, None, "") if now is None else Compared(figure, now.value, now.text)


def _is_told(figure: FrozenFigure, run: Run) -> bool:
    try:
        return told_of(figure_of(figure.code), run.bulletin.union)
    except UnknownFigure:
        return False
