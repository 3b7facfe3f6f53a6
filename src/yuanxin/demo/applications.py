"""Applications about unions in a demonstration: those by which the period's unions were founded, and some still open.

What is decided is written a table at a time, as the services would have left it; what is open goes through these.
"""

import datetime
from collections.abc import Sequence
from itertools import pairwise
from random import Random

from yuanxin.demo.departments import Site
from yuanxin.demo.departments.organisation.writing import COMPANY, credit_code
from yuanxin.demo.invention.days import ONE_DAY, years_before
from yuanxin.demo.invention.employers import Firms
from yuanxin.demo.invention.people import FEMALE, MALE, Names
from yuanxin.foundation.documents.models import DocumentNumber, NumberSeries
from yuanxin.foundation.documents.services import set_agency_mark
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.numbers import check_digit
from yuanxin.foundation.kernel.sealed import seal
from yuanxin.foundation.unions.choices import Form, Level, Post, UnionState
from yuanxin.foundation.unions.models import Coverage, Officer, Union
from yuanxin.organisation.founding import services
from yuanxin.organisation.founding.choices import ApplicantState, ChangeKind, FoundingState, Shape, Source
from yuanxin.organisation.founding.models import Applicant, Founding, FoundingCandidate, FoundingEmployer
from yuanxin.organisation.founding.queries.papers import APPROVAL_PAPER
from yuanxin.organisation.founding.services.changes import Asked
from yuanxin.organisation.founding.services.elections import Candidacy, Vote
from yuanxin.organisation.founding.services.foundings import EmployerGiven
from yuanxin.organisation.members.models import Membership

MARK, NUMBERS_GIVEN = "西总工", 900
SHAPES = {Form.COMMITTEE: Shape.COMMITTEE, Form.JOINT: Shape.JOINT, Form.UNION_FEDERATION: Shape.JOINT}
# Days before the approval on which each step was taken, and by whom.
STEPS = (
    ("begin", FoundingState.SUBMITTED, 60, "单位经办人"),
    ("accept", FoundingState.PREPARING, 55, "镇街总工会"),
    ("nominate", FoundingState.NOMINATED, 30, "单位经办人"),
    ("report", FoundingState.ELECTED, 12, "单位经办人"),
    ("review", FoundingState.REVIEWED, 8, "镇街总工会"),
    ("approve", FoundingState.APPROVED, 0, "区总工会"),
)
OPEN = (
    FoundingState.SUBMITTED, FoundingState.RETURNED, FoundingState.PREPARING, FoundingState.NOMINATED,
    FoundingState.ELECTED, FoundingState.REVIEWED,
)  # fmt: skip
STAFF, AGE = 40, 30
ELECTED = (Post.CHAIR, Post.VICE_CHAIR, Post.COMMITTEE_MEMBER, Post.AUDIT_DIRECTOR, Post.WOMEN_DIRECTOR)
APPLICANT, STREET, DISTRICT = (
    Actor(key=f"system:demo-{code}", label=label, everywhere=True)
    for code, label in (("applicant", "单位经办人"), ("street", "镇街总工会"), ("district", "区总工会"))
)


def leave_applications(site: Site, officer: Actor, street: Union, own: Union) -> None:
    """The period's foundings behind the unions there are, and what is still open in the street of the sign-ins."""
    district = Union.objects.get(parent=None)
    set_agency_mark(actor=officer, union=district, mark=MARK, today=site.today)
    # The unions there are bear numbers up to here.
    years = {site.today.year, *range(site.facts.begins_on.year, site.facts.ends_on.year + 1)}
    NumberSeries.objects.bulk_create(
        [NumberSeries(union=district, year=year, last=NUMBERS_GIVEN) for year in sorted(years)]
    )
    write_decided(site, district)
    leave_foundings(site, street)
    asked = Asked(reason="企业更名", new_name=f"{own.name.removesuffix('工会委员会')}（集团）工会委员会"[:100])
    services.ask(actor=STREET, union=own, kind=ChangeKind.CHANGE, asked=asked, today=site.today)


