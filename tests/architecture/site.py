"""The site as the guard tests walk it: every address with its view."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter

# What stands in an address whose argument does not matter, because the answer comes before the view looks at it.
ANYTHING = {IntConverter: 987654321, UUIDConverter: "00000000-0000-4000-8000-000000000000"}


@dataclass(frozen=True)
class Route:
    """One address of the site."""

    name: str
    view: Any
    arguments: dict[str, Any]

    @property
    def access(self) -> str | None:
        """The view's access mark."""
        return getattr(self.view, "access", None)

    def address(self, **arguments: Any) -> str:
        """The address with these arguments, or with any."""
        return reverse(self.name, kwargs=arguments or self.arguments)

    def __str__(self) -> str:
        return self.name


def routes() -> list[Route]:
    """Every address of the site, by name."""
    return sorted(_walk(get_resolver().url_patterns, "", {}), key=lambda route: route.name)


def _walk(patterns: list[Any], space: str, arguments: dict[str, Any]) -> Iterator[Route]:
    for entry in patterns:
        known = arguments | {
            name: ANYTHING.get(type(converter), "anything") for name, converter in entry.pattern.converters.items()
        }
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, inner, known)
        elif isinstance(entry, URLPattern):
            yield Route(f"{space}{entry.name}", entry.callback, known)
