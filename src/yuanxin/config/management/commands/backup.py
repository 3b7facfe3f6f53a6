"""`yuanxin backup FILE`: the database and the attachments in one archive, never the keys."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.config import backups
from yuanxin.foundation.audit.services import record
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.commands import YuanxinCommand


class Command(YuanxinCommand):
    help = "Write database and attachments to one archive. The keys are not in it: keep them apart."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="archive to write, such as yuanxin-2016-07-05.tar.gz")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        made = backups.make(file, tell=self.tell)
        rows = sum(number for number, _digest in made.tables.values())
        with transaction.atomic():
            record(Actor.system("backup"), "config.backed_up", rows=rows, attachments=made.attachments)
        self.stdout.write(
            _("%(path)s: %(rows)s rows of %(tables)s tables, %(attachments)s attachments.")
            % {"path": file, "rows": rows, "tables": len(made.tables), "attachments": made.attachments}
        )
        self.stdout.write(
            _("The keys are not in it. Keep YUANXIN_DATA_KEY apart: without it sealed numbers are lost for good.")
        )
