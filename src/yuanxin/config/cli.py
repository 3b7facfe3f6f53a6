"""The command `yuanxin`: Django's management commands under their own name."""

import os
import sys
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from yuanxin.config.translations import compile_catalogues


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanxin.config.settings")
    # Before the first sentence; an installation that may not be written to brings its own compiled catalogues.
    with suppress(OSError):
        compile_catalogues()
    try:
        # Asked for first, since Django lists its own commands where the settings are wrong.
        settings.DATABASES  # noqa: B018
        execute_from_command_line(["yuanxin", *sys.argv[1:]])
    except ImproperlyConfigured as wrong:
        print(wrong, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
