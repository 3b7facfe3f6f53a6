"""`yuanxin up`: prepares the site, prints its figures, and keeps web server and worker running."""

import fcntl
import ipaddress
import os
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from yuanxin.config import statics, supervision
from yuanxin.demo.queries import demonstration, holds_records
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.commands import YuanxinCommand
from yuanxin.foundation.kernel.errors import Refused

# Seconds in which the web server has both cores of a small machine to start.
WORKER_AFTER = 3
YUANXIN = [sys.executable, "-m", "yuanxin.config.cli"]


class DemoInPublic(Refused):
    """A demonstration, with sign-ins that everyone knows, would be open to other machines."""


class AddressTaken(Refused):
    """The address cannot be listened on."""


class Command(YuanxinCommand):
    help = "Prepare the site, print its figures, and run web server and worker until told to end."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
        parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")
        parser.add_argument("--demo-in-public", action="store_true", help="let other machines reach a demo database")
        parser.add_argument("--once", action="store_true", help="prepare, print the figures, and end")

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        # Behind a proxy the site listens on this machine, and the names it answers to say that others reach it.
        local = is_loopback(host) and settings.ON_LOOPBACK
        if not options["once"]:
            check_free(host, port)
        with one_at_a_time():
            if demonstration() and not local and not options["demo_in_public"]:
                raise DemoInPublic(
                    _("This is a demonstration with sign-ins that everyone knows; %(host)s is open to other machines.")
                    % {"host": host},
                    remedy=_("Say --demo-in-public, or point DATABASE_URL at another database."),
                )
            if local and not options["no_demo"] and not holds_records():
                call_command("demo")
            else:
                self.print_sign_ins()
            statics.gather()
        if options["once"]:
            self.print_figures()
            return
        # The web server starts while the figures are computed, and the worker when it has started: pages come first.
        supervision.supervise(
            self.children(host, port), tell=self.tell_of_end, meanwhile=lambda: self.print_all(host, port)
        )

    def print_all(self, host: str, port: int) -> None:
        """The figures, and where the site is."""
        self.print_figures()
        self.stdout.write(f"\n{address(host, port)}\n")
        self.stdout.flush()

    def tell_of_end(self, child: supervision.Child, pause: float) -> None:
        self.tell(
            _("%(name)s: ended (%(code)s), starts again in %(pause)s s")
            % {"name": child.name, "code": child.returned(), "pause": round(pause)}
        )

    def print_sign_ins(self) -> None:
        if demonstration():
            call_command("demo", "sign-ins")
        elif not holds_records():
            self.stdout.write(_("The database is empty. `yuanxin init` makes the top union and its administrators."))

    def print_figures(self) -> None:
        """The demonstration's half-year, or the present one."""
        if not holds_records():
            return
        demo = demonstration()
        begin, end = (demo.begins_on, demo.ends_on) if demo else half_year_of(clock.today())
        self.stdout.write("")
        call_command("figures", "show", "--from", begin.isoformat(), "--to", end.isoformat())

    def children(self, host: str, port: int) -> list[supervision.Child]:
        environment = {"YUANXIN_HOSTS": os.environ.get("YUANXIN_HOSTS") or names_of(host)}
        web = [sys.executable, "-m", "granian", "yuanxin.config.wsgi:application", "--interface", "wsgi"]
        web += ["--host", host, "--port", str(port), "--workers", str(web_processes()), "--blocking-threads", "4"]
        web += ["--log-level", "warning", "--workers-kill-timeout", "10"]
        if certificate := os.environ.get("YUANXIN_TLS_CERTIFICATE"):
            web += ["--ssl-certificate", certificate, "--ssl-keyfile", os.environ.get("YUANXIN_TLS_KEY", "")]
        elif not is_loopback(host) and not os.environ.get("YUANXIN_PROXIES"):
            self.tell(
                _("Other machines reach the site over TLS only: name a proxy by YUANXIN_PROXIES, or a certificate by")
                + " YUANXIN_TLS_CERTIFICATE, YUANXIN_TLS_KEY."
            )
        return [
            supervision.Child(_("web server"), web, environment),
            supervision.Child(_("worker"), [*YUANXIN, "worker"], environment, after=WORKER_AFTER),
        ]


def is_loopback(host: str) -> bool:
    """Whether `host` is reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_free(host: str, port: int) -> None:
    """Raise `AddressTaken` where the address cannot be listened on."""
    try:
        family, kind, protocol, _name, where = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except (OSError, OverflowError) as error:
        raise AddressTaken(
            _("Nothing can listen on %(address)s: %(reason)s.")
            % {"address": f"{host}:{port}", "reason": getattr(error, "strerror", None) or error},
            remedy=_("Choose another with --host and --port."),
        ) from error


def names_of(host: str) -> str:
    """The names by which other machines may call this one, where YUANXIN_HOSTS does not say."""
    if is_loopback(host):
        return ",".join({host, *settings.LOOPBACK_NAMES})
    own = {host, socket.gethostname(), socket.getfqdn()}
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        own |= {str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None)}
    return ",".join(sorted(own | set(settings.LOOPBACK_NAMES)))


def address(host: str, port: int) -> str:
    """What people type into a browser."""
    scheme = "https" if os.environ.get("YUANXIN_TLS_CERTIFICATE") else "http"
    return f"{scheme}://{f'[{host}]' if ':' in host and not host.startswith('[') else host}:{port}"


def web_processes() -> int:
    return max(2, min(4, os.cpu_count() or 2))


def half_year_of(today: date) -> tuple[date, date]:
    """The half-year that holds `today`, both days in."""
    first, last = ((1, 1), (6, 30)) if today.month <= 6 else ((7, 1), (12, 31))
    return date(today.year, *first), date(today.year, *last)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two `up` on one data directory prepare it one after the other."""
    lock = Path(settings.DATA_DIR) / "up.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
