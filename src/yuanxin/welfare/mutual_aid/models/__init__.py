"""Medical mutual aid (医疗互助): its schemes, who is enrolled through which unit, the fee and subsidy; claims."""

from yuanxin.welfare.mutual_aid.models.claims import Bill, Calculation, Claim, ClaimQuerySet
from yuanxin.welfare.mutual_aid.models.enrolments import Enrolment, EnrolmentQuerySet
from yuanxin.welfare.mutual_aid.models.lists import Hospital, Illness
from yuanxin.welfare.mutual_aid.models.runs import ComputingRun, SamplingRun
from yuanxin.welfare.mutual_aid.models.schemes import Scheme
from yuanxin.welfare.mutual_aid.models.subsidies import UnitSubsidy
from yuanxin.welfare.mutual_aid.models.units import FeeReceipt, UnitEnrolment

__all__ = [
    "Bill",
    "Calculation",
    "Claim",
    "ClaimQuerySet",
    "ComputingRun",
    "Enrolment",
    "EnrolmentQuerySet",
    "FeeReceipt",
    "Hospital",
    "Illness",
    "SamplingRun",
    "Scheme",
    "UnitEnrolment",
    "UnitSubsidy",
]
