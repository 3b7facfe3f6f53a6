import datetime
from decimal import Decimal
from typing import Any

from tests.examples import Example, example, names_no_record
from tests.foundation.accounts.factories import UserFactory
from tests.foundation.intake.factories import BatchFactory
from tests.foundation.unions.factories import UnionFactory
from tests.welfare.mutual_aid.claims.factories import BillFactory, ClaimFactory
from yuanxin.foundation.intake.declarations import Declaration
from yuanxin.foundation.kernel.choices import WorkState
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.mutual_aid.choices import ClaimState
from yuanxin.welfare.mutual_aid.intake.lists import HOSPITAL_LIST, ILLNESS_LIST
from yuanxin.welfare.mutual_aid.models import ComputingRun, SamplingRun

names_no_record(
    "mutual_aid:claim-bulk",
    because="ticked rows are looked for in scope; the test of it ticks a stranger's",
)
names_no_record(
    "mutual_aid:hospital-detail",
    "mutual_aid:hospital-edit",
    "mutual_aid:illness-detail",
    "mutual_aid:illness-edit",
    because="the lists of hospitals and illnesses belong to the whole district",
)


def a_claim_in(union: Union, state: str, **other: Any) -> dict[str, Any]:
    claim = ClaimFactory(union=UnionFactory(parent=union), state=state, computed=Decimal(100), **other)
    BillFactory(claim=claim)
    return {"pk": claim.pk}


@example("mutual_aid:claim-detail", "mutual_aid:claim-clear", "mutual_aid:claim-edit", "mutual_aid:bill-new")
def a_draft_claim(union: Union) -> dict[str, Any]:
    return {"pk": ClaimFactory(union=union, state=ClaimState.DRAFT).pk}


@example("mutual_aid:claim-refuse")
def a_claim_to_be_reviewed(union: Union) -> dict[str, Any]:
    return a_claim_in(union, ClaimState.READY)


@example("mutual_aid:claim-approve")
def a_claim_to_be_approved(union: Union) -> dict[str, Any]:
    return a_claim_in(union, ClaimState.REVIEWED)


@example("mutual_aid:claim-request")
def an_approved_claim(union: Union) -> dict[str, Any]:
    return a_claim_in(union, ClaimState.APPROVED, approved=Decimal(100), approved_on=datetime.date(2016, 4, 1))


@example("mutual_aid:bill-edit", "mutual_aid:bill-remove")
def a_bill(union: Union) -> dict[str, Any]:
    return {"pk": BillFactory(claim=ClaimFactory(union=union)).pk}


@example("mutual_aid:bill-strike")
def a_bill_to_be_checked(union: Union) -> dict[str, Any]:
    return {"pk": BillFactory(claim=ClaimFactory(union=union, state=ClaimState.SUBMITTED)).pk}


@example("mutual_aid:computingrun-detail", "mutual_aid:computingrun-progress", "mutual_aid:computingrun-cancel")
def a_computing(union: Union) -> dict[str, Any]:
    run = ComputingRun.objects.create(
        union=union, made_by=UserFactory(), made_on=datetime.date(2016, 4, 1), work_state=WorkState.DONE
    )
    return {"pk": run.pk}


@example("mutual_aid:samplingrun-detail")
def a_sampling(union: Union) -> dict[str, Any]:
    run = SamplingRun.objects.create(
        union=union, percent=Decimal(10), seed="x", drawn_on=datetime.date(2016, 4, 1), waiting=0, selected=0, above=0
    )
    return {"pk": run.pk}


PAGES = ("batch-detail", "progress", "columns", "rows", "given-back", "confirm", "cancel", "undo")


def a_batch(declaration: Declaration) -> Example:
    header = {
        "row": 1,
        "first_column": 0,
        "labels": [each.label for each in declaration.columns],
        "fields": [each.code for each in declaration.columns],
        "twice": [],
    }

    def make(union: Union) -> dict[str, Any]:
        return {"pk": BatchFactory(union=union, declaration=declaration.code, header=header).pk}

    return make


for declaration in (HOSPITAL_LIST, ILLNESS_LIST):
    example(*(f"mutual_aid:{declaration.code}:{page}" for page in PAGES))(a_batch(declaration))
