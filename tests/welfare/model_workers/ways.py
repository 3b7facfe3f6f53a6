"""The ways of an application that several tests go, and the addresses of its pages."""

import datetime

from django.urls import reverse

from yuanxin.foundation.flow.models import Decision
from yuanxin.growth.honours.choices import HonourLevel
from yuanxin.welfare.model_workers.choices import BenefitKind
from yuanxin.welfare.model_workers.services import (
    apply_together,
    grant,
)

TODAY = datetime.date(2016, 3, 10)
BOTH = (BenefitKind.DIFFICULTY, BenefitKind.HOLIDAY)
AFTER_NOTICE = datetime.date(2016, 3, 18)
REPLY = "杭总工〔2016〕18号"


def run(actor, district, *, kinds=BOTH, level=HonourLevel.CITY, today=TODAY, **options):
    return apply_together(actor=actor, union=district, level=level, year=2016, kinds=kinds, today=today, **options)


def steps_on(record) -> list[str]:
    return list(Decision.objects.on(record).values_list("action", flat=True))


def grant_all(approver, filing, fund, *, answers=None, today=AFTER_NOTICE):
    return grant(
        actor=approver, filing=filing, fund=fund, reply_number=REPLY, answers=answers or {}, granted_on=today,
        today=today, version=filing.version,
    )  # fmt: skip


def chair_union(chair):
    from yuanxin.foundation.unions.models import Union

    return Union.objects.get(path=chair.grants[0].path)


def page(name: str, *args: object) -> str:
    """The address of a page of the room."""
    return reverse(f"model_workers:{name}", args=args)
