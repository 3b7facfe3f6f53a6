"""`yuanxin bulletin`: the half-year of any union and period, written to a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.commands import YuanxinCommand, day
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.queries import topmost_union, union_with_code
from yuanxin.insight.bulletins.queries.frozen import bulletin_of, run_of
from yuanxin.insight.bulletins.queries.page import Page, draft_page, frozen_page
from yuanxin.insight.bulletins.queries.paper import FORMATS, written


class Command(YuanxinCommand):
    help = "Write the half-year bulletin of a union; what was frozen of the period, else the draft of today."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--union", metavar="CODE", default="")
        parser.add_argument("--from", dest="begins_on", type=day, required=True, metavar="D")
        parser.add_argument("--to", dest="ends_on", type=day, required=True, metavar="D")
        parser.add_argument("--format", choices=list(FORMATS), required=True)
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        content = written(self.page(options), options["format"])
        try:
            options["output"].write_bytes(content)
        except OSError as error:
            raise Refused(
                _("%(file)s cannot be written: %(why)s") % {"file": options["output"], "why": error.strerror}
            ) from error
        self.tell(_("Written: %(file)s") % {"file": options["output"]})

    def page(self, options: dict[str, Any]) -> Page:
        """What to write: the last run of the period where there is one."""
        union = union_with_code(options["union"]) if options["union"] else topmost_union()
        if union is None:
            raise Refused(_("There is no union yet."), remedy=_("Run yuanxin init, or yuanxin demo."))
        if options["ends_on"] < options["begins_on"]:
            raise Refused(_("The last day lies before the first."))
        period = Period(options["begins_on"], options["ends_on"])
        actor = Actor.system("shell")
        bulletin = bulletin_of(union, period)
        run = run_of(bulletin) if bulletin else None
        return frozen_page(actor, run, charts=False) if run else draft_page(actor, union, period, charts=False)
