"""`yuanxin daily`: what the day brings by itself, here and now; a worker does the same once a day."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from yuanxin.foundation.kernel import clock, daily
from yuanxin.foundation.kernel.commands import YuanxinCommand


class Command(YuanxinCommand):
    help = "Do the work that the day brings by itself, such as time limits that have passed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="also what was done today already")

    def handle(self, *args: Any, again: bool, **options: Any) -> None:
        done = daily.do_daily(today=clock.today(), again=again)
        for work in daily.works():
            if work.code in done:
                self.tell(_("%(work)s: %(count)s") % {"work": work.label, "count": done[work.code]})
        if not done:
            self.tell(_("All of it was done today already."))
