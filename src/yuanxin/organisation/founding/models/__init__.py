"""Applications to found a union, and to change, merge, revoke or renew one."""

from yuanxin.organisation.founding.models.changes import ChangedCoverage, RenewalCandidate, UnionChange
from yuanxin.organisation.founding.models.elections import Election, Nominee
from yuanxin.organisation.founding.models.foundings import Applicant, FoundingCandidate, FoundingEmployer
from yuanxin.organisation.founding.models.foundings import Founding as Founding

__all__ = [
    "Applicant",
    "ChangedCoverage",
    "Election",
    "Founding",
    "FoundingCandidate",
    "FoundingEmployer",
    "Nominee",
    "RenewalCandidate",
    "UnionChange",
]
