"""What a half-year page tells: boxes, sentences, trend and streets, of a draft or of a frozen run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from yuanxin.foundation.figures import live
from yuanxin.foundation.figures.catalogue import Figure, all_figures
from yuanxin.foundation.figures.choices import Theme
from yuanxin.foundation.figures.printing import plain
from yuanxin.foundation.figures.queries import measured, told_of
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.periods import Period, month
from yuanxin.foundation.unions.choices import Level
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import StreetRow, by_street, with_street
from yuanxin.insight.bulletins.choices import BulletinState
from yuanxin.insight.bulletins.models import Bulletin, FrozenFigure, Run
from yuanxin.insight.bulletins.rules.periods import in_words, short
from yuanxin.insight.bulletins.rules.wording import HEADINGS, SENTENCES, Piece, pieces, told_sentences

TREND_PERIODS = 8
SPARK_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Told:
    """One figure of the page; `before` and `months` are None and empty where they are not told."""

    figure: Figure
    value: Decimal
    text: str
    before: Decimal | None
    months: Sequence[Decimal] = ()
    frozen: FrozenFigure | None = None

    @property
    def code(self) -> str:
        return self.figure.code

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None else self.value - self.before

    @property
    def number(self) -> str:
        """The text without its unit, which a box sets smaller."""
        return self.text.removesuffix(self.figure.unit)

    @property
    def plain(self) -> str:
        """The exact value, as a machine reads it."""
        return plain(self.figure, self.value)

    @property
    def plain_before(self) -> str:
        """The exact value of the period before; nothing where it is not told."""
        return "" if self.before is None else plain(self.figure, self.before)

    @property
    def unit(self) -> str:
        return self.figure.unit if self.text.endswith(self.figure.unit) else ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a sentence: words, or a figure."""

    words: str
    told: Told | None


@dataclass(frozen=True, slots=True)
class Part:
    """One of the three parts: its heading and its sentences."""

    theme: Theme
    heading: str
    sentences: Sequence[Sequence[Stretch]]


@dataclass(frozen=True, slots=True)
class StreetValue:
    """A figure in one row of the by-street view, and in the period before."""

    row: StreetRow
    value: Decimal
    before: Decimal | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The figure that the charts speak of: over the last periods, and by street."""

    told: Told
    labels: Sequence[str]
    over_time: Sequence[Decimal]
    streets: Sequence[StreetValue]


@dataclass(frozen=True, slots=True)
class Page:
    """A half-year as one reader sees it."""

    union: Union
    period: Period
    bulletin: Bulletin | None
    run: Run | None
    told: dict[str, Told]
    parts: Sequence[Part]
    left_out: Sequence[str]
    chosen: Chosen | None = field(default=None)

    @property
    def state(self) -> BulletinState:
        """Draft for what the figures say today; else that of the run shown."""
        if self.bulletin is None or self.run is None:
            return BulletinState.DRAFT
        return BulletinState.PUBLISHED if self.bulletin.published == self.run.number else BulletinState.FROZEN

    def beside(self, bulletin: Bulletin | None) -> "Page":
        """The draft, knowing what was frozen of the same days."""
        return replace(self, bulletin=bulletin)

    @property
    def boxes(self) -> list[Told]:
        return list(self.told.values())


def draft_page(actor: Actor, union: Union, period: Period, *, charts: bool = True, chosen: str = "") -> Page:
    """The page as the records say today."""
    figures = shown_figures(actor, union)
    periods = (period, period.previous(), *(months_until(period) if charts else ()))
    asked = [(figure, union, each) for figure in figures for each in (periods if figure.in_cells else periods[:2])]
    read = iter(measured(asked))
    told: dict[str, Told] = {}
    for figure in figures:
        now, before = next(read), next(read)
        months = [next(read).value for _month in periods[2:]] if figure.in_cells else []
        told[figure.code] = Told(figure, now.value, now.text, before.value, months)
    return _page(union, period, None, None, told, _chosen(told, union, period, chosen) if charts else None)


def frozen_page(actor: Actor, run: Run, *, charts: bool = True, chosen: str = "") -> Page:
    """The page as it was frozen. A figure that the catalogue no longer has is not shown to anybody."""
    bulletin, union = run.bulletin, run.bulletin.union
    frozen = {each.code: each for each in run.figures.all()}
    told = {
        figure.code: Told(figure, kept.value, kept.text, kept.before, (), kept)
        for figure in shown_figures(actor, union)
        if (kept := frozen.get(figure.code))
    }
    return _page(
        union, bulletin.period, bulletin, run, told, _chosen(told, union, bulletin.period, chosen) if charts else None
    )


def shown_figures(actor: Actor, union: Union) -> list[Figure]:
    """The figures that can be told of `union` to `actor`: first those of the text, in its order."""
    figures = {
        figure.code: figure for figure in all_figures() if told_of(figure, union) and actor.may(figure.view, union)
    }
    in_text = [code for sentence in SENTENCES for code in sentence.figures if code in figures]
    return [figures[code] for code in dict.fromkeys([*in_text, *figures])]


def months_until(period: Period) -> list[Period]:
    """The twelve months up to the one that holds the period's last day."""
    year, number = period.end.year, period.end.month
    months = []
    for _step in range(SPARK_MONTHS):
        months.append(month(year, number))
        year, number = (year, number - 1) if number > 1 else (year - 1, 12)
    return months[::-1]


