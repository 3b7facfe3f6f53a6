"""The worker process: ends when told to, and does not end when the database is busy."""

import os
import signal
import subprocess
import sys
import threading

from django.db import OperationalError, connection

from yuanxin.config.management.commands import worker as module
from yuanxin.config.management.commands.worker import TirelessWorker


def test_a_worker_ends_when_told_to(own_database):
    connection.close()
    environment = os.environ | {"DATABASE_URL": own_database.url, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "yuanxin.config.cli", "worker", "--interval", "0.1"],
        env=environment | {"DJANGO_SETTINGS_MODULE": "yuanxin.config.settings"},
        stderr=subprocess.PIPE,
    )
    assert process.stderr.readline(), "it says that it is ready"
    assert not threading.Event().wait(1)
    assert process.poll() is None, "it goes on while there is nothing to do"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_a_worker_outlives_a_busy_database(own_database, monkeypatch, caplog):
    worker = TirelessWorker(interval=0)
    calls = []

    def busy():
        calls.append(True)
        if len(calls) == 2:
            worker.running = False
        raise OperationalError("database is locked")

    monkeypatch.setattr(module, "DUTIES", [(busy, 0)])
    worker.due = {busy: 0.0}
    worker.run()
    assert len(calls) == 2
    assert "busy" in caplog.text
