"""What waits: a programme to be approved, one being planned, and claims at every step; through the services."""

from collections.abc import Sequence
from decimal import Decimal

from yuanxin.demo.departments import Site
from yuanxin.demo.departments.care.condolences import DISTRICT, UNITS, invent
from yuanxin.demo.departments.care.cover import REVIEWER
from yuanxin.demo.departments.hardship.households import Home
from yuanxin.demo.invention.days import ONE_DAY
from yuanxin.demo.signins import chief_places
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.care.choices import CareKind, Cause, ClaimKind
from yuanxin.welfare.care.models import CondolenceProgramme
from yuanxin.welfare.care.services import (
    Loss,
    Plan,
    Report,
    assess_claim,
    list_recipients,
    plan_programme,
    register_goods,
    report_claim,
    set_goods,
    sign_for,
    take_into_store,
)

LOSSES = (Loss("木地板", Decimal(3600)), Loss("橱柜", Decimal("2480.50")))
# Of those on the list under way so many have signed; the store does not hold enough for the others.
SIGNED = 16
STEPS = ("report", "file", "complete", "assess")


def leave_programmes(site: Site) -> None:
    """A programme that a unit plans, one of a street that waits for its approval, one of the district under way."""
    places = chief_places()
    # A district of very few unions has one for several of them.
    people = {places["grassroots"]: 0, places["street"]: 18, places["district"]: 40}
    for after, (union, number) in enumerate(people.items(), start=5):
        programme = planned(site, union)
        if not number:
            continue
        named = invent(site.stream("open condolence"), number, after=after * 1000)
        listed = list_recipients(actor=UNITS, programme=programme, named=named, today=site.today)
        programme = CondolenceProgramme.objects.select_related("union").get(pk=programme.pk)
        act(programme, "submit", actor=UNITS, today=site.today)
        if union == places["district"]:
            act(programme, "approve", actor=DISTRICT, today=site.today, opinion="同意")
            sign_for(
                actor=UNITS,
                programme=programme,
                recipients=listed[:SIGNED],
                received_on=site.today,
                signed_by=listed[0].name,
                today=site.today,
            )


def planned(site: Site, union: Union) -> CondolenceProgramme:
    """A programme with its goods, and as many of these in store."""
    item = register_goods(actor=DISTRICT, union=union, name="慰问品", measure="份", today=site.today)
    take_into_store(actor=DISTRICT, item=item, quantity=30, on=site.today, today=site.today)
    plan = Plan(
        kind=CareKind.FRONT_LINE,
        name=f"{site.today.year}年一线职工慰问",
        project="",
        begins_on=site.today,
        ends_on=site.today + 30 * ONE_DAY,
        budget=Decimal(3000),
    )
    programme = plan_programme(actor=UNITS, union=union, plan=plan, today=site.today)
    return set_goods(actor=UNITS, programme=programme, per_head={item: 1}, today=site.today)


def leave_claims(site: Site, homes: Sequence[Home]) -> None:
    """A claim just reported, one whose papers are collected, one to be assessed, one to be approved."""
    happened_on = site.today - 4 * ONE_DAY
    for place, home in enumerate(homes):
        head = home.household.head
        report = Report(
            person=head,
            kind=ClaimKind.PROPERTY,
            cause=Cause.WATER_PIPE,
            happened_on=happened_on,
            reported_on=happened_on + ONE_DAY,
            place="家中自住房",
            details="水管爆裂，地板和橱柜被水浸泡。",
        )
        claim = report_claim(actor=UNITS, report=report, losses=LOSSES, today=site.today)
        for action in ("file", "complete")[: place % len(STEPS)]:
            claim = act(claim, action, actor=UNITS, today=site.today)
        if STEPS[place % len(STEPS)] == "assess":
            amounts = {item.pk: item.claimed for item in claim.items.all()}
            assess_claim(actor=REVIEWER, claim=claim, assessed=amounts, today=site.today)