def place_words(union: Union) -> str:
    """What the text calls the place."""
    words = {
        Level.CITY: _("the city"),
        Level.DISTRICT: _("the district"),
        Level.STREET: _("the street"),
        Level.PARK: _("the park"),
    }
    return words.get(Level(union.level), _("the union"))


def _page(
    union: Union,
    period: Period,
    bulletin: Bulletin | None,
    run: Run | None,
    told: dict[str, Told],
    chosen: Chosen | None,
) -> Page:
    words = {"period": in_words(period), "last_day": str(period.end), "place": place_words(union)}
    parts = [
        Part(theme, str(HEADINGS[theme]), [_stretches(pieces(sentence, words), told) for sentence in sentences])
        for theme in Theme
        if (sentences := list(told_sentences(theme, told)))
    ]
    shown = {part.theme for part in parts}
    left_out = [str(theme.label) for theme in Theme if theme not in shown]
    return Page(union, period, bulletin, run, told, parts, left_out, chosen)


def _stretches(found: Iterable[Piece], told: dict[str, Told]) -> list[Stretch]:
    return [Stretch(piece.words, told.get(piece.code)) for piece in found]


def _chosen(told: dict[str, Told], union: Union, period: Period, code: str) -> Chosen | None:
    """The charts of one figure: by default the first that cells hold, since it reads quickest."""
    usual = next((each for each in told.values() if each.figure.in_cells), next(iter(told.values()), None))
    one = told.get(code) or usual
    if one is None:
        return None
    periods = _last_periods(period) if one.figure.in_cells else [period.previous(), period]
    values: list[Decimal] = [each.value for each in measured([(one.figure, union, each) for each in periods[:-2]])]
    over_time = [*values, one.before or Decimal(0), one.value]
    return Chosen(one, [short(each) for each in periods], over_time, list(_streets(one, union, period)))


def _last_periods(period: Period) -> list[Period]:
    periods = [period]
    while len(periods) < TREND_PERIODS:
        periods.insert(0, periods[0].previous())
    return periods


def _streets(one: Told, union: Union, period: Period) -> Iterable[StreetValue]:
    rows = by_street(union)
    if len(rows) < 2:
        return []
    if one.frozen is not None:
        kept = {chunk.union_id: chunk.value for chunk in one.frozen.chunks.defer("content")}
        own = {row.key: row.street.pk if row.street else union.pk for row in rows}
        return [StreetValue(row, kept.get(own[row.key], Decimal(0)), None) for row in rows]
    now, before = (_values_by_street(one, union, each, rows) for each in (period, period.previous()))
    return [StreetValue(row, now[row.key], before[row.key]) for row in rows]


def _values_by_street(one: Told, union: Union, period: Period, rows: Sequence[StreetRow]) -> dict[int, Decimal]:
    figure = one.figure
    if figure.in_cells:
        streets = [row.street for row in rows if row.street]
        found = measured([(figure, place, period) for place in (union, *streets)])
        values = {street.pk: each.value for street, each in zip(streets, found[1:], strict=True)}
        # What stands directly under the district is what its streets leave of it.
        return values | {0: found[0].value - sum(values.values())}
    told_apart = with_street(live.rows_in_window(figure, union, period), union, path=figure.union_path)
    grouped = live.grouped(figure, told_apart, "street")
    return {row.key: grouped[row.key].value if row.key in grouped else Decimal(0) for row in rows}
