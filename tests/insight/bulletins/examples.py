from typing import Any

from tests.examples import example, names_no_record
from tests.insight.bulletins.factories import H1_2016, frozen
from yuanxin.foundation.unions.models import Union

names_no_record(
    "bulletins:download", because="the union stands in the query and is chosen within the reader's scope, or is a 404"
)


@example("bulletins:bulletin-detail", "bulletins:read", "bulletins:publish")
def a_bulletin(union: Union) -> dict[str, Any]:
    return {"pk": frozen(union, H1_2016).bulletin_id}


@example("bulletins:run", "bulletins:changes")
def a_run(union: Union) -> dict[str, Any]:
    return {**a_bulletin(union), "number": 1}


@example("bulletins:download-run")
def a_file(union: Union) -> dict[str, Any]:
    return {**a_run(union), "kind": "md"}


@example("bulletins:frozen-figure")
def a_figure(union: Union) -> dict[str, Any]:
    return {**a_run(union), "code": "members.joined"}
