"""The same step of many applications at once: checked, reviewed, signed for."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from yuanxin.foundation.flow.services import act_all
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.welfare.model_workers.queries.workers import district_of


@transaction.atomic
def decide_together(
    *, actor: Actor, entitlements: Sequence[Any], action: str, today: datetime.date, opinion: str = ""
) -> int:
    """Take one step of every application: all of them, or none where one refuses.

    Returns:
        How many took it.

    Raises:
        NotAllowed, OutOfScope, NotByYou, NotPossible: as each alone; the refusal names the application.
    """
    unions = {each.union_id: each.union for each in entitlements}
    one = next(iter(unions.values()), None)
    if one is None:
        return 0
    place = one if len(unions) == 1 else district_of(one)
    return len(act_all(entitlements, action, actor=actor, today=today, opinion=opinion, union=place.pk))
