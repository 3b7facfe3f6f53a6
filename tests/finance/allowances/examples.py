"""Records of allowances for the pages about one."""

from tests.examples import example, names_no_record
from tests.finance.allowances.factories import AllowanceFactory, CallFactory, EntryFactory, GrantFactory
from tests.foundation.intake.factories import BatchFactory
from yuanxin.foundation.unions.models import Union


@example(
    "allowances:allowancecall-detail",
    "allowances:allowancecall-edit",
    "allowances:allowancecall-ask",
    "allowances:allowancegrant-new",
)
def a_call(union: Union) -> dict[str, object]:
    return {"pk": CallFactory(union=union).pk}


@example(
    "allowances:staffallowance-detail",
    "allowances:staffallowance-edit",
    "allowances:staffallowance-settle",
    "allowances:staffallowance-pay",
    "allowances:staffentry-new",
)
def an_allowance(union: Union) -> dict[str, object]:
    return {"pk": AllowanceFactory(union=union).pk}


@example("allowances:staffentry-detail", "allowances:staffentry-drop")
def somebody_on_a_roster(union: Union) -> dict[str, object]:
    return {"pk": EntryFactory(allowance=AllowanceFactory(union=union)).pk}


@example("allowances:allowancegrant-detail", "allowances:allowancegrant-grant")
def a_grant(union: Union) -> dict[str, object]:
    return {"pk": GrantFactory(union=union).pk}


@example(
    "allowances:allowance_staff:batch-detail",
    "allowances:allowance_staff:progress",
    "allowances:allowance_staff:columns",
    "allowances:allowance_staff:rows",
    "allowances:allowance_staff:given-back",
    "allowances:allowance_staff:confirm",
    "allowances:allowance_staff:cancel",
    "allowances:allowance_staff:undo",
)
def a_batch(union: Union) -> dict[str, object]:
    return {"pk": BatchFactory(union=union, declaration="allowance_staff").pk}


names_no_record(
    "allowances:staffallowance-bulk",
    because="a bulk act names no record in its address; the rows it is asked for are those of the register",
)
