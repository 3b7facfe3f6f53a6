"""Claims on their way today, one or two in every state, through the services as the demonstration's own users."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from yuanxin.demo.bulk import advance_sequences
from yuanxin.demo.departments import Site
from yuanxin.demo.departments.benefits import lists
from yuanxin.demo.departments.benefits.amounts import bills_of
from yuanxin.demo.departments.benefits.writing import FUND, RESERVE
from yuanxin.demo.departments.mutual_aid import WRITTEN, Enrolling, scheme_of
from yuanxin.demo.departments.mutual_aid.people import Enrolled
from yuanxin.demo.departments.mutual_aid.subsidies import CASHIER
from yuanxin.demo.departments.mutual_aid.units import STREETS, UNITS
from yuanxin.demo.invention.days import ONE_DAY, draw_day
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.flow.services import act, act_all
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.money import ZERO, from_fen
from yuanxin.foundation.payments.choices import EntryKind, FundLevel
from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.payments.services import enter_money, open_fund
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import topmost_union
from yuanxin.welfare.mutual_aid.choices import BenefitKind, EnrolmentKind, Reason
from yuanxin.welfare.mutual_aid.models import Claim, Enrolment, Hospital, Illness
from yuanxin.welfare.mutual_aid.services import (
    add_bill,
    approve_claim,
    compute_here,
    draw_sample,
    enter_claim,
    refuse_claim,
    request_claims,
    start_computing,
)
from yuanxin.welfare.mutual_aid.services.portions import compute_portion, waiting

PEOPLE = 60
# Admitted and discharged so many days ago.
ADMITTED, DISCHARGED = 24 * ONE_DAY, 15 * ONE_DAY
# Own payments in yuan: the second within the deductible, the last far beyond what the limit of a year allows.
OWN = (
    2_630, 310, 1_850, 7_420, 3_300, 980, 5_160, 12_400, 2_075, 4_440, 1_390, 8_810, 3_725, 6_050, 2_260, 61_000
)  # fmt: skip
# Benefits above it are inspected, which of these is the last one's.
GREAT, DRAWN = Decimal(10_000), len(OWN) - 1
CARD = "6217001540000000008"


@dataclass(frozen=True, slots=True)
class Desk:
    """Who deals with the claims of the union that is shown; `user` has them computed."""

    user: User
    grassroots: Actor
    street: Actor
    district: Actor
    reviewer: Actor
    approver: Actor


def leave_claims(site: Site, desk: Desk, own: Union) -> None:
    """Enter claims of the union's people and take each so far on its way that one waits for everybody."""
    enrol_own(site, own)
    free = Enrolment.objects.valid().covering(site.today - DISCHARGED).filter(claims=None)
    free = free.select_related("person__union").order_by("pk")
    covers = list(free.filter(union=own)[: len(OWN)])
    if not covers:
        covers = list(free[: len(OWN)])
        desk = Desk(desk.user, UNITS, STREETS, desk.district, desk.reviewer, desk.approver)
    take(enter_all(desk.grassroots, covers, site.today, site.stream("claims on their way")), desk, site.today)


def enrol_own(site: Site, own: Union) -> None:
    """Cover some of the union's members this year, where the facts are of a year that is over."""
    if site.today.year <= site.facts.ends_on.year:
        return
    enrolling, scheme, stream = site.drafts[Enrolling], scheme_of(site.today.year), site.stream("covered today")
    taken = set(Enrolment.objects.filter(scheme=scheme).values_list("person_id", flat=True))
    people = [
        Enrolled(person, union, scheme.begins_on, EnrolmentKind.RENEWAL)
        for person, union in enrolling.eligible.on(scheme.begins_on - 12 * ONE_DAY, scheme.begins_on)
        if union == own.pk and person not in taken
    ]

    def day_of(first: datetime.date, last: datetime.date) -> datetime.date:
        return draw_day(stream, first, last)

    enrolling.writer.write(enrolling.writer.settled(scheme, people[:PEOPLE], day_of, site.today, {}))
    advance_sequences(*WRITTEN)


