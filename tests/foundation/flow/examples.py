from typing import Any

from tests.examples import example, names_no_record
from tests.foundation.flow.factories import NoticeFactory, objection_in
from yuanxin.foundation.unions.models import Union


@example("flow:notice-detail")
def a_notice(union: Union) -> dict[str, Any]:
    return {"pk": NoticeFactory(union=union).pk}


@example("flow:objection-detail", "flow:objection-contact")
def an_objection(union: Union) -> dict[str, Any]:
    return {"pk": objection_in(union).pk}


@example("flow:assign")
def a_record_that_waits(union: Union) -> dict[str, Any]:
    return {"kind": "flow.objection", "pk": objection_in(union).pk}


names_no_record(
    "flow:public-notice", "flow:public-objection", because="what runs is for everybody; the key is not to be guessed"
)
