"""Catalogues of translations, compiled by Python: no machine needs gettext to run the site."""

import os
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def catalogues() -> Iterator[Path]:
    """The catalogue (.po) of each app, in the order of their paths."""
    return iter(sorted(PACKAGE.rglob("locale/*/LC_MESSAGES/*.po")))


def compile_catalogues() -> int:
    """Write the .mo file beside each catalogue that is newer than it; return how many were written."""
    written = 0
    for source in catalogues():
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            import polib  # only where there is something to compile: every command starts here

            # Written aside and renamed: a process that starts meanwhile reads the old one or the new one.
            aside = compiled.with_suffix(f".mo.{os.getpid()}")
            polib.pofile(str(source)).save_as_mofile(str(aside))
            aside.replace(compiled)
            written += 1
    return written


if __name__ == "__main__":
    compile_catalogues()
