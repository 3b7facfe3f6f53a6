"""The 台账 pages of rosters, and what of them is to be done."""

from yuanxin.organisation.rosters.registers.batches import BATCHES
from yuanxin.organisation.rosters.registers.cleaning import CAMPAIGNS, ITEMS, TASKS
from yuanxin.organisation.rosters.registers.duplicates import (
    EMPLOYER_PAIRS,
    MERGES,
    PAIRS_TO_DECIDE,
    PERSON_PAIRS,
    SEARCHES,
    UNION_PAIRS,
)
from yuanxin.organisation.rosters.registers.employers import EMPLOYERS, NAMES
from yuanxin.organisation.rosters.registers.pilots import PILOTS
from yuanxin.organisation.rosters.registers.queue import QUEUE, ROWS

__all__ = [
    "BATCHES",
    "CAMPAIGNS",
    "EMPLOYERS",
    "EMPLOYER_PAIRS",
    "ITEMS",
    "MERGES",
    "NAMES",
    "PAIRS_TO_DECIDE",
    "PERSON_PAIRS",
    "PILOTS",
    "QUEUE",
    "ROWS",
    "SEARCHES",
    "TASKS",
    "UNION_PAIRS",
]