def write_decided(site: Site, district: Union) -> None:
    """The applications of the unions approved in the period of the facts."""
    founded = list(
        Union.objects.filter(
            level=Level.GRASSROOTS,
            form__in=list(SHAPES),
            approved_on__gte=site.facts.begins_on,
            approved_on__lte=site.facts.ends_on,
        )
        .exclude(state=UnionState.ANNULLED)
        .select_related("parent")
        .order_by("approved_on", "pk")
    )
    coverage: dict[int, list[Coverage]] = {union.pk: [] for union in founded}
    for spell in Coverage.objects.filter(union__in=founded, founding=True).select_related("employer").order_by("pk"):
        coverage[spell.union_id].append(spell)
    founded = [union for union in founded if coverage[union.pk] and union.parent is not None]
    foundings = [founding_of(union) for union in founded]
    Founding.objects.bulk_create(foundings)
    Decision.objects.bulk_create([each for founding in foundings for each in decisions_of(founding)])
    # Of many unions some bear the same number; a letter has its own.
    numbers = {(each.year, each.number): each for each in (number_of(founding, district) for founding in foundings)}
    DocumentNumber.objects.bulk_create(numbers.values())
    FoundingEmployer.objects.bulk_create(
        [
            FoundingEmployer(
                founding=founding,
                position=position,
                name=spell.employer.name,
                credit_code=spell.employer.credit_code or "",
                kind=spell.employer.kind,
                industry=spell.employer.industry,
                address=spell.employer.address,
                staff=spell.employer.staff or STAFF,
                employer=spell.employer,
            )
            for founding in foundings
            for position, spell in enumerate(coverage[founding.founded_id or 0], start=1)
        ]
    )
    by_union = {founding.founded_id: founding for founding in foundings}
    officers = Officer.objects.filter(union__in=founded).order_by("pk")
    FoundingCandidate.objects.bulk_create(
        [
            FoundingCandidate(
                founding=by_union[each.union_id],
                name=each.name,
                post=each.post,
                engagement=each.engagement,
                votes=STAFF - 4,
                elected=True,
            )
            for each in officers
            if each.begins_on == by_union[each.union_id].approved_on
        ]
    )
    Applicant.objects.bulk_create(applicants_of(by_union))


def founding_of(union: Union) -> Founding:
    """The application by which a union was founded, as its approval left it."""
    approved_on = union.approved_on or datetime.date.min
    return Founding(
        union=union.parent,
        name=union.name,
        shape=SHAPES[Form(union.form)],
        source=Source.ONLINE if union.pk % 3 else Source.OFFICE,
        contact_name="演示经办人",
        contact_phone=seal("0571-87000000"),
        applied_on=approved_on - 60 * ONE_DAY,
        prepared_on=approved_on - 50 * ONE_DAY,
        group_leader="演示经办人",
        elected_on=approved_on - 15 * ONE_DAY,
        entitled=STAFF,
        present=STAFF - 2,
        term_years=5,
        approved_on=approved_on,
        approval_number=union.approval_number,
        founded=union,
        state=FoundingState.APPROVED,
        round=len(STEPS),
        version=len(STEPS),
    )


def number_of(founding: Founding, district: Union) -> DocumentNumber:
    """The number under which the letter of an approved application stands."""
    day = founding.approved_on or datetime.date.min
    return DocumentNumber(
        union=district,
        mark=MARK,
        year=day.year,
        number=int(founding.approval_number.partition("〕")[2].removesuffix("号")),
        paper=APPROVAL_PAPER.code,
        kind="founding.founding",
        object_id=founding.pk,
        object_label=founding.name[:200],
        given_on=day,
        given_by="区总工会",
    )


def decisions_of(founding: Founding) -> Sequence[Decision]:
    """The steps by which an approved application went."""
    if founding.approved_on is None:
        return []
    taken = [("", STEPS[0]), *((before[1], step) for before, step in pairwise(STEPS))]
    return [
        Decision(
            kind="founding.founding",
            object_id=founding.pk,
            label=founding.name[:200],
            round=number,
            action=action,
            from_state=from_state,
            to_state=to_state,
            actor="system:demo",
            actor_label=who,
            union=founding.union_id,
            opinion="" if action in {"begin", "nominate", "report"} else "同意。",
            at=datetime.datetime.combine(
                founding.approved_on - days * ONE_DAY, datetime.time(10, number), clock.SHANGHAI
            ),
        )
        for number, (from_state, (action, to_state, days, who)) in enumerate(taken, start=1)
    ]


