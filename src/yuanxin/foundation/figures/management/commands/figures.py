"""`yuanxin figures show`, `rows`, `verify` and `rebuild`."""

import csv
import datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from yuanxin.foundation.figures import queries, services
from yuanxin.foundation.figures.catalogue import UnknownFigure, figure_of
from yuanxin.foundation.kernel.commands import YuanxinCommand, day
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import topmost_union, union_with_code


class NoUnion(Refused):
    """There is no union whose figures could be asked for."""


class NoFigure(Refused):
    """No figure has this code."""


class Unproved(Refused):
    """Some cells do not say what the records say."""


class Command(YuanxinCommand):
    help = "Figures: their values, the rows behind them, and the proof that the kept sums are right."

    def add_arguments(self, parser: CommandParser) -> None:
        subcommands = parser.add_subparsers(dest="subcommand", required=True)

        show = subcommands.add_parser("show", help="the figures of a union and period")
        add_place_and_days(show)
        show.add_argument("--json", action="store_true", help="one JSON value on stdout")

        rows = subcommands.add_parser("rows", help="the rows behind a figure")
        rows.add_argument("code", metavar="CODE", help="the figure")
        add_place_and_days(rows)
        rows.add_argument("--csv", action="store_true", help="comma-separated, with a header line")

        verify = subcommands.add_parser("verify", help="prove that the kept sums equal the records")
        verify.add_argument("--figure", metavar="CODE", help="only this figure")
        verify.add_argument("--union", metavar="CODE", help="only this union and all below it")
        verify.add_argument("--since", metavar="D", type=day, help="only days from this one on")

        subcommands.add_parser("rebuild", help="make all kept sums anew")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, options["subcommand"])(options)

    def show(self, options: dict[str, Any]) -> None:
        union, period = asked_union(options["union"]), asked_period(options)
        found = queries.measure_all(union, period)
        if options["json"]:
            figures = {
                code: {"value": each.plain, "unit": each.unit, "text": each.text, "rows": each.rows}
                for code, each in found.items()
            }
            self.answer_json(
                {
                    "union": union.code,
                    "from": period.start.isoformat(),
                    "to": period.end.isoformat(),
                    "figures": figures,
                }
            )
            return
        self.stdout.write(f"{union.name}  {period.start} — {period.end}")
        for code, each in found.items():
            self.stdout.write(f"{code:36} {each.text:>14}  {each.figure.label}")

    def rows(self, options: dict[str, Any]) -> None:
        union, period = asked_union(options["union"]), asked_period(options)
        figure = asked_figure(options["code"])
        writer = csv.writer(self.stdout, lineterminator="\n", delimiter="," if options["csv"] else "\t")
        writer.writerow([*services.EXPORTED, *(label for label, _path in figure.details)])
        number = 0
        for row in queries.exported_rows(figure.code, union, period):
            writer.writerow([row.record, row.key, *map(as_text, row[2:6]), *map(as_text, row.details)])
            number += 1
        self.tell(_("%(count)s rows") % {"count": number})

    def verify(self, options: dict[str, Any]) -> None:
        figure = asked_figure(options["figure"]) if options["figure"] else None
        union = union_with_code(options["union"]) if options["union"] else None
        found = services.verify(figure, union, options["since"])
        for difference in found:
            self.tell(str(difference))
        if found:
            raise Unproved(
                _("%(count)s kept sums do not equal the records.") % {"count": len(found)},
                remedy=_("Make them anew with `yuanxin figures rebuild`."),
            )
        self.stdout.write(_("All kept sums equal the records."))

    def rebuild(self, options: dict[str, Any]) -> None:
        services.rebuild(lambda done, total: self.tell(f"{done}/{total}"))
        self.stdout.write(_("All kept sums are made anew."))


def add_place_and_days(parser: CommandParser) -> None:
    parser.add_argument("--union", metavar="CODE", help="a union and all below it; by default the topmost one")
    parser.add_argument("--from", dest="start", metavar="D", type=day, required=True, help="first day, YYYY-MM-DD")
    parser.add_argument("--to", dest="end", metavar="D", type=day, required=True, help="last day, YYYY-MM-DD")


def asked_union(code: str | None) -> Union:
    if code:
        return union_with_code(code)
    union = topmost_union()
    if union is None:
        raise NoUnion(_("There is no union yet."), remedy=_("Make one with `yuanxin init` or `yuanxin demo`."))
    return union


def asked_period(options: dict[str, Any]) -> Period:
    try:
        return Period(options["start"], options["end"])
    except ValueError:
        raise CommandError(_("The last day lies before the first."), returncode=2) from None


def asked_figure(code: str) -> Any:
    try:
        return figure_of(code)
    except UnknownFigure:
        raise NoFigure(
            _("There is no figure “%(code)s”.") % {"code": code},
            remedy=_("`yuanxin figures show` lists them."),
        ) from None


def as_text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
