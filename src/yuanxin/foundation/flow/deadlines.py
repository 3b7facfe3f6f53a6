"""Until when a state is in time; and whose work it is that the calendar behind working days is entered."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from yuanxin.foundation.flow.cases import reached
from yuanxin.foundation.flow.inbox import Item
from yuanxin.foundation.flow.tables import Deadline
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.periods import ONE_DAY
from yuanxin.foundation.policies.choices import Permission
from yuanxin.foundation.policies.queries import add_working_days, missing_calendar, policy
from yuanxin.foundation.policies.schemas import HOLIDAYS
from yuanxin.foundation.unions.models import Union


def due_on(deadline: Deadline | None, record: Any, today: datetime.date) -> datetime.date | None:
    """The last day in time for a state that `record` enters `today`: the day the record leads to, or by the policy in
    force; None for a state without end."""
    if deadline is None:
        return None
    if deadline.at:
        return reached(record, deadline.at)  # type: ignore[no-any-return]
    days = policy(deadline.policy, on=today).days
    if deadline.working_days:
        return add_working_days(today, days)
    return today + datetime.timedelta(days=days)


def awaiting_calendar(actor: Actor, today: datetime.date) -> QuerySet[Any]:
    """The topmost union, to whoever may enter policies there, while a year's notice of holidays is awaited."""
    if not actor.may_somewhere(Permission.EDIT) or missing_calendar(today) is None:
        return Union.objects.none()
    return Union.objects.filter(parent=None).visible_to(actor, Permission.EDIT)


def calendar_item(_union: Union, _actor: Actor, today: datetime.date) -> Item:
    """The holidays of the year that is not entered, as a thing to do."""
    year = missing_calendar(today) or today.year
    late = year <= today.year
    return Item(
        kind=_("Holidays"),
        subject=_("Enter the holidays of %(year)s as the State Council announced them") % {"year": year},
        url=reverse("policies:policy-first-version", args=[HOLIDAYS]),
        state=_("Not entered; working days are counted from Monday to Friday"),
        due_on=datetime.date(year, 1, 1) - ONE_DAY,
        overdue=late,
    )
