"""`yuanxin doctor`: whether the site is well; exit code 2 where it is not."""

from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuanxin.config.health import CHECKS
from yuanxin.foundation.kernel.commands import YuanxinCommand


class Command(YuanxinCommand):
    help = "Look at engine, tables, triggers, keys, files, clock, long work and settings."

    def handle(self, *args: Any, **options: Any) -> None:
        number = 0
        for check in CHECKS:
            try:
                troubles = list(check.troubles())
            except (OSError, DatabaseError) as error:
                troubles = [str(error)]
            number += 0 if check.advice else len(troubles)
            mark = "✓" if not troubles else "!" if check.advice else "✗"
            self.stdout.write(f"{mark} {check.subject}")
            for trouble in troubles:
                self.stdout.write(f"    {trouble}")
        if number:
            raise CommandError(
                ngettext("%(number)s trouble.", "%(number)s troubles.", number) % {"number": number}, returncode=2
            )
        self.stdout.write(_("The site is well."))
