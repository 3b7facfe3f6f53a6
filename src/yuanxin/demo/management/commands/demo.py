"""`yuanxin demo`: a synthetic district from a facts file; `yuanxin demo code USER`: the code to sign in with now."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from yuanxin.demo import services, signins, spec
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.commands import YuanxinCommand


class Command(YuanxinCommand):
    help = "Build a synthetic district holding exactly the facts of a file, in an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--spec", type=Path, default=spec.SHIPPED, metavar="FACTS.toml")
        parser.add_argument("--seed", type=int, default=services.USUAL_SEED, metavar="N")
        parser.add_argument("--members", type=int, default=None, metavar="N")
        actions = parser.add_subparsers(dest="action", metavar="", required=False)
        code = actions.add_parser("code", help="the code that USER's authenticator shows now")
        code.add_argument("user", metavar="USER")
        actions.add_parser("sign-ins", help="the users, their passwords and secrets")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["action"]:
            case "code":
                self.stdout.write(signins.code_of(options["user"]))
            case "sign-ins":
                self.print_sign_ins()
            case _:
                self.build(options)

    def build(self, options: dict[str, Any]) -> None:
        built = services.build_district(
            actor=Actor.system("demo"),
            facts=spec.read(options["spec"]),
            members=options["members"],
            seed=options["seed"],
            today=clock.today(),
            tell=self.tell,
        )
        if built.skipped:
            names = ", ".join(f"{fact.id} {fact.figure}" for fact in built.skipped)
            self.tell(_("Skipped, their departments are not built yet: %(names)s") % {"names": names})
        self.tell(_("Built %(union)s: %(rows)s") % {"union": built.demonstration.union, "rows": built.rows})
        self.print_sign_ins()

    def print_sign_ins(self) -> None:
        for line in signins.printed_sign_ins():
            self.stdout.write(
                f"{line.username:<12}{line.password:<16}{line.role}　{line.union}　{line.secret}".rstrip()
            )
