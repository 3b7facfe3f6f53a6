"""Applications to found a union."""

from yuanxin.organisation.founding.models.elections import Election, Nominee
from yuanxin.organisation.founding.models.foundings import Applicant, FoundingCandidate, FoundingEmployer
from yuanxin.organisation.founding.models.foundings import Founding as Founding

__all__ = [
    "Applicant",
    "Election",
    "Founding",
    "FoundingCandidate",
    "FoundingEmployer",
    "Nominee",
]
