"""Households with what they declare, and files and relief brought as far as a test needs them, by the services."""

import datetime
from decimal import Decimal
from typing import Any

from tests.organisation.members.factories import HouseholdFactory, HouseholdMemberFactory, MembershipFactory
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.choices import Relation
from yuanxin.organisation.members.models import Household
from yuanxin.organisation.members.queries import household_members
from yuanxin.welfare.hardship.choices import Cause, Employment, Health, RequestKind
from yuanxin.welfare.hardship.models import FileRequest, HardshipFile
from yuanxin.welfare.hardship.rules.declared import Declared, DeclaredMember, Money
from yuanxin.welfare.hardship.services import (
    Authorisation,
    Card,
    VisitorGiven,
    apply_for_file,
    approve_request,
    record_visit,
)

APPLIED = datetime.date(2016, 4, 18)
NOTICED = datetime.date(2016, 4, 20)  # five working days: until 27 April
REVIEWED = datetime.date(2016, 4, 28)
APPROVED = datetime.date(2016, 5, 4)
CARD = "6212261202000000001"


def a_household(union: Union, *, child: bool = True, **head: Any) -> Household:
    """A worker with a spouse and, unless said otherwise, a child below 14."""
    household = HouseholdFactory(head=MembershipFactory(union=union, **head).person)
    HouseholdMemberFactory(household=household, name="王芳", relation=Relation.SPOUSE)
    if child:
        born_on = datetime.date(2006, 9, 1)
        HouseholdMemberFactory(household=household, name="张小美", relation=Relation.DAUGHTER, born_on=born_on)
    return household


def declared_by(
    household: Household,
    *,
    income: Decimal | int | str = 42000,
    costs: Decimal | int | str = 21000,
    causes: tuple[str, ...] = (Cause.ILLNESS,),
    today: datetime.date = APPLIED,
    **other: Any,
) -> Declared:
    """What the household declares: all income is the head's, all costs are for the spouse's illness."""
    members = household_members(household, today)
    head, *others = members
    told = [DeclaredMember(member=head.pk, employment=Employment.EMPLOYED, insurance="employee")]
    for row in others:
        child = row.birthday is not None and row.birthday.year > 2003
        told.append(
            DeclaredMember(member=row.pk, employment=Employment.STUDENT, stage="compulsory", consent=True)
            if child
            else DeclaredMember(
                member=row.pk,
                employment=Employment.UNABLE,
                insurance="resident",
                health=Health.SERIOUS,
                illness="慢性肾衰竭",
            )
        )
    return Declared(
        household_type="urban",
        housing="public",
        homes=0,
        members=tuple(told),
        main_cause=causes[0],
        further_causes=causes[1:],
        income=(Money(kind="wage", amount=Decimal(income), member=head.pk),),
        costs=(Money(kind="medical", amount=Decimal(costs), member=members[-1].pk, paper="医院发票12张"),),
        **other,
    )


def applied(
    actor: Actor,
    household: Household,
    *,
    kind: str = RequestKind.OPEN,
    today: datetime.date = APPLIED,
    card: Card | None = None,
    **declared: Any,
) -> FileRequest:
    """A request as it is sent in."""
    return apply_for_file(
        actor=actor,
        household=household,
        kind=kind,
        declared=declared_by(household, today=today, **declared),
        authorisation=Authorisation(signed_on=today),
        card=card or Card(number=CARD, bank="工商银行湖滨支行"),
        today=today,
    )


TWO = (VisitorGiven(name="陈晓明", post="街道总工会干事"), VisitorGiven(name="李明华", post="社区工会主席"))


def visited(actor: Actor, request: FileRequest, *, today: datetime.date = APPLIED, agrees: bool = True) -> FileRequest:
    """After two people have been at the home."""
    record_visit(
        actor=actor,
        request=request,
        visited_on=today,
        visitors=TWO,
        agrees=agrees,
        findings="住房简陋，妻子卧床，与申报一致",
        today=today,
    )
    request.refresh_from_db()
    return request


class Office:
    """The people through whose hands a request goes."""

    def __init__(self, officer: Actor, reviewer: Actor, approver: Actor) -> None:
        self.officer, self.reviewer, self.approver = officer, reviewer, approver

    def reviewed(self, request: FileRequest) -> FileRequest:
        """Visited, shown, and reviewed by the street; of a household on file only reviewed."""
        if request.kind in {RequestKind.OPEN, RequestKind.RETURN}:
            visited(self.officer, request, today=request.applied_on)
            act(request, "publish", actor=self.officer, today=request.applied_on + datetime.timedelta(days=2))
        after = request.applied_on + datetime.timedelta(days=20)
        return act(request, "review", actor=self.reviewer, today=after, opinion="情况属实，同意上报")

    def approved(self, request: FileRequest, *, today: datetime.date | None = None) -> FileRequest:
        """Approved by the district."""
        self.reviewed(request)
        day = today or request.applied_on + datetime.timedelta(days=25)
        return approve_request(actor=self.approver, request=request, today=day)

    def filed(self, household: Household, *, today: datetime.date = APPLIED, **declared: Any) -> HardshipFile:
        """The file of a household, applied for on `today` and approved 25 days later."""
        request = self.approved(applied(self.officer, household, today=today, **declared))
        assert request.file is not None
        return request.file
