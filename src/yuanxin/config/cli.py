"""The command `yuanxin`: Django's management commands under their own name."""

import os
import sys
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility, get_commands
from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from yuanxin.config.translations import compile_catalogues


class CommandLine(ManagementUtility):
    """Django's, but a command that does not exist is refused in one line with exit code 2."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        if subcommand not in get_commands():
            with translation.override("zh-hans"):
                told = _("There is no command %(name)s. `yuanxin help` lists them all.") % {"name": subcommand}
            print(told, file=sys.stderr)
            sys.exit(2)
        return super().fetch_command(subcommand)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanxin.config.settings")
    # Before the first sentence; an installation that may not be written to brings its own compiled catalogues.
    with suppress(OSError):
        compile_catalogues()
    try:
        # Asked for first, since Django lists its own commands where the settings are wrong.
        settings.DATABASES  # noqa: B018
        CommandLine(["yuanxin", *sys.argv[1:]]).execute()
    except ImproperlyConfigured as wrong:
        print(wrong, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
