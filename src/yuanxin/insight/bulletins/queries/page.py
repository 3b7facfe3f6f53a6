"""What a half-year page tells: boxes, sentences, trend and streets, of a draft or of a frozen run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from yuanxin.foundation.figures import live
from yuanxin.foundation.figures.catalogue import Figure
from yuanxin.foundation.figures.choices import Theme
from yuanxin.foundation.figures.printing import plain
from yuanxin.foundation.figures.queries import measured
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.periods import Period, month
from yuanxin.foundation.unions.choices import Level
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import StreetRow, by_street, with_street
from yuanxin.foundation.unions.rules import TOPMOST_LEVELS
from yuanxin.insight.bulletins.choices import BulletinState
from yuanxin.insight.bulletins.models import Bulletin, FrozenFigure, Run
from yuanxin.insight.bulletins.queries.taking import of_half_years
from yuanxin.insight.bulletins.rules.periods import in_words, short
from yuanxin.insight.bulletins.rules.wording import HEADINGS, SENTENCES, Piece, headlines, pieces, told_sentences

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
        """The figures that stand above the text."""
        return [self.told[code] for code in headlines(self.told)]


def draft_page(actor: Actor, union: Union, period: Period, *, charts: bool = True, chosen: str = "") -> Page:
    """The page as the records say today; whatever cells hold of it is read by one statement."""
    figures = shown_figures(actor, union)
    one = _figure_of_charts(figures, chosen) if charts else None
    streets = by_street(union) if one else []
    boxed = set(headlines(figure.code for figure in figures)) | ({one.code} if one else set())
    spans = {
        figure.code: _told_of(figure, period, before=not charts or figure.code in boxed, months=charts)
        for figure in figures
    }
    asked = [(figure, union, each) for figure in figures for each in spans[figure.code]]
    if one is not None:
        asked += _asked_by_charts(one, union, period, streets)
    read = iter(measured(asked))
    told: dict[str, Told] = {}
    for figure in figures:
        now, *others = (next(read) for _span in spans[figure.code])
        values = [each.value for each in others]
        told[figure.code] = Told(figure, now.value, now.text, values[0] if values else None, values[1:])
    drawn = _chosen(told[one.code], union, period, streets, [each.value for each in read]) if one else None
    return _page(union, period, None, None, told, drawn)


def _told_of(figure: Figure, period: Period, *, before: bool, months: bool) -> list[Period]:
    """Of which periods a figure is read: this one, that `before` if it is compared, the `months` if cells hold it."""
    spans = [period]
    if before and (figure.in_cells or figure.measure.compared):
        spans.append(period.previous())
        spans += months_until(period) if months and figure.in_cells else []
    return spans


def frozen_page(actor: Actor, run: Run, *, charts: bool = True, chosen: str = "") -> Page:
    """The page as it was frozen. A figure that the catalogue no longer has is not shown to anybody."""
    bulletin, union = run.bulletin, run.bulletin.union
    frozen = {each.code: each for each in run.figures.all()}
    told = {
        figure.code: Told(figure, kept.value, kept.text, kept.before, (), kept)
        for figure in shown_figures(actor, union)
        if (kept := frozen.get(figure.code))
    }
    one = _figure_of_charts([each.figure for each in told.values()], chosen) if charts else None
    drawn = None
    if one is not None:
        trend = measured([(one, union, each) for each in _periods_before(one, bulletin.period)])
        drawn = _chosen(told[one.code], union, bulletin.period, by_street(union), [each.value for each in trend])
    return _page(union, bulletin.period, bulletin, run, told, drawn)


def shown_figures(actor: Actor, union: Union) -> list[Figure]:
    """The figures that can be told of `union` to `actor`: first those of the text, in its order."""
    figures = {figure.code: figure for figure in of_half_years(union) if actor.may(figure.view, union)}
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
    words = {
        "period": in_words(period),
        "last_day": date_format(period.end, "DATE_FORMAT"),
        "place": place_words(union),
    }
    values = {code: each.value for code, each in told.items()}
    district = union.level in TOPMOST_LEVELS
    parts = [
        Part(theme, str(HEADINGS[theme]), [_stretches(pieces(sentence, words, values), told) for sentence in sentences])
        for theme in Theme
        if (sentences := list(told_sentences(theme, values, district=district)))
    ]
    shown = {part.theme for part in parts}
    left_out = [str(theme.label) for theme in Theme if theme not in shown]
    return Page(union, period, bulletin, run, told, parts, left_out, chosen)


def _stretches(found: Iterable[Piece], told: dict[str, Told]) -> list[Stretch]:
    """The pieces with their figures; one told by words has these as its text."""
    return [
        Stretch("", replace(told[piece.code], text=piece.words or told[piece.code].text))
        if piece.code
        else Stretch(piece.words, None)
        for piece in found
    ]


def _figure_of_charts(figures: Sequence[Figure], code: str) -> Figure | None:
    """The figure asked for; by default the first that cells hold, since it reads quickest."""
    asked = next((figure for figure in figures if figure.code == code), None)
    return asked or next((figure for figure in figures if figure.in_cells), next(iter(figures), None))


def _asked_by_charts(
    figure: Figure, union: Union, period: Period, rows: Sequence[StreetRow]
) -> list[tuple[Figure, Union, Period]]:
    """What the charts read besides the box: earlier periods, and each street now and before, where cells hold it."""
    earlier = [(figure, union, each) for each in _periods_before(figure, period)]
    if not figure.in_cells or len(rows) < 2:
        return earlier
    streets = [row.street for row in rows if row.street]
    return earlier + [(figure, street, each) for each in (period, period.previous()) for street in streets]


def _periods_before(figure: Figure, period: Period) -> list[Period]:
    """The periods of the trend before the two that the box tells; none for a figure asked of the records each time."""
    periods = [period.previous()]
    while figure.in_cells and len(periods) < TREND_PERIODS - 1:
        periods.insert(0, periods[0].previous())
    return periods[:-1]


def _chosen(one: Told, union: Union, period: Period, rows: Sequence[StreetRow], read: Sequence[Decimal]) -> Chosen:
    """The charts of one figure; `read` are the values of `_asked_by_charts`, in its order."""
    earlier = _periods_before(one.figure, period)
    labels = [short(each) for each in (*earlier, period.previous(), period)]
    over_time = [*read[: len(earlier)], one.before or Decimal(0), one.value]
    return Chosen(one, labels, over_time, _streets(one, union, period, rows, read[len(earlier) :]))


def _streets(
    one: Told, union: Union, period: Period, rows: Sequence[StreetRow], read: Sequence[Decimal]
) -> list[StreetValue]:
    if len(rows) < 2:
        return []
    if one.frozen is not None:
        kept = {chunk.union_id: chunk.value for chunk in one.frozen.chunks.defer("content")}
        return [StreetValue(row, kept.get(row.street.pk if row.street else union.pk, Decimal(0)), None) for row in rows]
    if one.figure.in_cells:
        half = len(read) // 2
        now = _with_direct(rows, one.value, read[:half])
        before = _with_direct(rows, one.before or Decimal(0), read[half:])
    else:
        now, before = _grouped(one.figure, union, (period, period.previous()), rows)
    return [StreetValue(row, now[row.key], before[row.key]) for row in rows]


def _with_direct(rows: Sequence[StreetRow], whole: Decimal, read: Sequence[Decimal]) -> dict[int, Decimal]:
    """The streets' values; what stands directly under the district is what they leave of the whole."""
    values = dict(zip((row.key for row in rows if row.street), read, strict=True))
    return values | {0: whole - sum(values.values())}


def _grouped(
    figure: Figure, union: Union, periods: Sequence[Period], rows: Sequence[StreetRow]
) -> list[dict[int, Decimal]]:
    apart = [with_street(live.rows_in_window(figure, union, each), rows, path=figure.union_path) for each in periods]
    found = live.grouped_apart(figure, apart, "street")
    return [{row.key: each[row.key].value if row.key in each else Decimal(0) for row in rows} for each in found]
