"""Until when a state is in time."""

import datetime

from yuanxin.foundation.flow.tables import Deadline
from yuanxin.foundation.policies.queries import add_working_days, policy


def due_on(deadline: Deadline | None, today: datetime.date) -> datetime.date | None:
    """The last day in time for a state entered `today`, by the policy of that day; None for a state without end."""
    if deadline is None:
        return None
    days = policy(deadline.policy, on=today).days
    if deadline.working_days:
        return add_working_days(today, days)
    return today + datetime.timedelta(days=days)
