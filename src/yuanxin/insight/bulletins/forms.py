"""What a reader asks of a half-year page."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.ui import desk
from yuanxin.foundation.ui.forms import DateField, Form, ScopedChoice
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import topmost_union, unions_of
from yuanxin.insight.bulletins.choices import Permission
from yuanxin.insight.bulletins.queries.frozen import last_frozen_period
from yuanxin.insight.bulletins.rules.periods import last_over, opening_period


class UnionChoice(ScopedChoice):
    """The union, offered only once somebody types: the page is read far oftener than another union is chosen."""

    def offered(self, text: str = "") -> Iterator[tuple[str, str]]:
        return super().offered(text) if text else iter(())


class HalfYearForm(Form):
    """The union and the days of a page; what is left out is the reader's own union and the half-year at hand."""

    union = UnionChoice(Union.objects.all, permission=Permission.VIEW, required=False, label=_("Union"))
    begins_on = DateField(required=False, label=_("From"))
    ends_on = DateField(required=False, label=_("Until"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("begins_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day lies before the first."))
        return cleaned

    def place(self) -> Union | None:
        """The union asked for, else the topmost one the reader is appointed in."""
        chosen: Union | None = getattr(self, "cleaned_data", {}).get("union")
        if chosen is not None:
            return chosen
        if self.actor.everywhere:
            return topmost_union()
        own = [union for union in unions_of(self.actor) if self.actor.may(Permission.VIEW, union)]
        return own[0] if own else None

    def period(self, union: Union) -> Period:
        """The days asked for, else the half-year that `union` is at."""
        asked = getattr(self, "cleaned_data", {})
        first, last = asked.get("begins_on"), asked.get("ends_on")
        if first and last:
            return Period(first, last)
        present = desk.present_period(self.today)
        # A demonstration lives in the period of its facts, long over.
        at_hand = present if present.end < self.today else last_over(self.today)
        return opening_period(at_hand, last_frozen_period(union))
