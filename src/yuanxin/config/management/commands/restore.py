"""`yuanxin restore FILE`: a backup into an empty database, compared with what was backed up."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.config import backups
from yuanxin.demo.queries import holds_records
from yuanxin.foundation.audit.services import record
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.commands import YuanxinCommand, prepare_database


class Command(YuanxinCommand):
    help = "Bring a backup into an empty database of the same engine, under the same data key."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="archive that `yuanxin backup` wrote")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        done = backups.restore(file, empty=lambda: not holds_records(), tell=self.tell)
        # A backup of an earlier version is brought up to date after it was compared.
        prepare_database()
        with transaction.atomic():
            record(Actor.system("backup"), "config.restored", made_at=done.made_at, attachments=done.attachments)
        self.stdout.write(
            _("Restored as of %(moment)s; every table is as it was backed up.") % {"moment": done.made_at}
        )
        self.stdout.write(_("Now run: yuanxin doctor, yuanxin audit verify, yuanxin figures verify."))
