"""What rosters leave to be confirmed."""

from yuanxin.organisation.rosters.models.employers import UnknownEmployer

__all__ = ["UnknownEmployer"]
