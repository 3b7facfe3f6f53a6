from typing import Any

from tests.examples import example, names_no_record
from tests.foundation.intake.factories import BatchFactory
from tests.welfare.mutual_aid.enrolments.factories import (
    EnrolmentFactory,
    SchemeFactory,
    SubsidyFactory,
    UnitFactory,
)
from yuanxin.foundation.intake.models import QueuedRow
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.mutual_aid.choices import UnitState
from yuanxin.welfare.mutual_aid.models import Scheme

names_no_record("mutual_aid:scheme-detail", "mutual_aid:scheme-edit", because="a scheme is the whole district's")

names_no_record(
    "mutual_aid:doubt-bulk",
    "mutual_aid:enrolment-bulk",
    "mutual_aid:unitenrolment-bulk",
    because="ticked rows are looked for in scope; the test of each ticks a stranger's",
)


def a_scheme() -> Scheme:
    return Scheme.objects.first() or SchemeFactory()


@example("mutual_aid:unitenrolment-detail", "mutual_aid:unitenrolment-person")
def a_list(union: Union) -> dict[str, Any]:
    return {"pk": UnitFactory(union=union).pk}


@example("mutual_aid:unitenrolment-pay")
def a_submitted_list(union: Union) -> dict[str, Any]:
    return {"pk": UnitFactory(union=union, state=UnitState.SUBMITTED, fee=60, persons=1).pk}


@example("mutual_aid:enrolment-detail", "mutual_aid:enrolment-strike", "mutual_aid:enrolment-cancel",
         "mutual_aid:enrolment-end")  # fmt: skip
def an_enrolment(union: Union) -> dict[str, Any]:
    return {"pk": EnrolmentFactory(union=union).pk}


@example("mutual_aid:unitsubsidy-detail", "mutual_aid:unitsubsidy-settle")
def a_subsidy(union: Union) -> dict[str, Any]:
    return {"pk": SubsidyFactory(union=union).pk}


@example("mutual_aid:renewal-preview", "mutual_aid:unitsubsidy-settle-these")
def a_union_and_scheme(union: Union) -> dict[str, Any]:
    return {"code": union.code, "pk": a_scheme().pk}


@example(
    "mutual_aid:roster-units",
    "mutual_aid:rosters:batch-detail",
    "mutual_aid:rosters:progress",
    "mutual_aid:rosters:columns",
    "mutual_aid:rosters:rows",
    "mutual_aid:rosters:given-back",
    "mutual_aid:rosters:confirm",
    "mutual_aid:rosters:cancel",
    "mutual_aid:rosters:undo",
)
def a_roster(union: Union) -> dict[str, Any]:
    return {"pk": a_batch(union).pk}


def a_batch(union: Union) -> Any:
    return BatchFactory(union=union, declaration="mutual_aid_roster", answers={"scheme": str(a_scheme().pk)})


@example("mutual_aid:doubt-detail", "mutual_aid:doubt-settle", "mutual_aid:doubt-decide")
def a_doubtful_row(union: Union) -> dict[str, Any]:
    queued = QueuedRow.objects.create(
        batch=a_batch(union), union=union, number=5, reason="name:known_by_other_name", digest=b"\x00" * 16
    )
    return {"pk": queued.pk}
