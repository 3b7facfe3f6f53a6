import pytest

from yuanxin.foundation.audit import registry


@pytest.fixture(autouse=True)
def tested_action(monkeypatch):
    """An action that only these tests do."""
    monkeypatch.setitem(registry._labels, "tests.done", "做了一件事")
