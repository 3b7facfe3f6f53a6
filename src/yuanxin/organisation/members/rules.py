"""The rules of membership (C01): who may be admitted again, and in which way; what its policies hold."""

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.policies.schemas import labelled
from yuanxin.organisation.members.choices import JoinKind, LeaveKind

# Working days within which an application to join is decided.
APPLICATION_DAYS = "member.application_days"
# What a person agrees to who asks to join.
JOIN_CONSENT = "member.join_consent"

# After these a membership is not opened again by hand or by a roster: a person decides (domain guard of the registry).
FINAL_ENDS = frozenset({LeaveKind.EXPELLED, LeaveKind.DECEASED})

# What an officer may enter; a transfer comes from a proposal that both unions agreed to, or from a merger of unions.
ENTERED_ENDS = (LeaveKind.LEFT, LeaveKind.DEEMED_LEFT, LeaveKind.EXPELLED, LeaveKind.DECEASED)


def may_be_admitted(last_end: str) -> bool:
    """Whether a person whose last membership ended in this way (empty: never had one) may join."""
    return last_end not in FINAL_ENDS


def join_kind(*, had_membership: bool) -> JoinKind:
    """A first joining counts for fact F09; whoever was a member anywhere before joins again."""
    return JoinKind.REJOIN if had_membership else JoinKind.FIRST


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The words a person agrees to (告知同意), with the version that they are known by (PIPL articles 13, 14, 17)."""

    version: str = labelled(gettext_lazy("Version"))
    text: str = labelled(gettext_lazy("Text"))

    def __post_init__(self) -> None:
        if not self.version.strip() or not self.text.strip():
            raise ValueError(_("A consent has a version and a text."))

    @property
    def digest(self) -> str:
        """What an application keeps of the text, so that its very words can be shown again and proved."""
        return hashlib.blake2b(self.text.encode(), digest_size=32).hexdigest()