def enter_all(actor: Actor, covers: Sequence[Enrolment], today: datetime.date, stream: Random) -> list[Claim]:
    """A claim for each of those covered, with its bills, as a draft."""
    hospitals = list(Hospital.objects.order_by("pk"))
    illnesses = {illness.code: illness for illness in Illness.objects.all()}
    claims = []
    for number, (cover, yuan) in enumerate(zip(covers, OWN, strict=False)):
        admitted_on = max(today - ADMITTED, cover.effective_from or today)
        accident = number % 7 == 3 or admitted_on <= (cover.waiting_until or datetime.date.min)
        code, _name = stream.choice(lists.ACCIDENTS if accident else lists.COMMON[:14])
        claim = enter_claim(
            actor=actor, person=cover.person, kind=BenefitKind.INPATIENT, accident=accident,
            hospital=stream.choice(hospitals), admitted_on=admitted_on, discharged_on=today - DISCHARGED,
            illness=illnesses[code], payee_name="", account=CARD, bank="工商银行保俶支行", today=today,
        )  # fmt: skip
        for place, bill in enumerate(bills_of(yuan * 100 + stream.randrange(100), stream)):
            amounts = {name: from_fen(getattr(bill, name)) for name in ("total", "pool", "major", "other", "excluded")}
            add_bill(
                actor=actor, claim=claim, number=f"3301{today:%y}99{number:08d}{place:02d}",
                issued_on=claim.discharged_on, today=today, **amounts,
            )  # fmt: skip
        claims.append(claim)
    return claims


def take(claims: list[Claim], desk: Desk, today: datetime.date) -> None:
    """Take the first ones a little on their way, later ones to the desk; the last is drawn, the second refused."""

    def part(start: int, end: int | None = None) -> list[Claim]:
        keys = [claim.pk for claim in claims[start:end]]
        return list(Claim.objects.filter(pk__in=keys).select_related("union", "person", "calculation").order_by("pk"))

    act_all(part(1), "submit", actor=desk.grassroots, today=today)
    for claim in part(4, 5):
        act(claim, "return", actor=desk.street, today=today, opinion="缺出院记录，请补充后再报。")
    act_all(part(1, 2) + part(9), "check", actor=desk.street, today=today)
    compute_all(desk, today)
    act_all(part(5, 9), "check", actor=desk.street, today=today)
    if later := part(7, 9):
        compute_portion(later, actor=desk.district, union=later[0].union, today=today)
    for claim in part(1, 2):
        refuse_claim(actor=desk.reviewer, claim=claim, reason=Reason.WITHIN_DEDUCTIBLE, opinion="", today=today)
    for claim in part(11, 12):
        told = "未提供费用清单。"
        refuse_claim(actor=desk.reviewer, claim=claim, reason=Reason.MATERIALS_MISSING, opinion=told, today=today)
    for claim in part(11, 12):
        act(claim, "appeal", actor=desk.grassroots, today=today, opinion="费用清单已补齐，请重新受理。")
    act_all(part(12, DRAWN), "review", actor=desk.reviewer, today=today)
    for claim in part(13, DRAWN):
        approve_claim(actor=desk.approver, claim=claim, amount=claim.computed or ZERO, opinion="", today=today)
    if approved := part(14, DRAWN):
        request_claims(actor=desk.district, claims=approved, fund=fund_of(today), today=today)


def compute_all(desk: Desk, today: datetime.date) -> None:
    """Have all that wait computed as from the page, then draw those of great benefits for inspection."""
    district = topmost_union()
    if district is None or not waiting(district).exists():
        return
    run = start_computing(actor=desk.district, user=desk.user, union=district, today=today)
    compute_here(run)
    draw_sample(
        actor=desk.district, union=district, percent=Decimal(0), threshold=GREAT, today=today, seed="西湖区互助抽检"
    )


def fund_of(today: datetime.date) -> Fund:
    """The fund of the year, with money in it."""
    district = Union.objects.get(parent=None)
    found = Fund.objects.filter(union=district, name=FUND, year=today.year).first()
    if found is not None:
        return found
    fund = open_fund(actor=CASHIER, union=district, name=FUND, level=FundLevel.DISTRICT, year=today.year, today=today)
    enter_money(
        actor=CASHIER, fund=fund, kind=EntryKind.RECEIVED, amount_fen=RESERVE, on=today, today=today,
        note="职工参保费及区财政补助",
    )  # fmt: skip
    return fund
