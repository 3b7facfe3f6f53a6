"""The command `yuanxin`: Django's management commands under their own name."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanxin.config.settings")
    execute_from_command_line(["yuanxin", *sys.argv[1:]])


if __name__ == "__main__":
    main()
