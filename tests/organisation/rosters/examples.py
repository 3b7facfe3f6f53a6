"""A batch in its preview, for the pages about one."""

import datetime

from tests.examples import example
from tests.foundation.intake.factories import BatchFactory
from yuanxin.foundation.unions.models import Union


@example(
    "rosters:batch-detail",
    "rosters:progress",
    "rosters:rows",
    "rosters:given-back",
    "rosters:confirm",
    "rosters:cancel",
    "rosters:undo",
)
def a_batch(union: Union) -> dict[str, object]:
    return {"pk": BatchFactory(union=union, dated_on=datetime.date(2016, 5, 20)).pk}
