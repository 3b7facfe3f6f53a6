"""Where a number of the half-year leads."""

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from yuanxin.insight.bulletins.queries.page import Page, Told

register = template.Library()


@register.simple_tag
def sentence_gap() -> str:
    """What stands between two sentences: nothing in Chinese, whose full stop is wide enough."""
    return "" if (get_language() or "").startswith("zh") else " "


@register.simple_tag
def figure_address(page: Page, told: Told) -> str:
    """The rows behind a number of the draft; of a frozen one, what was frozen."""
    if page.run is not None and page.bulletin is not None:
        return reverse("bulletins:frozen-figure", args=[page.bulletin.pk, page.run.number, told.code])
    try:
        rows = reverse("figures:rows", args=[told.code])
    except NoReverseMatch:
        return ""
    return rows + "?" + urlencode({"union": page.union.code, "from": page.period.start, "to": page.period.end})
