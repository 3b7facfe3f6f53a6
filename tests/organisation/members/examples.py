import datetime
from typing import Any

from tests.examples import example, names_no_record
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import (
    ApplicationFactory,
    CardFactory,
    ExpulsionFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    MembershipFactory,
    PersonFactory,
    RetentionFactory,
    TransferProposalFactory,
)
from yuanxin.foundation.unions.models import Union

names_no_record(
    "members:transferproposal-bulk",
    "members:application-bulk",
    "members:membership-bulk",
    "members:person-bulk",
    because="ticked rows are looked for in scope; the test of each ticks a stranger's",
)


@example("members:person-detail", "members:person-edit", "members:person-clear")
def a_person(union: Union) -> dict[str, Any]:
    return {"pk": PersonFactory(union=union).pk}


@example(
    "members:membership-detail",
    "members:membership-edit",
    "members:membership-leave",
    "members:membership-expel",
    "members:membership-retain",
    "members:membership-transfer",
)
def a_membership(union: Union) -> dict[str, Any]:
    return {"pk": MembershipFactory(union=union).pk}


@example("members:membership-unretain")
def a_retained_membership(union: Union) -> dict[str, Any]:
    return {"pk": RetentionFactory(membership=MembershipFactory(union=union)).membership_id}


@example("members:transferproposal-detail")
def a_transfer(union: Union) -> dict[str, Any]:
    membership = MembershipFactory(union=UnionFactory(parent=union))
    return {"pk": TransferProposalFactory(membership=membership, union=union).pk}


@example("members:membership-reopen")
def an_ended_membership(union: Union) -> dict[str, Any]:
    spell = MembershipFactory(union=union, left_on=datetime.date(2016, 6, 30), leave_kind="left")
    return {"pk": spell.pk}


@example("members:card-detail", "members:card-show", "members:card-lost", "members:card-replace")
def a_card(union: Union) -> dict[str, Any]:
    return {"pk": CardFactory(person=MembershipFactory(union=union).person).pk}


@example("members:card-code")
def a_code(union: Union) -> dict[str, Any]:
    return {"code": CardFactory(person=MembershipFactory(union=union).person).code}


@example("members:expulsion-detail")
def an_expulsion(union: Union) -> dict[str, Any]:
    return {"pk": ExpulsionFactory(membership=MembershipFactory(union=union)).pk}


@example("members:application-detail")
def an_application(union: Union) -> dict[str, Any]:
    return {"pk": ApplicationFactory(union=union).pk}


@example("flow:step")
def a_step(union: Union) -> dict[str, Any]:
    return {"kind": "members.transferproposal", "action": "withdraw", **a_transfer(union)}


@example("members:household-new")
def a_head(union: Union) -> dict[str, Any]:
    return {"pk": MembershipFactory(union=union).person_id}


@example("members:household-detail", "members:relative-new", "members:household-head", "members:household-end")
def a_household(union: Union) -> dict[str, Any]:
    return {"pk": HouseholdFactory(head=MembershipFactory(union=union).person).pk}


@example("members:relative-edit", "members:relative-end")
def a_relative(union: Union) -> dict[str, Any]:
    return {"pk": HouseholdMemberFactory(household=HouseholdFactory(head=MembershipFactory(union=union).person)).pk}
