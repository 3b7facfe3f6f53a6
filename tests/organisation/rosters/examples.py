"""A batch in its preview, and what a written one left to be decided, for the pages about one."""

import datetime

from tests.examples import example, names_no_record
from tests.foundation.intake.factories import BatchFactory
from tests.foundation.unions.factories import EmployerFactory, UnionFactory
from tests.organisation.members.factories import PersonFactory
from tests.organisation.rosters.factories import (
    CampaignFactory,
    CleaningItemFactory,
    CleaningTaskFactory,
    PairFactory,
    PilotTaskFactory,
    SearchFactory,
)
from yuanxin.foundation.intake.models import QueuedRow
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.services import merge_persons
from yuanxin.organisation.rosters.choices import PairKind
from yuanxin.organisation.rosters.models import UnknownEmployer


@example(
    "rosters:batch-detail",
    "rosters:progress",
    "rosters:columns",
    "rosters:rows",
    "rosters:given-back",
    "rosters:confirm",
    "rosters:cancel",
    "rosters:undo",
    "rosters:monthly",
    "rosters:monthly-accept",
)
def a_batch(union: Union) -> dict[str, object]:
    return {"pk": BatchFactory(union=union, dated_on=datetime.date(2016, 5, 20)).pk}


@example("rosters:queuedrow-detail", "rosters:queuedrow-settle", "rosters:queuedrow-decide")
def a_doubtful_row(union: Union) -> dict[str, object]:
    row = QueuedRow.objects.create(
        batch=BatchFactory(union=union), union=union, number=5, reason="row:known_by_other_name", digest=b"\x00" * 16
    )
    return {"pk": row.pk}


@example("rosters:unknownemployer-detail", "rosters:unknownemployer-confirm", "rosters:unknownemployer-dismiss")
def an_unknown_employer(union: Union) -> dict[str, object]:
    unknown = UnknownEmployer.objects.create(batch=BatchFactory(union=union), union=union, name="无人知晓厂", persons=1)
    return {"pk": unknown.pk}


@example("rosters:cleaningcampaign-detail", "rosters:cleaningcampaign-edit")
def a_campaign(union: Union) -> dict[str, object]:
    return {"pk": CampaignFactory(union=union).pk}


@example("rosters:cleaningtask-detail", "rosters:cleaningtask-fill-in")
def a_task(union: Union) -> dict[str, object]:
    return {"pk": CleaningTaskFactory(union=union).pk}


@example("rosters:cleaningitem-detail", "rosters:cleaningitem-decide")
def a_union_in_a_cleaning(union: Union) -> dict[str, object]:
    return {"pk": CleaningItemFactory(union=union).pk}


@example("rosters:pilottask-detail", "rosters:pilottask-edit", "rosters:pilottask-withdraw")
def a_pilot_task(union: Union) -> dict[str, object]:
    return {"pk": PilotTaskFactory(union=union).pk}


names_no_record(
    "rosters:quality-rows",
    "rosters:quality-fill",
    "rosters:quality-next",
    "rosters:quality-export",
    because="a rule is asked of any union; the union asked for is checked in the view, see test_quality",
)


names_no_record(
    "rosters:queuedrow-bulk",
    because="a bulk act names no record in its address; the rows it is asked for are those of the register",
)
names_no_record(
    "rosters:personpair-bulk",
    "rosters:employerpair-bulk",
    "rosters:unionpair-bulk",
    because="a bulk act names no record in its address; the rows it is asked for are those of the register",
)


@example("rosters:personpair-detail", "rosters:pair-merge", "rosters:pair-refuse")
def a_pair_of_people(union: Union) -> dict[str, object]:
    return {"pk": PairFactory(union=union).pk}


@example("rosters:employerpair-detail")
def a_pair_of_employers(union: Union) -> dict[str, object]:
    records = [EmployerFactory(union=union).pk for _side in range(2)]
    return {"pk": PairFactory(union=union, kind=PairKind.EMPLOYER, left=min(records), right=max(records)).pk}


@example("rosters:unionpair-detail")
def a_pair_of_unions(union: Union) -> dict[str, object]:
    records = [UnionFactory(parent=union).pk for _side in range(2)]
    return {"pk": PairFactory(union=union, kind=PairKind.UNION, left=min(records), right=max(records)).pk}


@example("rosters:duplicatesearch-detail", "rosters:duplicatesearch-progress", "rosters:duplicatesearch-cancel")
def a_search(union: Union) -> dict[str, object]:
    return {"pk": SearchFactory(union=union).pk}


@example("rosters:merge-detail", "rosters:merge-take-apart")
def a_merge(union: Union) -> dict[str, object]:
    kept, gone = PersonFactory(union=union), PersonFactory(union=union)
    merge = merge_persons(
        actor=Actor.system("tests"), survivor=kept, absorbed=gone, today=datetime.date(2016, 7, 1), reason="同一人"
    )
    return {"pk": merge.pk}