def applicants_of(by_union: dict[int | None, Founding]) -> list[Applicant]:
    """Who became a member on the day of an approval, as the roster named them."""
    spells = Membership.objects.filter(union__in=[pk for pk in by_union if pk]).select_related("person")
    rows: list[Applicant] = []
    for spell in spells.order_by("union_id", "pk"):
        founding = by_union[spell.union_id]
        if spell.joined_on != founding.approved_on:
            continue
        person = spell.person
        rows.append(
            Applicant(
                founding=founding,
                row=len(rows) + 2,
                name=person.name,
                document_type=person.document_type,
                document_number=person.document_number,
                document_digest=person.document_digest,
                sex=person.sex,
                born_on=person.born_on,
                phone=person.phone,
                phone_digest=person.phone_digest,
                employer_name=person.employer_name,
                state=ApplicantState.ADMITTED,
                person=person,
            )
        )
    return rows


def leave_foundings(site: Site, street: Union) -> None:
    """One application in each state that waits for somebody."""
    stream = site.stream("applications")
    firms, names = Firms(stream), Names(stream)
    begun = site.today - 25 * ONE_DAY
    for number, state in enumerate(OPEN):
        firm = firms.draw()
        given = EmployerGiven(
            name=firm.name,
            credit_code=credit_code(COMPANY, site.facts.division, "MA9", 7000 + number),
            staff=STAFF,
            women=STAFF // 3,
            kind=firm.kind,
            industry=firm.industry,
            legal_representative=names.draw(MALE, begun.year - 45),
        )
        founding = services.apply(
            actor=APPLICANT,
            union=street,
            name=f"{firm.name}工会委员会",
            shape=Shape.COMMITTEE,
            employer=given,
            contact_name=names.draw(FEMALE, begun.year - 33),
            contact_phone=f"1380571{7000 + number}",
            today=site.today if state == FoundingState.SUBMITTED else begun,
            roster=roster_of(stream, names, number, begun),
        )
        bring_to(founding, state, names, begun, site.today)


def bring_to(
    founding: Founding, state: FoundingState, names: Names, begun: datetime.date, today: datetime.date
) -> None:
    """Take an application as far as `state`; the notice of its candidates has ended where the election follows."""
    if state == FoundingState.SUBMITTED:
        return
    if state == FoundingState.RETURNED:
        act(founding, "return", actor=STREET, today=today, opinion="请补交营业执照复印件，名称使用全称。")
        return
    act(founding, "accept", actor=STREET, today=begun, opinion="符合建会条件，请成立筹备组。")
    if state == FoundingState.PREPARING:
        return
    nominated_on = today - 2 * ONE_DAY if state == FoundingState.NOMINATED else begun + ONE_DAY
    stand = [Candidacy(name=names.draw(MALE, begun.year - 38), post=post) for post in (*ELECTED, ELECTED[2])]
    founding = services.nominate(
        actor=APPLICANT,
        founding=founding,
        prepared_on=begun,
        group_leader=founding.contact_name,
        group_members="",
        candidates=stand,
        today=nominated_on,
    )
    if state == FoundingState.NOMINATED:
        return
    votes = {
        each.pk: Vote(34 - at, elected=at < len(ELECTED)) for at, each in enumerate(founding.candidates.order_by("pk"))
    }
    founding = services.report_election(
        actor=APPLICANT,
        founding=founding,
        elected_on=today - 3 * ONE_DAY,
        entitled=STAFF,
        present=STAFF - 2,
        term_years=5,
        votes=votes,
        today=today,
    )
    if state == FoundingState.REVIEWED:
        act(founding, "review", actor=STREET, today=today, opinion="选举程序合法有效，同意上报。")


def roster_of(stream: Random, names: Names, number: int, day: datetime.date) -> bytes:
    """The workers of one employer, with invented sequences."""
    rows = ["姓名,证件号码,岗位"]
    for place in range(STAFF - 2):
        born = years_before(day, AGE) + (number * STAFF + place) * ONE_DAY
        sex = FEMALE if stream.random() < 0.35 else MALE
        body = f"330106{born:%Y%m%d}{970 + (sex == MALE):03d}"
        rows.append(f"{names.draw(sex, born.year)},{body}{check_digit(body)},职工")
    return "\n".join(rows).encode("utf-8-sig")
