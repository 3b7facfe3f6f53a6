"""What rosters leave to be confirmed, cleaning campaigns, and the pilot of the platform."""

from yuanxin.organisation.rosters.models.cleaning import CleaningCampaign, CleaningItem, CleaningTask
from yuanxin.organisation.rosters.models.employers import UnknownEmployer
from yuanxin.organisation.rosters.models.pilots import PilotTask

__all__ = ["CleaningCampaign", "CleaningItem", "CleaningTask", "PilotTask", "UnknownEmployer"]
