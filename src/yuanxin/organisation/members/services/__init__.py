"""Every write about persons and memberships."""

from yuanxin.organisation.members.services.memberships import (
    ActiveElsewhere,
    AlreadyMember,
    AnotherName,
    NotAdmittedAgain,
    admit,
    correct_membership,
    leave,
    retain,
    unretain,
)
from yuanxin.organisation.members.services.persons import (
    ClearValues,
    NumberTaken,
    Particulars,
    correct_person,
    show_in_clear,
)

__all__ = [
    "ActiveElsewhere",
    "AlreadyMember",
    "AnotherName",
    "ClearValues",
    "NotAdmittedAgain",
    "NumberTaken",
    "Particulars",
    "admit",
    "correct_membership",
    "correct_person",
    "leave",
    "retain",
    "show_in_clear",
    "unretain",
]
