"""Medical mutual aid (医疗互助): its schemes, who is enrolled through which unit, the fee, and the unit's subsidy."""

from yuanxin.welfare.mutual_aid.models.enrolments import Enrolment, EnrolmentQuerySet
from yuanxin.welfare.mutual_aid.models.schemes import Scheme
from yuanxin.welfare.mutual_aid.models.subsidies import UnitSubsidy
from yuanxin.welfare.mutual_aid.models.units import FeeReceipt, UnitEnrolment

__all__ = ["Enrolment", "EnrolmentQuerySet", "FeeReceipt", "Scheme", "UnitEnrolment", "UnitSubsidy"]
