"""A founding taken through its states by the services, as far as a test needs it."""

import datetime
from typing import Any

from tests.organisation.members.factories import invented_number
from yuanxin.foundation.documents.models import AgencyMark
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.choices import Engagement, Post
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.founding import services
from yuanxin.organisation.founding.choices import ChangeState as C
from yuanxin.organisation.founding.choices import FoundingState as S
from yuanxin.organisation.founding.choices import Shape
from yuanxin.organisation.founding.models import Founding, UnionChange
from yuanxin.organisation.founding.services.approving import ApprovedFounding
from yuanxin.organisation.founding.services.changes import Asked, Elect
from yuanxin.organisation.founding.services.elections import Candidacy, Vote
from yuanxin.organisation.founding.services.foundings import EmployerGiven

TODAY = datetime.date(2016, 6, 30)
DAY = datetime.timedelta(days=1)
CODES = ("91330106MA27X1A03B", "91330100799655058B", "91110000802100433B", "91440300708461136T")
SYSTEM = Actor.system("tests")
STAGES = (S.SUBMITTED, S.PREPARING, S.NOMINATED, S.ELECTED, S.REVIEWED, S.APPROVED)
OFFICERS = (
    ("王主席", Post.CHAIR), ("李副主", Post.VICE_CHAIR), ("陈委员", Post.COMMITTEE_MEMBER),
    ("周经审", Post.AUDIT_DIRECTOR), ("吴女工", Post.WOMEN_DIRECTOR),
)  # fmt: skip


def roster_of(count: int, *, first: int = 0) -> bytes:
    """A roster of so many people, as CSV."""
    people = [f"职工{chr(0x4E00 + number)},{invented_number(first + number)}" for number in range(count)]
    return "\n".join(["姓名,证件号码", *people]).encode("utf-8-sig")


def employer(
    code: str = CODES[0], *, name: str = "启真科技有限公司", staff: int = 60, women: int = 20
) -> EmployerGiven:
    return EmployerGiven(name=name, credit_code=code, staff=staff, women=women, address="文三路1号")


def applied(
    union: Union, *, actor: Actor = SYSTEM, members: int = 40, today: datetime.date = TODAY, **given: Any
) -> Founding:
    """An application entered at the street's office."""
    shape = given.pop("shape", Shape.COMMITTEE)
    return services.apply(
        actor=actor,
        union=union,
        name=given.pop("name", "启真科技有限公司工会委员会"),
        shape=shape,
        employer=given.pop("employer", None) or employer(),
        contact_name="韩梅",
        contact_phone="13812345678",
        today=today,
        roster=roster_of(members) if members else None,
        **given,
    )


def candidates(*officers: tuple[str, str]) -> list[Candidacy]:
    return [Candidacy(name=name, post=post, engagement=Engagement.PART_TIME) for name, post in officers or OFFICERS]


def nominated(
    founding: Founding, *, actor: Actor = SYSTEM, today: datetime.date = TODAY - 15 * DAY, stand: Any = ()
) -> Founding:
    return services.nominate(
        actor=actor,
        founding=founding,
        prepared_on=today - 5 * DAY,
        group_leader="韩梅",
        group_members="李雷、林涛",
        candidates=stand or [*candidates(), Candidacy(name="落选人", post=Post.COMMITTEE_MEMBER)],
        today=today,
    )


def elected(
    founding: Founding, *, actor: Actor = SYSTEM, today: datetime.date = TODAY, on: datetime.date | None = None,
    entitled: int = 40, present: int = 38, votes: int = 35, **by_name: int,
) -> Founding:  # fmt: skip
    """The election of all but 落选人, each with `votes`, or with those given by name."""
    counted = {
        each.pk: Vote(by_name.get(each.name, votes if each.name != "落选人" else 3), each.name != "落选人")
        for each in founding.candidates.all()
    }
    return services.report_election(
        actor=actor,
        founding=founding,
        elected_on=on or today - 5 * DAY,
        entitled=entitled,
        present=present,
        term_years=5,
        votes=counted,
        today=today,
    )


def approved(
    founding: Founding, *, actor: Actor, on: datetime.date = TODAY, today: datetime.date | None = None
) -> ApprovedFounding:
    """The approval, by a district whose papers are numbered 西总工."""
    AgencyMark.objects.get_or_create(union=founding.approver, defaults={"mark": "西总工"})
    return services.approve_founding(actor=actor, founding=founding, approved_on=on, today=today or max(on, TODAY))


def founding_in(state: str, union: Union, *, members: int = 40) -> Founding:
    """An application in a state, each step taken by another person."""
    founding = applied(union, members=members)
    if state in {S.RETURNED, S.REFUSED, S.WITHDRAWN}:
        action = {S.RETURNED: "return", S.REFUSED: "refuse", S.WITHDRAWN: "withdraw"}[S(state)]
        return act(founding, action, actor=clerk(1), today=TODAY, opinion="意见")
    steps = STAGES.index(S(state)) if state in STAGES else len(STAGES)
    if steps >= 1:
        act(founding, "accept", actor=clerk(1), today=TODAY, opinion="同意筹备")
    if steps >= 2:
        founding = nominated(founding)
    if steps >= 3:
        founding = elected(founding)
    if steps >= 4:
        act(founding, "review", actor=clerk(1), today=TODAY, opinion="同意上报")
    if steps >= 5:
        founding = approved(founding, actor=clerk(2)).founding
    if state == S.ANNULLED:
        act(founding, "annul", actor=clerk(3), today=TODAY, opinion="误批")
    return founding


def clerk(number: int) -> Actor:
    """Somebody who may do everything, and is another person than the others."""
    return Actor(key=f"user:{900 + number}", label=f"经办{number}", everywhere=True)


def renewal(number: int, begins: datetime.date, *, votes: int = 35) -> Asked:
    """The election of the usual officers for a term of three years."""
    elected = [
        Elect(name=name, post=post, engagement=Engagement.PART_TIME, standing="ordinary", votes=votes, elected=True)
        for name, post in OFFICERS
    ]
    return Asked(
        reason="任期届满",
        elected_on=begins - DAY,
        entitled=40,
        present=38,
        term_number=number,
        term_begins_on=begins,
        term_ends_on=begins.replace(year=begins.year + 3) - DAY,
        candidates=elected,
    )


def change_in(state: str, union: Union, kind: str, asked: Asked) -> UnionChange:
    """An application about a union in a state, each step taken by another person."""
    change = services.ask(actor=clerk(0), union=union, kind=kind, asked=asked, today=TODAY)
    if state in {C.RETURNED, C.REFUSED, C.WITHDRAWN}:
        action = {C.RETURNED: "return", C.REFUSED: "refuse", C.WITHDRAWN: "withdraw"}[C(state)]
        return act(change, action, actor=clerk(1), today=TODAY, opinion="意见")
    if state in {C.REVIEWED, C.APPROVED}:
        act(change, "review", actor=clerk(1), today=TODAY, opinion="同意")
    return change_approved(change) if state == C.APPROVED else change


def change_approved(change: UnionChange, *, actor: Actor | None = None) -> UnionChange:
    """The approval, by a district whose papers are numbered 西总工."""
    AgencyMark.objects.get_or_create(union=change.approver, defaults={"mark": "西总工"})
    return services.approve_change(actor=actor or clerk(2), change=change, approved_on=TODAY, today=TODAY)
