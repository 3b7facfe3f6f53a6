"""Which files the site serves: all of its own apps, and of npm packages each by its name, never a whole package."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder
from django.core.checks import CheckMessage, Warning
from django.core.files.storage import FileSystemStorage
from django.utils.translation import gettext as _

SERVED = {
    "tabler": ("@tabler/core/dist/css/tabler.min.css",),
    "htmx": ("htmx.org/dist/htmx.min.js",),
}


class HouseFinder(AppDirectoriesFinder):
    """Finds the files of our own apps; what libraries bring along for Django's pages of theirs is not served."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(settings.FIRST_PARTY_APPS, *args, **kwargs)


class PackageFinder(BaseFinder):
    """Finds `tabler/tabler.min.css` and the other names of `SERVED` in node_modules."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        root = Path(settings.NODE_MODULES)
        self.files = {f"{prefix}/{Path(file).name}": root / file for prefix, files in SERVED.items() for file in files}

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        missing = [file for file in self.files.values() if not file.is_file()]
        if not missing:
            return []
        told = _("%(file)s is not there.") % {"file": missing[0]}
        return [Warning(told, hint=_("Run `make setup`, or `npm ci`."), id="yuanxin.W001")]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        file = self.files.get(path)
        found = str(file) if file and file.is_file() else None
        if find_all:
            return [found] if found else []
        return found or []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for path, file in self.files.items():
            storage = FileSystemStorage(location=file.parent)
            storage.prefix = path.partition("/")[0]  # type: ignore[attr-defined]
            yield file.name, storage
