"""`yuanxin audit verify` and `yuanxin audit seal`."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from yuanxin.foundation.audit import append_only, seals
from yuanxin.foundation.kernel.commands import YuanxinCommand
from yuanxin.foundation.kernel.errors import Refused


class Command(YuanxinCommand):
    help = "Proves that nobody changed the audit trail, or seals its newest events."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        verifying = acts.add_parser("verify", help="check all seals, events and changed rows, then seal the tail")
        verifying.add_argument("--json", action="store_true", help="one JSON value on stdout")
        acts.add_parser("seal", help="seal the events that no seal holds yet")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        if act == "seal":
            self.stdout.write(_("Sealed: %(events)s events.") % {"events": seals.seal()})
            return
        unprotected = append_only.faults()
        verified = seals.verify()
        if unprotected:
            raise Refused(
                _("The tables %(tables)s can be changed: their triggers are missing.")
                % {"tables": ", ".join(unprotected)},
                remedy=_("Run `yuanxin migrate`, which puts them back, then ask who removed them."),
            )
        if options["json"]:
            self.answer_json(verified._asdict() | {"digest": verified.digest.hex()})
            return
        self.stdout.write(
            _("The trail is whole: %(events)s events, %(changes)s changed rows, %(seals)s seals. Last seal: %(digest)s")
            % (verified._asdict() | {"digest": verified.digest.hex()})
        )
