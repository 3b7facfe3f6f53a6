"""`yuanxin roster check|import|undo`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from yuanxin.foundation.accounts.queries import acting_as
from yuanxin.foundation.intake.choices import Mode, RowClass
from yuanxin.foundation.intake.problems import left_out_notices
from yuanxin.foundation.intake.queries import batch_with_number
from yuanxin.foundation.intake.services import apply, undo
from yuanxin.foundation.intake.workbooks import give_back_batch, give_back_checked
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.commands import YuanxinCommand
from yuanxin.foundation.unions.queries import union_in_scope
from yuanxin.organisation.rosters.intake import ROSTER
from yuanxin.organisation.rosters.services import check_roster, check_writable, read_file, receive_roster, stage_roster


class Command(YuanxinCommand):
    help = "Check, import and undo member rosters."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        for name in ("check", "import"):
            act = acts.add_parser(name)
            act.add_argument("file", type=Path, metavar="FILE")
            act.add_argument("--union", required=True, metavar="CODE")
            act.add_argument("--as", required=True, dest="user", metavar="USER")
            act.add_argument("--override", action="store_true")
            act.add_argument("--sheet", default="", metavar="NAME")
            act.add_argument("--json", action="store_true")
            act.add_argument("--errors", type=Path, metavar="OUT.xlsx")
        act = acts.add_parser("undo")
        act.add_argument("batch", type=int, metavar="BATCH")
        act.add_argument("--as", required=True, dest="user", metavar="USER")

    def handle(self, *args: Any, act: str, user: str, **options: Any) -> None:
        today = clock.today()
        account, actor = acting_as(user, today=today)
        if act == "undo":
            batch = batch_with_number(actor, ROSTER, options["batch"])
            undo(actor=actor, batch=batch)
            self.tell(_("Batch %(batch)s is undone.") % {"batch": batch.pk})
            return
        union = union_in_scope(actor, options["union"], ROSTER.permission)
        if options["errors"]:
            check_writable(options["errors"])
        content = read_file(options["file"])
        mode = Mode.OVERRIDE if options["override"] else Mode.FILL
        self.tell(_("Reading the file…"))
        if act == "check":
            checked = check_roster(
                actor=actor,
                union=union,
                content=content,
                mode=mode,
                dated_on=today,
                today=today,
                sheet=options["sheet"],
            )
            errors = give_back_checked(checked, ROSTER, options["errors"]) if options["errors"] else None
            self._answer(options, checked.counts, None, errors, checked.notices)
            return
        batch = receive_roster(
            actor=actor,
            user=account,
            union=union,
            content=content,
            file_name=options["file"].name,
            mode=mode,
            dated_on=today,
            sheet=options["sheet"],
        )
        stage_roster(batch)
        self.tell(_("Writing…"))
        apply(actor=actor, batch=batch)
        batch.refresh_from_db()
        errors = give_back_batch(batch, actor, options["errors"]) if options["errors"] else None
        notices = batch.notices + left_out_notices(batch.left_out)
        self._answer(options, batch.counts, batch.pk, errors, notices)

    def _answer(
        self,
        options: dict[str, Any],
        counts: dict[str, int],
        batch: int | None,
        errors: Path | None,
        notices: list[str],
    ) -> None:
        for notice in notices:
            self.tell(notice)
        classes = {name: counts.get(name, 0) for name in RowClass.values}
        rows = sum(classes.values())
        if options["json"]:
            self.answer_json({"rows": rows, **classes, "batch": batch, "errors": str(errors) if errors else None})
            return
        self.stdout.write(_("%(rows)s rows") % {"rows": rows})
        for row_class in RowClass:
            self.stdout.write(f"{row_class.label}: {classes[row_class.value]}")
        if batch is not None:
            self.stdout.write(_("Batch: %(batch)s") % {"batch": batch})
        if errors:
            self.stdout.write(_("Rows given back: %(path)s") % {"path": errors})
