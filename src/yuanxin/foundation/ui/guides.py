"""The guides (怎样办理): the officers' documents of `docs/`, read beside the pages that they are about.

They are written once, in `docs/`; a wheel carries them along (`pyproject.toml`). An app says in its `apps.py` which of
its pages a guide is about. Guides are Chinese, as the officers are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_SHIPPED = Path(__file__).parent / "guides"
#: Where the documents are: in the package that was installed, or in the checkout that it runs from.
FOLDER = _SHIPPED if _SHIPPED.is_dir() else Path(__file__).parents[4] / "docs"
TUTORIAL = "tutorial"
HEADING = re.compile(r"\A# (.+)\n+")
DOCUMENT = re.compile(r"([a-z-]+)\.md\Z")

_about: dict[str, str] = {}
_orders: dict[str, int] = {}


class UnknownGuide(LookupError):
    """A guide that is not among the documents."""


@dataclass(frozen=True, slots=True)
class Guide:
    """A document for officers: its name in addresses, its heading, and what follows as Markdown."""

    name: str
    title: str
    text: str

    @property
    def url(self) -> str:
        return reverse("ui:guide", args=[self.name])

    def drawn(self) -> SafeString:
        """The text as HTML; links between documents lead from page to page."""
        return SafeString(_drawing().render(self.text))


def tell(name: str, *routes: str, order: int = 50) -> None:
    """Say that a guide is about the pages whose routes begin so: `members:`, `rosters:quality`. The longest counts.

    Args:
        order: its place among the guides; those of one order stand as their apps do.

    Raises:
        UnknownGuide: where there is no such document.
    """
    if name not in _guides():
        raise UnknownGuide(name)
    _about.update(dict.fromkeys(routes, name))
    _orders[name] = order


def named(name: str) -> Guide | None:
    """The guide of a name; None where there is none."""
    return _guides().get(name)


def all_guides() -> list[Guide]:
    """The tutorial, then the guides that some pages have."""
    return [_guides()[name] for name in (TUTORIAL, *sorted(_orders, key=lambda name: _orders[name]))]


def about(route: str) -> Guide | None:
    """The guide about a page, by the page's route (`members:person-list`)."""
    told = max((each for each in _about if route.startswith(each)), key=len, default=None)
    return None if told is None else _guides()[_about[told]]


@cache
def _guides() -> dict[str, Guide]:
    return {path.stem: _read(path) for path in (FOLDER / f"{TUTORIAL}.md", *sorted(FOLDER.glob("how-to/*.md")))}


def _read(path: Path) -> Guide:
    text = path.read_text(encoding="utf-8")
    heading = HEADING.match(text)
    if heading is None:
        raise UnknownGuide(f"{path} does not begin with its heading")
    return Guide(path.stem, heading[1], text[heading.end() :])


@cache
def _drawing() -> MarkdownIt:
    """The renderer: no HTML of a document's own, tables in the look of the house, and no style of a cell's own, which
    the pages' security policy refuses."""
    from markdown_it import MarkdownIt  # the first reader waits for it, not every start

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.core.ruler.push("house", lambda state: _dress(state.tokens))
    return markdown


def _dress(tokens: Sequence[Token]) -> None:
    for token in _all(tokens):
        if token.type == "table_open":
            token.attrSet("class", "plain-table")
        elif token.type in {"th_open", "td_open"} and "right" in str(token.attrs.pop("style", "")):
            token.attrSet("class", "number")
        elif token.type == "link_open":
            token.attrSet("href", _address(str(token.attrGet("href"))))


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or ())


def _address(written: str) -> str:
    """Where a link leads: to the page of another guide, or where it says."""
    document = DOCUMENT.search(written)
    guide = named(document[1]) if document is not None and ":" not in written else None
    return written if guide is None else guide.url
