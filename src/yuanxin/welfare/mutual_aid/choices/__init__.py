"""Words of mutual aid, by subject."""

from yuanxin.welfare.mutual_aid.choices.claims import (
    BY_OFFICERS,
    OF_AMOUNTS,
    REFUSING,
    SENTENCES,
    STRIKING,
    BenefitKind,
    ClaimState,
    HospitalLevel,
    Reason,
    Sampling,
    SpecialCause,
    Step,
)
from yuanxin.welfare.mutual_aid.choices.enrolments import (
    EnrolmentKind,
    EnrolmentState,
    SchemeState,
    SubsidyState,
    UnitKind,
    UnitState,
)
from yuanxin.welfare.mutual_aid.choices.permissions import Permission

__all__ = [
    "BY_OFFICERS",
    "OF_AMOUNTS",
    "REFUSING",
    "SENTENCES",
    "STRIKING",
    "BenefitKind",
    "ClaimState",
    "EnrolmentKind",
    "EnrolmentState",
    "HospitalLevel",
    "Permission",
    "Reason",
    "Sampling",
    "SchemeState",
    "SpecialCause",
    "Step",
    "SubsidyState",
    "UnitKind",
    "UnitState",
]
