"""The tree of unions, the employers they cover, their officers and terms."""

from yuanxin.foundation.unions.models.employers import Coverage, Employer
from yuanxin.foundation.unions.models.merges import Merge
from yuanxin.foundation.unions.models.officers import Officer, Term
from yuanxin.foundation.unions.models.scope import (
    DistrictWide,
    Mergeable,
    Scoped,
    ScopedQuerySet,
    StandingManager,
    Versioned,
)
from yuanxin.foundation.unions.models.tree import FormerCode, Union

__all__ = [
    "Coverage",
    "DistrictWide",
    "Employer",
    "FormerCode",
    "Merge",
    "Mergeable",
    "Officer",
    "Scoped",
    "ScopedQuerySet",
    "StandingManager",
    "Term",
    "Union",
    "Versioned",
]
