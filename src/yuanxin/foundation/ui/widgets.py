"""Drawing the inputs of forms: the two kinds that pages are full of without a template for each option."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

FOLDER = "django/forms/widgets/"
INPUTS = {f"{FOLDER}{kind}.html" for kind in ("input", "text", "number", "date", "hidden", "checkbox")}
SELECTS = {f"{FOLDER}select.html"}
OPTION = f"{FOLDER}select_option.html"


class Renderer(DjangoTemplates):
    """Django's own, but for inputs and lists to choose from: what their templates say, said in Python.

    A query bar has a hundred options, and a template for each of them takes longer than all the rest of the page.
    """

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name in INPUTS:
            return _input(context["widget"])
        if template_name in SELECTS:
            return _select(context["widget"], self)
        return super().render(template_name, context, request)


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', str(widget["value"]))
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, _attributes(widget))


def _select(widget: Mapping[str, Any], renderer: Renderer) -> SafeString:
    groups = []
    for name, options, _index in widget["optgroups"]:
        drawn = SafeString("\n".join(_option(option, renderer) for option in options))
        groups.append(format_html('<optgroup label="{}">\n{}\n</optgroup>', name, drawn) if name else drawn)
    return format_html(
        '<select name="{}"{}>\n{}\n</select>', widget["name"], _attributes(widget), SafeString("\n".join(groups))
    )


def _option(option: Mapping[str, Any], renderer: Renderer) -> str:
    if option["template_name"] != OPTION:
        return renderer.render(option["template_name"], {"widget": option})
    label = conditional_escape(option["label"])
    return format_html('<option value="{}"{}>{}</option>', str(option["value"]), _attributes(option), label)


def _attributes(widget: Mapping[str, Any]) -> SafeString:
    """A true attribute stands by its name alone, a false one not at all."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html(" {}", name) if value is True else format_html(' {}="{}"', name, str(value)),)
            for name, value in widget["attrs"].items()
            if value is not False
        ),
    )
