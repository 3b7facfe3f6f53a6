"""The charts of a page: the chosen figure over time and by street."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yuanxin.foundation.ui.charts import Bar, Series, Tile, bars, lines, tiles
from yuanxin.foundation.unions.models import Union
from yuanxin.insight.bulletins.queries.page import Page, StreetValue
from yuanxin.insight.bulletins.rules.places import DIRECTLY, SQUARES, in_square, short_name


@dataclass(frozen=True, slots=True)
class Charts:
    """The drawn charts; a union without streets has none by street."""

    over_time: SafeString
    by_street: SafeString
    squares: SafeString


def charts(page: Page, address_of: Callable[[Union], str]) -> Charts | None:
    """Draw the charts of the chosen figure; each street leads to its own page."""
    chosen = page.chosen
    if chosen is None:
        return None
    figure = chosen.told.figure
    return Charts(
        over_time=lines(
            _("%(figure)s over time") % {"figure": figure.label},
            chosen.labels,
            [Series(figure.label, chosen.over_time)],
            unit=figure.unit,
        ),
        by_street=bars(
            _("%(figure)s by street") % {"figure": figure.label},
            [_bar(each, address_of) for each in chosen.streets],
            unit=figure.unit,
            compared=_("Period before") if any(each.before is not None for each in chosen.streets) else "",
        )
        if chosen.streets
        else SafeString(""),
        squares=tiles(
            _("%(figure)s on the map of streets") % {"figure": figure.label},
            [_tile(each, page, address_of) for each in chosen.streets],
            unit=figure.unit,
        )
        if chosen.streets
        else SafeString(""),
    )


def _bar(each: StreetValue, address_of: Callable[[Union], str]) -> Bar:
    street = each.row.street
    return Bar(short_name(each.row.label), each.value, url=address_of(street) if street else "", before=each.before)


def _tile(each: StreetValue, page: Page, address_of: Callable[[Union], str]) -> Tile:
    street = each.row.street
    codes = (street.division, street.code) if street else (f"{page.union.division}{DIRECTLY}",)
    column, row = next((SQUARES[code] for code in codes if code in SQUARES), (None, None))
    url = address_of(street) if street else ""
    return Tile(in_square(each.row.label), each.value, url=url, column=column, row=row)
