from typing import Any

from tests.examples import example
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.notices.factories import CircularFactory, ReportFactory, ReportingTaskFactory
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.notices.choices import CircularState, ReportingState


@example("notices:circular-detail", "notices:circular-readers")
def a_notice(union: Union) -> dict[str, Any]:
    return {"pk": CircularFactory(union=union).pk}


@example("notices:circular-edit")
def a_draft(union: Union) -> dict[str, Any]:
    return {"pk": CircularFactory(union=union, state=CircularState.DRAFT, sent_on=None).pk}


@example("notices:circular-confirm")
def a_notice_to_a_street(union: Union) -> dict[str, Any]:
    return {"pk": CircularFactory(union=union.parent, target=union).pk}


@example("notices:reportingtask-detail", "notices:reportingtask-reports", "notices:reportingtask-export",
         "notices:reportingtask-remind")  # fmt: skip
def a_task(union: Union) -> dict[str, Any]:
    return {"pk": ReportingTaskFactory(union=union).pk}


@example("notices:reportingtask-edit")
def a_drafted_task(union: Union) -> dict[str, Any]:
    return {"pk": ReportingTaskFactory(union=union, state=ReportingState.DRAFT, opened_on=None, due_on=None).pk}


@example("notices:reportingtask-answer")
def a_task_to_answer(union: Union) -> dict[str, Any]:
    return {"pk": ReportingTaskFactory(union=union.parent, target=union).pk, "code": union.code}


@example("notices:report-detail")
def a_report(union: Union) -> dict[str, Any]:
    below = UnionFactory(parent=union)
    return {"pk": ReportFactory(union=below, task=ReportingTaskFactory(union=union)).pk}
