"""Public notices: begun and broken off by the steps of their records."""

import datetime
from typing import Any

from yuanxin.foundation.audit.services import RowChange, snapshot
from yuanxin.foundation.flow.models import Notice
from yuanxin.foundation.flow.notices import public, shown_entries
from yuanxin.foundation.flow.tables import Publicity
from yuanxin.foundation.policies.queries import add_working_days, policy


def publish(shown: Any, publicity: Publicity, *, today: datetime.date) -> list[RowChange]:
    """Put a record on public notice from today; part of the step that leads there.

    Raises:
        NotForThePublic: if it would show a number or a phone.
        NoPolicy: if nothing says how long.
    """
    notice = Notice.objects.create(
        union=shown.union,
        kind=shown._meta.label_lower,
        object_id=shown.pk,
        object_label=str(shown)[:200],
        round=shown.round,
        title=public(publicity.title(shown))[:100],
        text=public(publicity.text(shown)),
        entries=shown_entries(publicity.entries(shown)),
        begins_on=today,
        ends_on=add_working_days(today, policy(publicity.policy, on=today).days),
        telephone=shown.union.telephone,
    )
    return [RowChange(notice, None, snapshot(notice))]


def take_down(shown: Any, *, round: int, today: datetime.date) -> list[RowChange]:
    """Break off the notice of a round, if it stands; part of a step that does not wait for its end."""
    notice = Notice.objects.of(shown).filter(round=round, taken_down_on=None).first()
    if notice is None:
        return []
    before = snapshot(notice)
    notice.taken_down_on = today
    notice.save(update_fields=["taken_down_on"])
    return [RowChange(notice, before, snapshot(notice))]
