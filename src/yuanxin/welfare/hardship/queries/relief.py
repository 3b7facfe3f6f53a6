"""What a household has been given, and what was approved under one cap."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.money import ZERO, amount_value
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.payments.queries import Help, help_to
from yuanxin.foundation.payments.registry import kind_label
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.policies.queries import policy, policy_version
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.models import Household, HouseholdMember, Person
from yuanxin.welfare.hardship.choices import Permission, ReliefKind, ReliefState
from yuanxin.welfare.hardship.models import GoodsHelp, Relief
from yuanxin.welfare.hardship.queries.files import region_of
from yuanxin.welfare.hardship.rules import policies
from yuanxin.welfare.hardship.rules.relief import Bills, Computed, compute


@dataclass(frozen=True, slots=True)
class Overlap:
    """One thing that a household has had or asked for beside an application, and why it is told."""

    on: datetime.date
    what: str
    amount: Decimal | None
    why: str


def people_of(household: Household) -> list[HouseholdMember]:
    """Everybody who belongs to the household, or did, each with the person of the registry.

    `later` is the person who was entered there since under the number of somebody who was not.
    """
    entered = Person.objects.filter(document_digest=OuterRef("document_digest")).values("pk")[:1]
    return list(household.members.select_related("person").annotate(later=Subquery(entered)))


def persons_among(people: Iterable[HouseholdMember]) -> list[int]:
    """The people of the registry among those of a household; a spell that a merge left empty counts for nothing."""
    lived = (row.person for row in people if row.ends_on != row.begins_on)
    known = {person.pk for person in lived if person is not None and person.merged_into_id is None}
    return sorted({*known, *(row.later for row in people if row.later)})  # type: ignore[attr-defined]


def help_of(actor: Actor, household: Household, people: Iterable[HouseholdMember] | None = None) -> Help:
    """All payments to a household and its people, as far as the actor may see them; `people` where they are read."""
    persons = persons_among(people_of(household) if people is None else people)
    return help_to(actor=actor, households=[household.pk], persons=persons)


def goods_of(household: Household) -> QuerySet[GoodsHelp]:
    """The goods a household was given, the last first."""
    return GoodsHelp.objects.standing().filter(household=household).order_by("-given_on", "-pk")


def others_beside(relief: Relief) -> QuerySet[Relief]:
    """What else the household has asked for in the year, and is not decided."""
    others = Relief.objects.open().filter(household=relief.household_id, year=relief.year)
    return others.exclude(pk=relief.pk).order_by("applied_on", "pk")


def overlaps_of(relief: Relief, actor: Actor) -> list[Overlap]:
    """What is to be looked at before relief is approved: other help of the year, and what else is asked for.

    Of help that the actor may not see nothing is told but that there is some.
    """
    household = relief.household
    return overlaps_among(relief, help_of(actor, household), goods_of(household), others_beside(relief))


def overlaps_among(relief: Relief, helped: Help, goods: Iterable[GoodsHelp], others: Iterable[Relief]) -> list[Overlap]:
    """As `overlaps_of`, where all the help, all the goods and the other applications are read."""
    year, helped = relief.year, helped.of_year(relief.year)
    own = (relief._meta.label_lower, relief.pk)
    found = [
        Overlap(each.approved_on, _told_payment(each), each.approved_fen, _why(relief, each))
        for each in helped.payments
        if (each.cause_kind, each.cause_id) != own
    ]
    found += [
        Overlap(each.given_on, _("Goods: %(occasion)s") % {"occasion": each.occasion}, each.value_fen, _("Same year"))
        for each in goods
        if each.given_on.year == year
    ]
    for each in others:
        said = _("%(kind)s, %(state)s") % {"kind": each.get_kind_display(), "state": each.get_state_display()}
        same = each.kind == relief.kind
        found.append(
            Overlap(each.applied_on, said, each.computed_fen, _("Same kind, same year") if same else _("Same year"))
        )
    if helped.hidden:
        told = _("Help of which you may not see more")
        found.append(Overlap(datetime.date(year, 1, 1), told, None, _("Same year")))
    return sorted(found, key=lambda each: each.on, reverse=True)


def _told_payment(payment: Payment) -> str:
    return f"{kind_label(payment.kind)}（{payment.get_state_display()}）"


def _why(relief: Relief, payment: Payment) -> str:
    same = payment.kind == payment_kind(relief.kind)
    return _("Same kind, same year") if same else _("Same year")


def payment_kind(kind: str) -> str:
    """What the payment desk calls relief of a kind."""
    return f"hardship.{kind}"


def approved_before(
    kind: str, household: Household, year: int, beneficiary: HouseholdMember | None, *, but: int = 0
) -> Decimal:
    """What was approved under the same cap: routine relief of the household's year, study relief of the student's.

    Temporary and holiday relief have a cap for each case, medical relief for each bill.
    """
    if kind not in {ReliefKind.ROUTINE, ReliefKind.STUDY}:
        return ZERO
    rows = Relief.objects.standing().filter(household=household, kind=kind, year=year).exclude(pk=but)
    if kind == ReliefKind.STUDY:
        rows = rows.filter(beneficiary=beneficiary)
    total = rows.aggregate(total=Coalesce(Sum("approved_fen"), amount_value(0)))["total"]
    return Decimal(total)


def rules_of(union: Union, day: datetime.date) -> tuple[Policy, Policy]:
    """The line and the caps that hold for a union on a day."""
    region = region_of(union)
    return (
        policy_version(policies.DIBAO_LINE, on=day, region=region),
        policy_version(policies.RELIEF_CAPS, on=day, region=region),
    )


def computed_by(
    kind: str,
    *,
    applied: Decimal | None,
    line: Policy,
    caps: Policy,
    used: Decimal,
    category: str = "",
    bills: Bills | None = None,
    day: datetime.date,
    region: str = "",
) -> Computed:
    """What the rule gives by these versions of the policies.

    Raises:
        NothingLeft, Refused: as `rules.relief.compute`.
    """
    holiday = policy(policies.HOLIDAY_AMOUNTS, on=day, region=region) if kind == ReliefKind.HOLIDAY else None
    return compute(
        kind,
        applied=applied,
        line=line.typed.monthly,
        caps=caps.typed,
        holiday=holiday,
        category=category,
        bills=bills,
        used=used,
    )


def occasions_waiting(actor: Actor) -> list[tuple[str, int, int]]:
    """The occasions of which relief waits for the actor's approval, with year and number."""
    rows = Relief.objects.visible_to(actor, Permission.APPROVE).filter(state=ReliefState.REVIEWED)
    counted = Counter(rows.exclude(occasion="").values_list("occasion", "year"))
    latest_first = sorted(counted.items(), key=lambda each: (-each[0][1], each[0][0]))
    return [(occasion, year, count) for (occasion, year), count in latest_first]


