"""The versions that the product ships, read from TOML and put in place by an app's migration.

[[policy]]
code = "org.term_warn_months"
from = 2000-01-01
until = 2016-01-01            # first day out; left away for a version without end
document = "…"                # 文号
note = "…"
parameters = { months = [6, 3, 1] }
"""

import datetime
import tomllib
from pathlib import Path
from typing import Any

from django.apps.registry import Apps

SHIPPED = Path(__file__).with_name("defaults.toml")


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a file, as fields of `Policy`."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["policy"]
    return [
        {
            "code": entry["code"],
            "region": entry.get("region", ""),
            "begins_on": entry["from"],
            "ends_on": entry.get("until"),
            "parameters": _plain(entry["parameters"]),
            "document_number": entry.get("document", ""),
            "note": entry.get("note", ""),
        }
        for entry in entries
    ]


def insert(apps: Apps, path: Path = SHIPPED) -> None:
    """Put the rows of a file into a database that has no version of their code yet; for migrations."""
    model = apps.get_model("policies", "Policy")
    present = set(model.objects.values_list("code", flat=True))
    model.objects.bulk_create([model(**row) for row in read(path) if row["code"] not in present])


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value
