"""What rosters leave to be confirmed, records entered twice, cleaning campaigns, and the pilot of the platform."""

from yuanxin.organisation.rosters.models.cleaning import CleaningCampaign, CleaningItem, CleaningTask
from yuanxin.organisation.rosters.models.duplicates import (
    DuplicatePair,
    DuplicateSearch,
    EmployerPair,
    PersonPair,
    UnionPair,
)
from yuanxin.organisation.rosters.models.employers import UnknownEmployer
from yuanxin.organisation.rosters.models.leavers import Leaver
from yuanxin.organisation.rosters.models.pilots import PilotTask

__all__ = [
    "CleaningCampaign",
    "CleaningItem",
    "CleaningTask",
    "DuplicatePair",
    "DuplicateSearch",
    "EmployerPair",
    "Leaver",
    "PersonPair",
    "PilotTask",
    "UnionPair",
    "UnknownEmployer",
]
