"""Filings opened as something is applied for, and what follows from their steps."""

import datetime
from typing import Any

from django.db import transaction

from yuanxin.foundation.audit.services import RowChange
from yuanxin.foundation.flow.services import begin, settle_all
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.services.writing import locked, put
from yuanxin.growth.honours.choices import HonourLevel
from yuanxin.welfare.model_workers.choices import FilingState, Purpose
from yuanxin.welfare.model_workers.models import Filing
from yuanxin.welfare.model_workers.queries.filings import entries_of
from yuanxin.welfare.model_workers.states import FILING_FLOW


@transaction.atomic
def open_filing(
    *, purpose: Purpose, level: int | None, year: int, union: Union, actor: Actor, today: datetime.date
) -> Filing:
    """The filing of this kind that is being put together in a district; begun now where there is none.

    The caller has checked that `actor` may apply. Of two who come at once the second takes the first one's: the row of
    the union is held meanwhile.
    """
    union = locked(union)
    of_kind = Filing.objects.filter(union=union, purpose=purpose, level=level, year=year)
    standing = of_kind.filter(state=FilingState.OPEN).first()
    if standing is not None:
        return standing
    title = title_of(purpose, level, year, today)
    alike = Filing.objects.filter(union=union, title__startswith=title).count()
    filing = Filing(
        union=union,
        purpose=purpose,
        level=level,
        year=year,
        title=f"{title}（第{alike + 1}批）" if alike else title,
        opened_on=today,
    )
    return begin(filing, actor=actor, today=today)


def title_of(purpose: str, level: int | None, year: int, today: datetime.date) -> str:
    """What a filing is called: papers and notices are Chinese whatever the language of the pages."""
    if purpose == Purpose.MEDICAL:
        half = "上半年" if today.month <= 6 else "下半年"
        return f"{today.year}年{half}劳模医疗费用报销"
    if purpose == Purpose.FUNERAL:
        return f"{year}年劳模丧葬慰问"
    return f"{year}年{LEVEL_NAMES.get(level or 0, '')}劳模三金申报"


LEVEL_NAMES: dict[int, str] = {
    HonourLevel.NATIONAL: "全国", HonourLevel.PROVINCIAL: "省级", HonourLevel.CITY: "市级",
    HonourLevel.DISTRICT: "区级",
}  # fmt: skip


@FILING_FLOW.entering(FilingState.REPORTED)
def sent_up(filing: Filing, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Date it, and let all that is in it go along."""
    changes = put(filing, reported_on=today)
    take_along(filing, today)
    return changes


@FILING_FLOW.entering(FilingState.OPEN)
def came_back(filing: Filing, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """What was sent up stands before the review's end again."""
    changes = put(filing, reported_on=None)
    take_along(filing, today)
    return changes


def take_along(filing: Filing, today: datetime.date) -> list[Any]:
    """Let each entry of a filing take the steps that follow from the filing's."""
    entries = entries_of(filing)
    settle_all(entries, today=today, union=filing.union_id)
    return entries


__all__ = ["open_filing", "take_along", "title_of"]
