"""The rules of membership (C01): who may be admitted again, and in which way; what its policies hold."""

import calendar
import datetime

from stdnum import luhn

from yuanxin.organisation.members.choices import JoinKind, LeaveKind

# Working days within which an application to join is decided.
APPLICATION_DAYS = "member.application_days"
# How long somebody must have stayed away before being deemed to have left.
AUTO_QUIT = "member.auto_quit_months"
# What a person agrees to who asks to join.
JOIN_CONSENT = "member.join_consent"

# After these a membership is not opened again by hand or by a roster: a person decides (domain guard of the registry).
FINAL_ENDS = frozenset({LeaveKind.EXPELLED, LeaveKind.DECEASED})

# What an officer may enter. An expulsion is decided by the upper union; a transfer comes from a proposal that both
# unions agreed to, or from a merger of unions.
ENTERED_ENDS = (LeaveKind.LEFT, LeaveKind.DEEMED_LEFT, LeaveKind.DECEASED)
# What the upper union may take back; a transfer goes back by another one, a merge of records by taking it apart.
REVERSIBLE_ENDS = frozenset({*ENTERED_ENDS, LeaveKind.EXPELLED})


def may_be_admitted(last_end: str) -> bool:
    """Whether a person whose last membership ended in this way (empty: never had one) may join."""
    return last_end not in FINAL_ENDS


def join_kind(*, had_membership: bool) -> JoinKind:
    """A first joining counts for fact F09; whoever was a member anywhere before joins again."""
    return JoinKind.REJOIN if had_membership else JoinKind.FIRST


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day `months` earlier, or the last of that month where it is shorter."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return datetime.date(years, month + 1, min(day.day, last))


def card_number(division: str, person: int, issue: int) -> str:
    """The number of a member card (会员卡号): division (6), holder (8), issue (2), and a check digit (Luhn).

    Nobody's two cards are alike, and nothing in the number is personal.
    """
    body = f"{division[:6]:0<6}{person:08d}{issue % 100:02d}"
    return f"{body}{luhn.calc_check_digit(body)}"
