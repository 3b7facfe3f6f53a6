"""Small marks that pages share: icons, fields, numbers, addresses."""

import json
import re
from decimal import Decimal
from functools import cache
from math import ceil
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, ClearableFileInput, RadioSelect, Select
from django.template.context import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yuanxin.foundation.kernel import clock
from yuanxin.foundation.ui import guides, menu, shell
from yuanxin.foundation.ui.charts import sparkline
from yuanxin.foundation.ui.charts.scales import brief, grouped
from yuanxin.foundation.ui.forms import ScopedChoice
from yuanxin.foundation.ui.measure_words import in_words
from yuanxin.foundation.ui.registers.actions import Action

register = template.Library()

PRINTED = re.compile(r"(?P<number>[近约超]?[-−]?[\d.,一二三四五六七八九十百千万亿两余多]*\d?%?)(?P<word>\D*)")
# Seconds from which the time left is told, and from which it is told in minutes.
NEARLY, MINUTES_FROM = 5, 90
NOTICE_ICONS = {"success": "check", "warning": "warning", "error": "warning"}


@register.simple_tag
@cache
def icon(name: str, size: str = "") -> SafeString:
    """The drawing `name` of `ui/icons.svg`, silent for screen readers: the word stands beside it."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>', size, static("ui/icons.svg"), name
    )


@register.filter
def notice_icon(level: str) -> str:
    """The icon of a message by its level."""
    return NOTICE_ICONS.get(level, "info")


@register.filter
def yuan(amount: Decimal | None) -> str:
    """An amount of money as pages write it: 1,200.00; a thin dash where there is none."""
    return "—" if amount is None else f"{amount:,.2f}"


@register.simple_tag
def page_address(url_name: str, *args: Any) -> str:
    """The address of a page, or nothing on a site without that app."""
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def guide_address(context: Context) -> str:
    """Where the reader of this page is helped: the guide about it, or all of them."""
    asked = getattr(context.get("request"), "resolver_match", None)
    guide = guides.about(asked.view_name) if asked is not None else None
    return guide.url if guide is not None else reverse("ui:guides")


@register.simple_tag
def register_address(register: Any, page: str, *args: Any) -> str:
    """The address of a register's page: list, print, export, bulk, columns."""
    return str(register.url(page, *args))


@register.simple_tag
def widget(field: BoundField, told: str = "") -> SafeString:
    """The field's input in the look of the house, whatever form it comes from; `told` names it where no label does."""
    asking = {"aria-label": told} if told else {}
    if isinstance(field.field, ScopedChoice):
        asking |= {
            "list": f"{field.id_for_label}_offered",
            "autocomplete": "off",
            "hx-get": "",
            "hx-trigger": "input changed delay:200ms",
            "hx-target": f"#{field.id_for_label}_offered",
            "hx-swap": "innerHTML",
            "hx-vals": json.dumps({"offer": field.html_name}),
            "hx-push-url": "false",
        }
    return field.as_widget(attrs={"class": widget_class(field), **asking})


@register.filter
def amount(value: Any) -> str:
    """An amount in yuan as the registers write it: grouped, with its two places; nothing for none."""
    return "" if value in (None, "") else f"{value:,.2f}"


@register.filter
def is_check(field: BoundField) -> bool:
    """Whether the field is a single box to tick, whose label stands beside it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether the field is several boxes, to be put into a fieldset."""
    return isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """This page's query string with `changes`; a value of None or "" takes the key out."""
    parameters = context["request"].GET.copy()
    for key, value in changes.items():
        parameters.pop(key, None)
        if value not in (None, ""):
            parameters[key] = value
    return "?" + urlencode(sorted(parameters.lists()), doseq=True)


def widget_class(field: BoundField) -> str:
    drawn = field.field.widget
    if isinstance(drawn, RadioSelect | CheckboxSelectMultiple):
        # Django gives the class to the frame around the boxes, too.
        kind = "choice-list"
    elif isinstance(drawn, CheckboxInput):
        kind = "form-check-input"
    elif isinstance(drawn, Select):
        kind = "form-select"
    elif isinstance(drawn, ClearableFileInput):
        kind = "form-control file-input"
    else:
        kind = "form-control"
    return " ".join(filter(None, [drawn.attrs.get("class", ""), kind, "is-invalid" if field.errors else ""]))


@register.simple_tag(takes_context=True)
def query_without(context: Context, keys: tuple[str, ...]) -> str:
    """This page's query string without `keys`, from its first page."""
    return query(context, **dict.fromkeys([*keys, "after", "before", "from"]))


@register.simple_tag(takes_context=True)
def action_link(context: Context, action: Action, record: Any) -> SafeString:
    """A row's link to an action, where the reader may do it and the record's state allows it."""
    if not action.open_to(context["request"].actor, record):
        return SafeString("")
    return format_html('<a class="later" href="{}">{}</a>', action.url(record), action.label)


@register.inclusion_tag("ui/action_button.html", takes_context=True)
def action_button(context: Context, action: Action, record: Any) -> dict[str, Any]:
    """An action of a detail page: a link, or a form sent after its sentence was agreed to."""
    return {"action": action, "address": action.url(record), "csrf_token": context.get("csrf_token")}


@register.simple_tag(takes_context=True)
def menu_folders(context: Context) -> list[menu.ShownFolder]:
    """The menu as the reader sees it, the entry current that the page or its breadcrumbs name."""
    request = context["request"]
    way = [str(url) for _label, url in context.get("breadcrumbs") or () if url]
    return list(menu.shown_to(shell.reader_of(request), request.path, way))


@register.simple_tag
def time_left(work: Any) -> str:
    """How long a step of long work will still take, roughly; nothing where nothing tells, or it is nearly there."""
    left = work.time_left(clock.now()) if work else None
    seconds = 0 if left is None else left.total_seconds()
    if seconds < NEARLY:
        return ""
    if seconds < MINUTES_FROM:
        return _("about %(number)d s left") % {"number": ceil(seconds / 5) * 5}
    return _("about %(number)d min left") % {"number": ceil(seconds / 60)}


@register.simple_tag(name="sparkline")
def draw_sparkline(values: Any) -> SafeString:
    """The small line of a number box."""
    return sparkline(values)


@register.simple_tag
def figure_parts(printed: Any, unit: Any = "") -> tuple[str, str]:
    """A printed figure as its number and its measure word, `3000余` and `名`, the word in the reader's language; `unit`
    stands in where it has none."""
    text = str(printed).strip()
    if unit and text.endswith(str(unit)):
        return text.removesuffix(str(unit)), in_words(unit)
    found = PRINTED.fullmatch(text)
    return (found["number"], in_words(found["word"] or unit)) if found else (str(printed), in_words(unit))


@register.filter
def measure_word(measure: Any) -> str:
    """A measure word in the reader's language."""
    return in_words(measure)


@register.simple_tag
def change(value: Any, label: Any = "", *, exact: bool = False) -> SafeString:
    """A change against the last period, signed, with its own arrow; nothing where there is none to tell.

    A great one is told in 万 unless it is to be `exact`, as where figures are compared to the fen.
    """
    if value in (None, ""):
        return SafeString("")
    number = Decimal(str(value))
    sign, drawing = ("+", icon("up")) if number > 0 else ("−", icon("down")) if number < 0 else ("", SafeString("＝"))
    words = format_html("{}{}", sign, (grouped if exact else brief)(abs(number))) if number else _("no change")
    return format_html('<span class="change">{} {}{}</span>', label, drawing, words)
