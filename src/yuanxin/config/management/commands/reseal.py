"""`yuanxin reseal`: bring all sealed values under the present key of YUANXIN_DATA_KEY."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import record
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.commands import YuanxinCommand
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.resealing import Resealed, reseal, sealed_columns
from yuanxin.foundation.kernel.sealed import BrokenSeal


class Command(YuanxinCommand):
    help = "Seal personal data anew under the last key of YUANXIN_DATA_KEY. May be stopped and run again."

    def handle(self, *args: Any, **options: Any) -> None:
        done: dict[str, int] = {}
        for column in sealed_columns():
            told = Resealed(0, 0)
            try:
                for told in reseal(column):
                    self.tell(f"{column}: {told.seen} / {told.resealed}")
            except BrokenSeal as error:
                raise Refused(
                    _("A value of %(column)s does not open: %(error)s.") % {"column": column, "error": error},
                    remedy=_("Put the key that sealed it back into YUANXIN_DATA_KEY."),
                ) from error
            done[str(column)] = told.resealed
        if any(done.values()):
            with transaction.atomic():
                record(Actor.system("reseal"), "config.resealed", columns=done)
        for name, count in done.items():
            self.stdout.write(f"{name}: {count}")
        self.stdout.write(
            _("Keep the former keys in YUANXIN_DATA_KEY: the audit journal and old imports stay under them.")
        )
