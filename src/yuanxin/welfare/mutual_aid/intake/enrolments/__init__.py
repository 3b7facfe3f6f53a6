"""The enrolment roster (参保名册): members put onto the lists of their unions."""

from yuanxin.welfare.mutual_aid.intake.enrolments.declaration import ROSTER, EnrolmentDeclaration

__all__ = ["ROSTER", "EnrolmentDeclaration"]
