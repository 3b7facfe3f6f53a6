"""Every write of rosters."""

from yuanxin.organisation.rosters.services.bringing import (
    check_roster,
    check_writable,
    read_file,
    receive_roster,
    stage_roster,
)
from yuanxin.organisation.rosters.services.employers import confirm_employer, dismiss_employer, persons_under

__all__ = [
    "check_roster",
    "check_writable",
    "confirm_employer",
    "dismiss_employer",
    "persons_under",
    "read_file",
    "receive_roster",
    "stage_roster",
]
