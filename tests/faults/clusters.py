"""A PostgreSQL that may die: a cluster of its own beside the one of the tests, with a copy of the database in use."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from tests import databases
from yuanxin.config.backups import newest, run_program

OWNER = "postgres"


class Cluster:
    """A server of its own in a temporary folder. What it committed outlives its death, as on a site."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self._as_owner("initdb", "-D", self.data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.start_again()

    def start_again(self) -> None:
        """Start the server, as whoever looks after it would; it mends itself from its log."""
        # Whom the dead server's locks name may still stand in the table of processes, waiting to be fetched.
        for lock in (self.data / "postmaster.pid", self.folder / ".s.PGSQL.5432.lock"):
            lock.unlink(missing_ok=True)
        options = f"-k {self.folder} -c listen_addresses='' -c max_connections=20"
        self._as_owner("pg_ctl", "-D", self.data, "-l", self.folder / "log", "-w", "-s", "start", "-o", options)
        self.process = int((self.data / "postmaster.pid").read_text().split()[0])

    def end(self) -> None:
        self._as_owner("pg_ctl", "-D", self.data, "-m", "immediate", "-s", "stop")

    def _as_owner(self, program: str, *arguments: Any) -> None:
        """Run one of PostgreSQL's programs as the user who owns the folder: never as root."""
        command = [shutil.which(program) or newest(program), *map(str, arguments)]
        before = ["runuser", "-u", OWNER, "--"] if os.getuid() == 0 else []
        subprocess.run([*before, *command], check=True, cwd=self.folder, stdout=subprocess.DEVNULL)

    @contextmanager
    def copy(self) -> Iterator[str]:
        """A copy of the scene, to which this process's connections go; gives its `DATABASE_URL`."""
        with databases.own_copy() as copied:
            yield copied.url

    @classmethod
    @contextmanager
    def beside(cls, settings: dict[str, Any]) -> Iterator["Cluster"]:
        """A cluster with a copy of the database in use, to which all connections go until the end of the block."""
        with tempfile.TemporaryDirectory(prefix="yuanxin-faults-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            folder.chmod(0o777)
            run_program("pg_dump", "--format=custom", f"--file={folder / 'scene'}")
            cluster, kept = cls(folder), {key: settings[key] for key in ("HOST", "PORT", "USER", "NAME")}
            connection.close()
            settings |= {"HOST": str(folder), "PORT": "", "USER": OWNER, "NAME": OWNER}
            try:
                run_program("createdb", "scene")
                settings["NAME"] = "scene"
                run_program("pg_restore", "--no-owner", "--dbname=scene", str(folder / "scene"))
                yield cluster
            finally:
                connection.close()
                cluster.end()
                settings |= kept
