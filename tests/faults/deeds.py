"""What is being done when something dies: an import, an approval, a payment batch, a bulletin.

Each is done as the site does it: by a worker, or by a request through the whole stack. `prepare` makes the scene and
returns what the deed is about; `facts` are what must be all as before or all as afterwards.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_of
from tests.foundation.accounts.factories import AppointmentFactory
from tests.foundation.payments.factories import FundEntryFactory, FundFactory, PaymentFactory
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import MembershipFactory, invented_number
from tests.organisation.rosters.books import workbook
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.tasks import APPLYING, STAGING
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.choices import WorkState
from yuanxin.foundation.kernel.long_work import STALE_AFTER, take_up_stale
from yuanxin.foundation.payments.models import Batch as PaymentBatch
from yuanxin.foundation.payments.models import Fund, Payment
from yuanxin.foundation.payments.services.batches import collect_batch
from yuanxin.foundation.payments.tasks import COLLECTING
from yuanxin.foundation.unions.choices import Form, Level
from yuanxin.foundation.unions.models import Union
from yuanxin.insight.bulletins.models import Bulletin, FrozenFigure, FrozenRows, Run
from yuanxin.organisation.members.models import Expulsion, Membership, Person
from yuanxin.organisation.members.services import propose_expulsion
from yuanxin.organisation.rosters.services import receive_roster

ROWS = 200
KIND = "allowances.staff"
Facts = dict[str, Any]


@dataclass(frozen=True)
class Deed:
    """One thing that is done. `done` does it, having called `begin` when all is ready; `again` after a death."""

    prepare: Callable[[], int]
    done: Callable[[int, Callable[[], object]], str]
    again: Callable[[int], object]
    facts: Callable[[], Facts]


def scene() -> Union:
    """A district with a street and a union in it, and officers: they are found by their names."""
    district = UnionFactory(name="示范区总工会", level=Level.DISTRICT, form=Form.FEDERATION)
    street = UnionFactory(name="圆心街道总工会", parent=district, level=Level.STREET, form=Form.FEDERATION)
    union = UnionFactory(name="圆心机械厂工会", parent=street)
    for name, role, place in (
        ("grassroots", Role.GRASSROOTS_OFFICER, union),
        ("street", Role.STREET_OFFICER, street),
        ("finance", Role.FINANCE, district),
        ("approver", Role.APPROVER, district),
    ):
        AppointmentFactory(user__username=name, role=role, union=place)
    return union


def events(action: str) -> int:
    return Event.objects.filter(action=action).count()


def receive() -> int:
    union = scene()
    user = User.objects.get(username="grassroots")
    rows = [(f"张{chr(0x4E00 + n)}", invented_number(n), *[None] * 5) for n in range(ROWS)]
    batch = receive_roster(
        actor=actor_for(user, today=clock.today()),
        user=user,
        union=union,
        content=workbook(rows),
        file_name="花名册.xlsx",
        dated_on=clock.today(),
    )
    STAGING.run(batch)
    APPLYING.start(batch)
    return int(batch.pk)


def apply(pk: int, begin: Callable[[], object]) -> str:
    begin()
    APPLYING.carry_on(pk)
    return Batch.objects.get(pk=pk).work_state


def imported() -> Facts:
    return {
        "people": Person.objects.count(),
        "members": Membership.objects.count(),
        "events": events("intake.applied"),
        "applied": Batch.objects.exclude(applied_at=None).count(),
    }


def propose() -> int:
    union = scene()
    member = MembershipFactory(union=union)
    actor = actor_for(User.objects.get(username="grassroots"), today=clock.today())
    return int(propose_expulsion(actor=actor, membership=member, reason="严重违纪", today=clock.today()).pk)


def approve(pk: int, begin: Callable[[], object]) -> str:
    browser = browser_for("street")
    begin()
    address = reverse("flow:step", args=["members.expulsion", pk, "approve"])
    return told(browser.post(address, {"opinion": "同意", "version": 1}))


def approved() -> Facts:
    return {
        "state": list(Expulsion.objects.values_list("state", flat=True)),
        "ended": Membership.objects.exclude(left_on=None).count(),
        "decisions": Decision.objects.filter(kind="members.expulsion").count(),
        "events": events("members.expulsion_approve"),
    }


def ask_for_batch() -> int:
    district = scene().parent.parent
    fund = FundFactory(union=district)
    FundEntryFactory(fund=fund)
    PaymentFactory.create_batch(ROWS // 10, union=district, fund=fund, kind=KIND)
    batch = collect_batch(
        actor=Actor.system("faults"),
        fund=fund,
        title="批量支付",
        until=clock.today(),
        today=clock.today(),
        wanted=[KIND],
    )
    return int(batch.pk)


def collect(pk: int, begin: Callable[[], object]) -> str:
    begin()
    COLLECTING.carry_on(pk)
    return PaymentBatch.objects.get(pk=pk).work_state


def collected() -> Facts:
    """What stands in the batch as it was counted: sums and lines say the same at every moment."""
    batch = PaymentBatch.objects.get()
    lines = Payment.objects.filter(batch=batch)
    return {
        "lines": lines.count(),
        "counted": batch.count,
        "sum": sum(payment.approved_fen for payment in lines),
        "total": batch.total_fen,
        "funds": Fund.objects.count(),
    }


def period() -> dict[str, str]:
    return {"begins_on": "2016-01-01", "ends_on": "2016-06-30"}


def prepare_bulletin() -> int:
    union = scene()
    for day in range(1, 29):
        MembershipFactory(union=union, joined_on=datetime.date(2016, 2, day))
    return int(union.parent.parent.pk)


def freeze(pk: int, begin: Callable[[], object]) -> str:
    browser, wanted = browser_for("approver"), {"union": Union.objects.get(pk=pk).name, **period()}
    begin()
    return told(browser.post(reverse("bulletins:freeze"), wanted))


def freeze_if_it_is_not(pk: int) -> None:
    """The officer looks at the page first, as who saw no answer does: freezing again would add a run."""
    if not Run.objects.exists():
        freeze(pk, lambda: None)


def frozen() -> Facts:
    return {
        "bulletins": Bulletin.objects.count(),
        "runs": Run.objects.count(),
        "figures": FrozenFigure.objects.count(),
        "rows": FrozenRows.objects.count(),
        "events": events("bulletins.frozen"),
    }


def browser_for(username: str) -> Client:
    """The officer's browser, which sees an error's page and not the error."""
    browser = browser_of(User.objects.get(username=username))
    browser.raise_request_exception = False
    browser.defaults["SERVER_NAME"] = "localhost"
    return browser


def told(answer: Any) -> str:
    """Status and headline of a page."""
    page = answer.content.decode()
    headline = page.partition("<h1>")[2].partition("</h1>")[0]
    return f"{answer.status_code} {headline}".strip()


def by_a_worker(_pk: int) -> None:
    """The work is taken up by the next worker, as if the silence had been long enough."""
    for model in (Batch, PaymentBatch):
        late = clock.now() - 2 * STALE_AFTER
        model.objects.filter(work_state__in=[WorkState.WAITING, WorkState.RUNNING]).update(heartbeat=late)
    take_up_stale()


def by_hand(deed: Callable[[int, Callable[[], object]], str]) -> Callable[[int], str]:
    """The officer does it once more."""
    return lambda pk: deed(pk, lambda: None)


DEEDS = {
    "import": Deed(receive, apply, by_a_worker, imported),
    "approval": Deed(propose, approve, by_hand(approve), approved),
    "payments": Deed(ask_for_batch, collect, by_a_worker, collected),
    "bulletin": Deed(prepare_bulletin, freeze, freeze_if_it_is_not, frozen),
}