def overlapping(reliefs: Sequence[Relief]) -> set[int]:
    """Of many applications, those whose household has had other help in the year; by few statements."""
    households = {relief.household_id for relief in reliefs}
    years = {relief.year for relief in reliefs}
    had: set[tuple[int, int]] = set()
    own = {relief.pk for relief in reliefs}
    members = HouseholdMember.objects.filter(household__in=households, person__isnull=False).values_list(
        "person_id", "household_id"
    )
    of_person = dict(members)
    paid = (
        Payment.objects.standing()
        .filter(Q(household__in=households) | Q(payee_person__in=list(of_person)))
        .exclude(cause_kind=Relief._meta.label_lower, cause_id__in=own)
    )
    for household, person, day in paid.values_list("household", "payee_person", "approved_on"):
        had |= {(each, day.year) for each in (household, of_person.get(person or 0)) if each}
    goods = GoodsHelp.objects.standing().filter(household__in=households, given_on__year__in=years)
    had |= {(household, day.year) for household, day in goods.values_list("household_id", "given_on")}
    others = Relief.objects.open().filter(household__in=households, year__in=years).exclude(pk__in=own)
    had |= set(others.values_list("household_id", "year"))
    return {relief.pk for relief in reliefs if (relief.household_id, relief.year) in had}
