"""The story of a claim, step by step, for tests that begin somewhere in it."""

import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from tests.welfare.mutual_aid.claims.factories import BillFactory, ClaimFactory
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.payments.services import settle_directly
from yuanxin.welfare.mutual_aid import services
from yuanxin.welfare.mutual_aid.choices import BenefitKind
from yuanxin.welfare.mutual_aid.choices import ClaimState as S
from yuanxin.welfare.mutual_aid.models import Claim

DAY = datetime.timedelta(days=1)
TODAY = datetime.date(2016, 4, 1)
PAID_ON = datetime.date(2016, 4, 20)
CARD = "6212261202000000001"
BILL = {"total": Decimal(48_000), "pool": Decimal(30_000), "excluded": Decimal(3_200)}

_numbers = count(1)


def a_number() -> str:
    """A bill's number that no other has."""
    return f"33010116 {next(_numbers):010d}"


def entered(actor: Actor, person: Any, hospital: Any, illness: Any, **other: Any) -> Claim:
    """A draft; what is not said is as in most claims."""
    given = {
        "kind": BenefitKind.INPATIENT, "accident": False, "hospital": hospital, "illness": illness,
        "admitted_on": datetime.date(2016, 3, 1), "discharged_on": datetime.date(2016, 3, 10), "payee_name": "",
        "account": CARD, "bank": "工商银行西湖支行",
    }  # fmt: skip
    return services.enter_claim(actor=actor, person=person, today=TODAY, **given | other)


def with_bill(actor: Actor, claim: Claim, *, number: str = "", **amounts: Any) -> Any:
    """One bill more."""
    given = {"issued_on": claim.discharged_on, **(amounts or BILL)}
    return services.add_bill(actor=actor, claim=claim, number=number or a_number(), today=TODAY, **given)


def step(claim: Claim, action: str, actor: Actor, *, today: datetime.date = TODAY, opinion: str = "") -> Claim:
    """One step of the claim as it stands."""
    return act(fresh(claim), action, actor=actor, today=today, opinion=opinion)


def fresh(claim: Claim) -> Claim:
    """The claim as it stands."""
    return Claim.objects.select_related("union", "person", "hospital", "enrolment", "calculation").get(pk=claim.pk)


def paid(claim: Claim, cashier: Actor, *, on: datetime.date = PAID_ON) -> None:
    """The claim's payment, handed out."""
    payment = Payment.objects.standing().about(claim).get()
    settle_directly(actor=cashier, payments=[payment], paid_on=on, today=on)


def checked(
    enrolment: Any, own: Any, *, discharged_on: datetime.date = datetime.date(2016, 3, 10), **other: Any
) -> Claim:
    """A claim whose documents are checked, with one bill of so many yuan own payment."""
    admitted_on = other.pop("admitted_on", discharged_on - 5 * DAY)
    claim = ClaimFactory(
        enrolment=enrolment, state=S.CHECKED, admitted_on=admitted_on, discharged_on=discharged_on, **other
    )
    own = Decimal(own)
    BillFactory(claim=claim, total=own + 100, pool=Decimal(100), excluded=Decimal(0), own=own)
    return claim


def results(claims: list[Claim]) -> list[tuple[Any, Any]]:
    """What each claim came to, and the deductible it used."""
    return [(fresh(claim).computed, fresh(claim).calculation.deductible) for claim in claims]
