"""Lists that are being made, paid and checked today, so that something waits for everybody."""

import datetime
from collections import defaultdict

from yuanxin.demo.departments import Site
from yuanxin.demo.departments.mutual_aid.people import Eligible, Enrolled
from yuanxin.demo.departments.mutual_aid.units import UnitDraft, Writer
from yuanxin.demo.departments.organisation import Drafts
from yuanxin.demo.departments.organisation.tree import UnionDraft
from yuanxin.demo.invention.days import ONE_DAY
from yuanxin.foundation.unions.choices import UnionState
from yuanxin.welfare.mutual_aid.choices import EnrolmentKind, UnitKind, UnitState
from yuanxin.welfare.mutual_aid.models import Enrolment, Scheme, UnitEnrolment
from yuanxin.welfare.mutual_aid.queries.schemes import enrolled_in_now
from yuanxin.welfare.mutual_aid.queries.terms import window_before

UNIONS_OF_A_STREET, PEOPLE = 3, 40
STATES = (UnitState.DRAFT, UnitState.SUBMITTED, UnitState.PAID)


def leave_open(site: Site, writer: Writer, eligible: Eligible) -> None:
    """Lists of the largest unions of each street in the scheme that can be enrolled in today."""
    scheme = open_scheme(site.today)
    enrolled = set(Enrolment.objects.filter(scheme=scheme).values_list("person_id", flat=True))
    have = set(UnitEnrolment.objects.filter(scheme=scheme).values_list("union_id", flat=True))
    members: dict[int, list[int]] = defaultdict(list)
    for person, union in eligible.on(site.today, max(site.today, scheme.begins_on)):
        if person not in enrolled:
            members[union].append(person)
    late = site.today > scheme.closes_on
    drafts = []
    for place, union in enumerate(largest(site, members)):
        state = STATES[place % len(STATES)]
        kind = EnrolmentKind.NEWCOMER if late else EnrolmentKind.FIRST
        people = [Enrolled(person, union, scheme.begins_on, kind) for person in members[union][:PEOPLE]]
        days = days_of(state, site.today)
        again = union in have
        drafts.append(
            UnitDraft(
                id=next(writer.units),
                union=union,
                scheme=scheme,
                kind=UnitKind.SUPPLEMENT if again or late else UnitKind.REGULAR,
                state=state,
                people=people,
                begun_on=site.today - 6 * ONE_DAY,
                submitted_on=days.get("submitted_on"),
                paid_on=days.get("paid_on"),
            )
        )
    writer.write(drafts)


def days_of(state: UnitState, today: datetime.date) -> dict[str, datetime.date]:
    """The days of a list by its state."""
    submitted = {"submitted_on": today - 4 * ONE_DAY} if state != UnitState.DRAFT else {}
    return submitted | ({"paid_on": today - 2 * ONE_DAY} if state == UnitState.PAID else {})


def largest(site: Site, members: dict[int, list[int]]) -> list[int]:
    """Some unions of each street with the most members that can be listed."""
    streets: dict[int, list[UnionDraft]] = defaultdict(list)
    for union in site.drafts[Drafts].tree.unions:
        if union.grassroots and union.parent is not None and union.state == UnionState.ACTIVE and members.get(union.id):
            streets[union.parent.id].append(union)
    chosen = []
    for street in sorted(streets):
        ordered = sorted(streets[street], key=lambda union: (-len(members[union.id]), union.id))
        chosen += [union.id for union in ordered[:UNIONS_OF_A_STREET]]
    return chosen


def open_scheme(today: datetime.date) -> Scheme:
    """The scheme that can be enrolled in today; set up where the years of the facts are long past."""
    found = enrolled_in_now(today)
    if found is not None:
        return found
    opens, closes = window_before(datetime.date(today.year + 1, 1, 1))
    year = today.year + 1 if opens <= today <= closes else today.year
    begins = datetime.date(year, 1, 1)
    opens, closes = window_before(begins)
    scheme: Scheme = Scheme.objects.get_or_create(
        name=f"{year}年度职工医疗互助",
        defaults={
            "begins_on": begins,
            "ends_on": datetime.date(year, 12, 31),
            "opens_on": opens,
            "closes_on": closes,
        },
    )[0]
    return scheme
