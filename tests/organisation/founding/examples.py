from typing import Any

from tests.examples import example
from tests.foundation.unions.factories import (
    CoverageFactory,
    EmployerFactory,
    OfficerFactory,
    TermFactory,
    UnionFactory,
)
from tests.organisation.founding.stories import applied, change_in
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.founding.choices import ChangeKind, ChangeState
from yuanxin.organisation.founding.services.changes import Asked


@example(
    "founding:branch",
    "founding:coverage-new",
    "founding:formercode-new",
    "founding:officer-new",
    "founding:term-new",
    "founding:union-annul",
    "founding:union-detail",
    "founding:union-edit",
    "founding:union-merge",
    "founding:union-move",
    "founding:union-new",
    "founding:union-rename",
    "founding:union-revoke",
)
def a_lower_union(union: Union) -> dict[str, Any]:
    """One below, since the upper union decides on a union's place and end."""
    return {"pk": UnionFactory(parent=union).pk}


@example("founding:officer-detail", "founding:officer-end")
def an_officer(union: Union) -> dict[str, Any]:
    return {"pk": OfficerFactory(union=union).pk}


@example("founding:term-detail", "founding:term-end")
def a_term(union: Union) -> dict[str, Any]:
    return {"pk": TermFactory(union=union).pk}


@example("founding:employer-detail", "founding:employer-edit")
def an_employer(union: Union) -> dict[str, Any]:
    return {"pk": EmployerFactory(union=union).pk}


@example("founding:coverage-detail", "founding:coverage-end")
def a_coverage(union: Union) -> dict[str, Any]:
    return {"pk": CoverageFactory(union=UnionFactory(parent=union)).pk}


@example(
    "founding:founding-approve",
    "founding:founding-detail",
    "founding:founding-edit",
    "founding:founding-employer",
    "founding:founding-nominate",
    "founding:founding-report",
    "founding:founding-roster",
)
def an_application(union: Union) -> dict[str, Any]:
    return {"pk": applied(union, members=0).pk}


@example(
    "founding:union-ask-change",
    "founding:union-ask-merger",
    "founding:union-ask-postponement",
    "founding:union-ask-renewal",
    "founding:union-ask-revocation",
)
def a_union_that_asks(union: Union) -> dict[str, Any]:
    return {"pk": UnionFactory(parent=union).pk}


@example("founding:unionchange-approve", "founding:unionchange-detail", "founding:unionchange-edit")
def an_application_about_a_union(union: Union) -> dict[str, Any]:
    asked = Asked(reason="更名", new_name="新名工会")
    return {"pk": change_in(ChangeState.SUBMITTED, UnionFactory(parent=union), ChangeKind.CHANGE, asked).pk}
