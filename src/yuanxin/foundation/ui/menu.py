"""The left menu: one folder a department, one entry an app, each declared by the app in its `apps.py`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.access import PUBLIC, SIGNED_IN

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the menu. `permission` is the one its view is marked with."""

    label: Text
    url_name: str
    permission: str
    order: int = 100

    @property
    def url(self) -> str:
        return _address(self.url_name, settings.ROOT_URLCONF, get_script_prefix())

    def open_to(self, actor: Actor) -> bool:
        """Whether `actor` may open the page somewhere."""
        return self.permission in {PUBLIC, SIGNED_IN} or actor.may_somewhere(self.permission)


@cache
def _address(url_name: str, _site: str, _prefix: str) -> str:
    """The address of a page without arguments, found once: every page of the site asks for all of the menu's."""
    return reverse(url_name)


@dataclass(slots=True)
class Folder:
    """A department of the house."""

    label: Text
    icon: str
    entries: list[Entry] = field(default_factory=list)


_folders: dict[str, Folder] = {
    "own": Folder(_("My work"), "person"),
    "organisation": Folder(_("Organisation"), "tree"),
    "welfare": Folder(_("Welfare"), "heart"),
    "growth": Folder(_("Growth"), "star"),
    "life": Folder(_("Life"), "calendar"),
    "outreach": Folder(_("Outreach"), "speech"),
    "finance": Folder(_("Finance"), "coins"),
    "insight": Folder(_("Insight"), "chart"),
    "system": Folder(_("System"), "gear"),
}


# Apps whose pages are folded together, by the name space of their routes.
_sections: dict[str, Text] = {}
# Pages without an entry that belong to one which stands elsewhere, by their routes.
_belonging: dict[str, str] = {}


class UnknownFolder(LookupError):
    """A folder that the house does not have."""


def add(folder: str, label: Text, url_name: str, permission: str, order: int = 100) -> None:
    """Put a page into the menu.

    Args:
        folder: the department's name as in the source tree (`organisation`, `insight`, …), `system`, or `own` for what
            everybody has.
        url_name: a route without arguments, such as `members:membership-list`.
        permission: who may open it; `access.SIGNED_IN` for everyone.

    Raises:
        UnknownFolder: for a folder that is not one of the house's.
    """
    if folder not in _folders:
        raise UnknownFolder(folder)
    entries = _folders[folder].entries
    entries[:] = [entry for entry in entries if entry.url_name != url_name]
    entries.append(Entry(label, url_name, permission, order))
    entries.sort(key=lambda entry: entry.order)


def label_of(url_name: str) -> Text:
    """What the menu calls the page of a route; nothing where it has none."""
    found = (entry.label for folder in _folders.values() for entry in folder.entries if entry.url_name == url_name)
    return next(found, "")


def name_section(app: str, label: Text) -> None:
    """Fold the pages of an app together under one line of the menu: for an app of many pages."""
    _sections[app] = label


def belongs(url_name: str, to: str) -> None:
    """Let the pages of a route, and those below it, stand under the entry `to` of another part of the site."""
    _belonging[url_name] = to


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A page of the menu with its address, and whether it is the one shown."""

    label: Text
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class ShownSection:
    """Entries that stand together; without a label they are not folded."""

    label: Text
    entries: list[ShownEntry]

    @property
    def current(self) -> bool:
        return any(entry.current for entry in self.entries)


@dataclass(frozen=True, slots=True)
class ShownFolder:
    """A folder as one actor sees it on one page."""

    label: Text
    icon: str
    sections: list[ShownSection]

    @property
    def entries(self) -> list[ShownEntry]:
        return [entry for section in self.sections for entry in section.entries]


def shown_to(actor: Actor, path: str, way: Sequence[str] = ()) -> Iterator[ShownFolder]:
    """The folders with a page that `actor` may open.

    The current entry is that of `path`, else the last on the `way` there that the page names, else the one whose
    address begins `path`.
    """
    open_entries = [
        (folder, [(entry, entry.url) for entry in folder.entries if entry.open_to(actor)])
        for folder in _folders.values()
    ]
    urls = {entry.url_name: url for _folder, entries in open_entries for entry, url in entries}
    addresses = {url: url for url in urls.values()}
    addresses |= {
        _address(page, settings.ROOT_URLCONF, get_script_prefix()): urls[to]
        for page, to in _belonging.items()
        if to in urls
    }
    above = max((url for url in addresses if path.startswith(url)), key=len, default="")
    named = next((url for url in (path, *reversed(way)) if url in addresses), above)
    current = addresses.get(named, "")
    for folder, entries in open_entries:
        if entries:
            yield ShownFolder(str(folder.label), folder.icon, _in_sections(entries, current))


def _in_sections(entries: list[tuple[Entry, str]], current: str) -> list[ShownSection]:
    """The entries of a folder, those of an app with a named section together, where its first one stands."""
    sections: dict[str, ShownSection] = {}
    for entry, url in entries:
        app = entry.url_name.partition(":")[0]
        key = app if app in _sections else entry.url_name
        section = sections.setdefault(key, ShownSection(str(_sections.get(app, "")), []))
        section.entries.append(ShownEntry(str(entry.label), url, url == current))
    return list(sections.values())
