"""`yuanxin init`: the topmost union and the three administrators of an empty production database."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.demo.queries import holds_records
from yuanxin.foundation.accounts.services.founding import FirstAdministrator, create_first_administrators
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.commands import YuanxinCommand
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.choices import Form, Level
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.services import create_union


class NotEmpty(Refused):
    """The database holds records already."""


class Command(YuanxinCommand):
    help = "Make the topmost union and the three administrators; asks for what no option says."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", help="name of the topmost union, such as 西湖区总工会")
        parser.add_argument("--code", help="its union code")
        parser.add_argument("--division", help="its division code of six digits, such as 330106")
        parser.add_argument("--level", choices=[Level.CITY, Level.DISTRICT], default=Level.DISTRICT)

    def handle(self, *args: Any, level: str, **options: Any) -> None:
        if holds_records():
            raise NotEmpty(
                _("This database holds records already."),
                remedy=_("Point DATABASE_URL or YUANXIN_DATA_DIR at a new database."),
            )
        name = options["name"] or ask(_("Name of the topmost union"), "--name")
        code = options["code"] or ask(_("Its union code"), "--code")
        division = options["division"] or ask(_("Its division code, six digits"), "--division")
        union, administrators = found(name=name, code=code, division=division, level=level)
        self.print_sign_ins(union, administrators)

    def print_sign_ins(self, union: Union, administrators: list[FirstAdministrator]) -> None:
        self.stdout.write(
            _("%(union)s is set up. These passwords are shown only now, and serve one sign-in each:") % {"union": union}
        )
        for each in administrators:
            self.stdout.write(f"  {each.user.username:<10} {each.password}   {each.role.label}")
        self.stdout.write(
            _("Hand each to another person; the first sign-in asks for a new password and a second factor.")
        )


def found(*, name: str, code: str, division: str, level: str) -> tuple[Union, list[FirstAdministrator]]:
    """The union and its administrators, or neither."""
    actor, today = Actor.system("init"), clock.today()
    with transaction.atomic():
        union = create_union(
            actor=actor, parent=None, code=code, name=name, level=level, form=Form.FEDERATION, division=division,
            today=today,
        )  # fmt: skip
        return union, create_first_administrators(actor=actor, union=union, today=today)


def ask(question: str, option: str) -> str:
    """What the person at the terminal answers.

    Raises:
        Refused: where nobody sits there.
    """
    if not sys.stdin.isatty():
        raise Refused(
            _("%(question)s is missing.") % {"question": question}, remedy=_("Say %(option)s.") % {"option": option}
        )
    while True:
        if answer := input(f"{question}: ").strip():
            return answer
