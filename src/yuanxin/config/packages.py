"""The files of npm packages that the site serves: each by its name, never a package as a whole."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Warning
from django.core.files.storage import FileSystemStorage

SERVED = {
    "tabler": (
        "@tabler/core/dist/css/tabler.min.css",
        "@tabler/core/dist/css/tabler.min.css.map",
        "@tabler/core/dist/js/tabler.min.js",
        "@tabler/core/dist/js/tabler.min.js.map",
    ),
    "echarts": (
        "echarts/dist/echarts.common.min.js",
        "echarts/dist/echarts.simple.min.js",
        "echarts/dist/echarts.min.js",
    ),
    "htmx": ("htmx.org/dist/htmx.min.js",),
}


class PackageFinder(BaseFinder):
    """Finds `tabler/tabler.min.css` and the other names of `SERVED` in node_modules."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        root = Path(settings.NODE_MODULES)
        self.files = {f"{prefix}/{Path(file).name}": root / file for prefix, files in SERVED.items() for file in files}

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        missing = [file for file in self.files.values() if not file.is_file()]
        if not missing:
            return []
        return [Warning(f"{missing[0]} is not there.", hint="Run `make setup`, or `npm ci`.", id="yuanxin.W001")]

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
