"""Renewal: the groups in which the people of last time and the members of today are told."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from yuanxin.welfare.mutual_aid.rules import listing

STAYS, CAME, JOINED = "stays", "came", "joined"
LEFT, MOVED, AGED, DONE, SENT, LATE, OTHER = "left", "moved", "aged", "done", "sent", "late", "other"
# What may be accepted; the first two are proposed.
TAKEN = (STAYS, CAME, JOINED)
PROPOSED = (STAYS, CAME)
LABELS: Mapping[str, Any] = {
    STAYS: gettext_lazy("Enrolled last time, and a member still"),
    CAME: gettext_lazy("Came since, enrolled last time elsewhere"),
    JOINED: gettext_lazy("Members not enrolled last time"),
    LEFT: gettext_lazy("Left since: no active member any more"),
    MOVED: gettext_lazy("Active in another union now"),
    AGED: gettext_lazy("Outside the ages of this scheme"),
    DONE: gettext_lazy("Enrolled in this scheme already"),
    SENT: gettext_lazy("Their union's list is submitted already"),
    LATE: gettext_lazy("The window is over, and they are no newcomers"),
    OTHER: gettext_lazy("Cannot be listed now"),
}
GROUP_OF = {
    listing.NOT_A_MEMBER: LEFT,
    listing.ELSEWHERE: MOVED,
    listing.AGE: AGED,
    listing.HERE: DONE,
    listing.ENROLLED_ELSEWHERE: DONE,
    listing.SENT_IN: SENT,
    listing.NOT_A_NEWCOMER: LATE,
}
