"""Every write of the tree, its employers, officers and terms."""

from yuanxin.foundation.unions.services.employers import (
    AREA_LEVELS,
    CoverageOverlaps,
    EmployerKnown,
    check_may_edit_employer,
    correct_employer,
    cover,
    register_employer,
    uncover,
)
from yuanxin.foundation.unions.services.ending import (
    Held,
    StillInUse,
    annul_approval,
    held_by,
    merge_unions,
    revoke_union,
)
from yuanxin.foundation.unions.services.officers import (
    ChairTaken,
    TermRefused,
    appoint_officer,
    begin_term,
    end_post,
    end_term,
)
from yuanxin.foundation.unions.services.tree import (
    CodeTaken,
    TreeRefused,
    add_former_code,
    approve_union,
    correct_union,
    create_union,
    move_union,
    rename_union,
)
from yuanxin.foundation.unions.services.writing import UnionEnded

__all__ = [
    "AREA_LEVELS",
    "ChairTaken",
    "CodeTaken",
    "CoverageOverlaps",
    "EmployerKnown",
    "Held",
    "StillInUse",
    "TermRefused",
    "TreeRefused",
    "UnionEnded",
    "add_former_code",
    "annul_approval",
    "appoint_officer",
    "approve_union",
    "begin_term",
    "check_may_edit_employer",
    "correct_employer",
    "correct_union",
    "cover",
    "create_union",
    "end_post",
    "end_term",
    "held_by",
    "merge_unions",
    "move_union",
    "register_employer",
    "rename_union",
    "revoke_union",
    "uncover",
]
