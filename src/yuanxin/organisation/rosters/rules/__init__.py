"""Rules of rosters and of their cleaning. No database, no clock."""

from yuanxin.organisation.rosters.rules.comparing import (
    BLANKS,
    PARTICULARS,
    SHARED_PHONE_FROM,
    Field,
    age_on,
    joining_day,
)

__all__ = ["BLANKS", "PARTICULARS", "SHARED_PHONE_FROM", "Field", "age_on", "joining_day"]
