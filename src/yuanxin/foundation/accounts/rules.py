"""Rules of accounts, without database or clock (domain rules for passwords, sessions and 三员分立)."""

import datetime
import re
from collections.abc import Iterable
from itertools import combinations

from yuanxin.foundation.accounts.choices import Role

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR})
SECOND_FACTOR_ROLES = ADMINISTRATORS | {Role.APPROVER}

PASSWORD_LENGTH = 8
ADMINISTRATOR_PASSWORD_LENGTH = 10
PASSWORD_CLASSES = 3
PASSWORDS_REMEMBERED = 5
PASSWORD_DAYS = 90
FAILURES_BEFORE_LOCK = 5
LOCK = datetime.timedelta(minutes=30)
IDLE = datetime.timedelta(minutes=30)
ADMINISTRATOR_IDLE = datetime.timedelta(minutes=15)
LONGEST_SIGN_IN = datetime.timedelta(hours=12)
STEP_UP = datetime.timedelta(minutes=10)

USERNAME = re.compile(r"[a-z][a-z0-9_.-]{2,39}")
_CLASSES = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9]"), re.compile("[^A-Za-z0-9]"))
_DISGUISES = str.maketrans("@4031$5!7", "aaoeissit")
# fmt: off
_LOCAL_WORDS = frozenset({
    "aa", "abc", "abcd", "admin", "administrator", "asdf", "beijing", "gonghui", "guanli", "guanliyuan", "hangzhou",
    "huiyuan", "iloveyou", "mima", "password", "qaz", "qazwsx", "qwer", "qwerty", "root", "shanghai", "system",
    "test", "union", "user", "welcome", "woaini", "xihu", "xihuqu", "yuanxin", "zhejiang", "zhongguo",
    "zonggonghui", "zxcvbn",
})
# fmt: on


def conflict(roles: Iterable[str]) -> tuple[str, str] | None:
    """Two of `roles` that one person may not hold together, or None.

    An administrator holds no other role: not a second administration, and none that sees business data.
    """
    for one, other in combinations(sorted(set(roles)), 2):
        if one in ADMINISTRATORS or other in ADMINISTRATORS:
            return one, other
    return None


def needs_second_factor(roles: Iterable[str]) -> bool:
    """Whether who holds `roles` signs in with a second factor: approvers and administrators."""
    return not SECOND_FACTOR_ROLES.isdisjoint(roles)


def idle_limit(roles: Iterable[str]) -> datetime.timedelta:
    """How long a browser may rest before it is signed out."""
    return IDLE if ADMINISTRATORS.isdisjoint(roles) else ADMINISTRATOR_IDLE


def password_expired(changed_at: datetime.datetime | None, now: datetime.datetime) -> bool:
    """Whether a password is older than it may be. One of unknown age is new: it was set before ages were kept."""
    return changed_at is not None and now - changed_at >= datetime.timedelta(days=PASSWORD_DAYS)


def shortest_password(roles: Iterable[str]) -> int:
    """How many characters a password of who holds `roles` has at least."""
    return PASSWORD_LENGTH if ADMINISTRATORS.isdisjoint(roles) else ADMINISTRATOR_PASSWORD_LENGTH


def classes_in(password: str) -> int:
    """How many of the four classes stand in it: small letters, capitals, digits, other characters."""
    return sum(bool(kind.search(password)) for kind in _CLASSES)


def weak_forms(password: str) -> set[str]:
    """What a password is in a guesser's eyes: as typed in small letters, undisguised, and without trimmings.

    >>> sorted(weak_forms("P@ssw0rd123!"))
    ['p@ssw0rd', 'p@ssw0rd123', 'p@ssw0rd123!', 'password', 'passwordi2e', 'passwordi2ei']
    """
    small = password.lower()
    trimmed = [small, small.rstrip("!@#$%^&*.-_?~"), re.sub(r"^[^a-z]+|[^a-z]+$", "", small)]
    return {form for text in trimmed for form in (text, text.translate(_DISGUISES)) if form}


def is_local_word(form: str) -> bool:
    """Whether it is a word, or two of them, that everyone here would try first."""
    return form in _LOCAL_WORDS or any(
        form[:cut] in _LOCAL_WORDS and form[cut:] in _LOCAL_WORDS for cut in range(2, len(form) - 1)
    )


def holds_own_particulars(password: str, username: str, phone: str) -> bool:
    """Whether the account, the phone, or the phone's last six digits stand in the password."""
    small = password.lower()
    parts = [username.lower(), phone, phone[-6:] if len(phone) >= 6 else ""]
    return any(part and part in small for part in parts)
