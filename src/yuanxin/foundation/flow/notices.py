"""What a public notice may show, how long it runs, and what it keeps from going on."""

import datetime
import re
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuanxin.foundation.flow.choices import ObjectionState
from yuanxin.foundation.flow.models import Notice
from yuanxin.foundation.flow.tables import Entry
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.masking import masked_name
from yuanxin.foundation.kernel.periods import ONE_DAY

# Document and card numbers, mobile phones, and telephones with their area code, also with blanks or hyphens inside.
NUMBERS = re.compile(
    r"(?<!\d)(?:\d[ -]?){14,18}[\dXx](?!\d)|(?<!\d)1[3-9](?:[ -]?\d){9}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)"
)


class NotForThePublic(Refused):
    """A public notice would have shown a number or a phone."""


def shown_entries(entries: Iterable[Entry]) -> list[list[str]]:
    """The rows as everybody may read them: who (masked), unit, matter.

    Raises:
        NotForThePublic: if one holds a document number, a card number or a phone.
    """
    return [
        [
            public(masked_name(entry.who) if entry.person else entry.who),
            public(entry.unit),
            public(entry.matter),
        ]
        for entry in entries
    ]


def public(text: str) -> str:
    """The text, if everybody may read it.

    Raises:
        NotForThePublic: if it holds a document number, a card number or a phone.
    """
    if NUMBERS.search(text):
        raise NotForThePublic(
            _("A public notice shows no document number, card number or phone."),
            remedy=_("Take the number out of the name, the unit or the matter."),
        )
    return text


def obstacle(notice: Notice | None, today: datetime.date) -> str:
    """What keeps the record from its next step because of its notice, in words; empty once it may go on."""
    if notice is None or notice.taken_down_on is not None:
        return _("The record was not on public notice.")
    if notice.ends_on >= today:
        return _("The public notice runs until %(day)s.") % {"day": notice.ends_on}
    states = list(notice.objections.values_list("state", flat=True))
    if ObjectionState.OPEN in states:
        count = states.count(ObjectionState.OPEN)
        return ngettext(
            "%(count)s objection is still to be answered.", "%(count)s objections are still to be answered.", count
        ) % {"count": count}
    if ObjectionState.UPHELD in states:
        return _("An objection was upheld: return the record.")
    return ""


def free_from(notice: Notice) -> datetime.date:
    """The first day on which the record may go on, if nobody objects."""
    return notice.ends_on + ONE_DAY
