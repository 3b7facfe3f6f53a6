"""Until when a state is in time."""

import datetime
from typing import Any

from yuanxin.foundation.flow.cases import reached
from yuanxin.foundation.flow.tables import Deadline
from yuanxin.foundation.policies.queries import add_working_days, policy


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
