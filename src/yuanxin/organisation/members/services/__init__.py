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
from yuanxin.organisation.members.services.merging import merge_persons, unmerge_persons
from yuanxin.organisation.members.services.persons import (
    ClearValues,
    NumberTaken,
    Particulars,
    correct_person,
    masked,
    show_in_clear,
)
from yuanxin.organisation.members.services.transfers import (
    AlreadyProposed,
    NothingToTransfer,
    consent_to_all,
    decide_transfer,
    propose_transfer,
    propose_transfer_out,
    propose_transfers,
    settle_overdue,
    withdraw_transfer,
)

__all__ = [
    "ActiveElsewhere",
    "AlreadyMember",
    "AlreadyProposed",
    "AnotherName",
    "ClearValues",
    "NotAdmittedAgain",
    "NothingToTransfer",
    "NumberTaken",
    "Particulars",
    "admit",
    "consent_to_all",
    "correct_membership",
    "correct_person",
    "decide_transfer",
    "leave",
    "masked",
    "merge_persons",
    "propose_transfer",
    "propose_transfer_out",
    "propose_transfers",
    "retain",
    "settle_overdue",
    "show_in_clear",
    "unmerge_persons",
    "unretain",
    "withdraw_transfer",
]
