"""`yuanxin unions list`."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.commands import YuanxinCommand
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import union_with_code


class Command(YuanxinCommand):
    help = "The unions of the tree."

    def add_arguments(self, parser: CommandParser) -> None:
        subcommands = parser.add_subparsers(dest="subcommand", required=True)
        listing = subcommands.add_parser("list", help="unions in force, in tree order")
        listing.add_argument("--under", metavar="CODE", help="this union and everything below it")
        listing.add_argument("--all", action="store_true", help="also those merged, revoked or in preparation")
        listing.add_argument("--json", action="store_true", help="one JSON value on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        unions = Union.objects.all()
        if options["under"]:
            unions = unions.within(union_with_code(options["under"]))
        if not options["all"]:
            unions = unions.in_force()
        rows = list(unions.order_by("path").values_list("code", "name", "level", "parent__code", "path"))
        if options["json"]:
            keys = ("code", "name", "level", "parent")
            self.answer_json([dict(zip(keys, row[:4], strict=True)) for row in rows])
            return
        for code, name, _level, _parent, path in rows:
            self.stdout.write(f"{'  ' * (len(path) // 5 - 1)}{code}  {name}")
        self.tell(_("%(count)s unions") % {"count": len(rows)})
