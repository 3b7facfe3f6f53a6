"""Files over the years: opened, changed, out of hardship, closed, taken up again, checked again, by the real rules."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from yuanxin.demo.departments import Site
from yuanxin.demo.departments.hardship.households import Home
from yuanxin.demo.invention.days import ONE_DAY, draw_day
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.sealed import lookup_digest, seal
from yuanxin.foundation.policies.queries import each_once, policy
from yuanxin.organisation.members.choices import Relation
from yuanxin.welfare.hardship.choices import (
    Category,
    Cause,
    CloseReason,
    CostKind,
    Employment,
    FileStatus,
    Health,
    IncomeKind,
    Insurance,
    RequestKind,
    RequestState,
    Stage,
)
from yuanxin.welfare.hardship.models import Assessment, FileRequest, FileSpell, HardshipFile, HomeVisit, Visitor
from yuanxin.welfare.hardship.queries.files import assessed_by, policies_of, region_of
from yuanxin.welfare.hardship.services import (
    CHECK_CONSENT,
    EXIT_MONTHS,
    REVIEW_MONTHS,
    SHOWN,
    Declared,
    DeclaredMember,
    Effect,
    Money,
    NoEffect,
    effect_of,
    is_child,
    next_recheck,
)

UNITS = Actor(key="system:demo-units", label="基层工会", everywhere=True)
STREETS = Actor(key="system:demo-streets", label="各街道、园区总工会", everywhere=True)
DISTRICT = Actor(key="system:demo-district", label="区总工会", everywhere=True)
# Net income a head and month, in hundredths of the line.
POOR, EDGE, RICH = (35, 95), (105, 190), (260, 400)
BANKS = ("工商银行西湖支行", "农业银行城西支行", "建设银行文三支行", "杭州银行古荡支行")
ILLNESSES = ("慢性肾衰竭", "乳腺癌术后", "脑梗后遗症", "尿毒症", "白血病", "类风湿关节炎")
VISITORS = (("街道总工会干事", "社区工会主席"), ("街道总工会副主席", "工会小组长"))
FOUND = "家庭情况与申报一致，生活困难"
AT_SCHOOL_UNTIL = 22
DECIDED_AFTER = 25


@dataclass(slots=True)
class Story:
    """What became of a file, as its rows will be written."""

    home: Home
    file: HardshipFile
    requests: list[FileRequest] = field(default_factory=list)
    tests: list[Assessment] = field(default_factory=list)
    spells: list[FileSpell] = field(default_factory=list)
    visits: list[HomeVisit] = field(default_factory=list)

    @property
    def filed(self) -> bool:
        """Whether the household is on file and in hardship now."""
        return self.file.status == FileStatus.FILED


class Clerk:
    """Writes the stories of files down."""

    def __init__(self, site: Site) -> None:
        self.site, self.stream = site, site.stream("hardship files")

    def story(self, home: Home, opened_on: datetime.date) -> Story:
        """A file that is opened on a day."""
        number = f"6222{self.stream.randrange(10**11):011d}"
        card = number + luhn_digit(number)
        file = HardshipFile(
            union=home.household.union,
            household=home.household,
            opened_on=opened_on,
            account=seal(card),
            account_digest=lookup_digest(card),
            bank=self.stream.choice(BANKS),
            status="",
            category="",
        )
        return Story(home, file)

    def happens(
        self, story: Story, kind: RequestKind, day: datetime.date, means: tuple[int, int] = POOR, reason: str = ""
    ) -> bool:
        """What is asked of a file and approved on `day`; whether the rules allow it."""
        file, stream = story.file, self.stream
        applied_on = day - DECIDED_AFTER * ONE_DAY
        request = FileRequest(
            union=file.union,
            household=file.household,
            applicant=file.household.head,
            kind=kind,
            applied_on=applied_on,
            close_reason=reason,
            account=file.account,
            account_digest=file.account_digest,
            bank=file.bank,
            state=RequestState.APPROVED,
            approved_on=day,
            version=5,
            round=4,
        )
        test = self.tested(request, story.home, means, accident=stream.random() < 0.12) if not reason else None
        try:
            effect = effect_of(
                kind,
                status=file.status or None,
                category=file.category,
                assessed=request.category,
                reason=reason,
                watched_since=story.spells[-1].begins_on if file.status == FileStatus.RECOVERED else None,
                exit_months=policy(EXIT_MONTHS, on=day).months,
                today=day,
            )
        except NoEffect:
            return False
        story.requests.append(request)
        if test is not None:
            story.tests.append(test)
        if kind in SHOWN:
            visited = applied_on + stream.randint(1, 5) * ONE_DAY
            story.visits.append(HomeVisit(request=request, visited_on=visited, agrees=True, findings=seal(FOUND)))
        self.carry_out(story, request, effect, day)
        return True

    def carry_out(self, story: Story, request: FileRequest, effect: Effect, day: datetime.date) -> None:
        """The file and its times after an approval."""
        file = story.file
        if effect.ends:
            story.spells[-1].ends_on, story.spells[-1].end_kind = day, effect.ends
        if effect.begins:
            story.spells.append(
                FileSpell(
                    file=file, union=file.union, category=effect.category, begins_on=day, begin_kind=effect.begins
                )
            )
        closed = effect.status == FileStatus.CLOSED
        file.status, file.category = effect.status, effect.category
        months, exit_months = policy(REVIEW_MONTHS, on=day), policy(EXIT_MONTHS, on=day).months
        file.recheck_due_on = next_recheck(day, effect, months, exit_months)
        file.closed_on = day if closed else None
        file.close_reason = (request.close_reason or CloseReason.RECOVERED) if closed else ""
        if request.kind != RequestKind.CLOSE:
            file.current = request

    def tested(self, request: FileRequest, home: Home, means: tuple[int, int], *, accident: bool) -> Assessment:
        """What the household declares so that it lives by these means, and the means test of it."""
        line, rules, exclusions = policies_of(request)
        declared = declared_by(self.stream, home, request.applied_on, line.typed.monthly, means, accident=accident)
        result = assessed_by(declared, line, rules, exclusions)
        words = policy(CHECK_CONSENT, on=request.applied_on)
        request.declared = seal(declared.as_text())
        request.category = result.category
        request.authorised_on = request.applied_on
        request.consent_version, request.consent_digest = words.version, words.digest
        return Assessment(
            request=request,
            made_on=request.applied_on,
            line=line,
            rules=rules,
            exclusions=exclusions,
            declared=request.declared,
            result=seal(result.as_text()),
            category=result.category,
        )


def declared_by(
    stream: Random, home: Home, day: datetime.date, line: Decimal, means: tuple[int, int], *, accident: bool = False
) -> Declared:
    """A declaration that comes to a net income between so many hundredths of the line a head and month."""
    rows = [row for row in home.rows if row.begins_on <= day]
    head, spouse, *others = rows
    net = (line * stream.randint(*means) / 100).quantize(Decimal(1))
    costs = Decimal(stream.randint(6, 40) * 500)
    income = net * 12 * len(rows) + costs
    members = [
        DeclaredMember(member=head.pk, employment=Employment.EMPLOYED, insurance=Insurance.EMPLOYEE),
        DeclaredMember(
            member=spouse.pk,
            health=Health.SERIOUS,
            illness=stream.choice(ILLNESSES),
            employment=Employment.UNABLE,
            insurance=Insurance.RESIDENT,
        ),
    ]
    for row in others:
        child = is_child(row.birthday, day)
        parent = row.relation == Relation.PARENT
        grown = parent or (row.birthday is not None and day.year - row.birthday.year > AT_SCHOOL_UNTIL)
        members.append(
            DeclaredMember(
                member=row.pk,
                employment=Employment.RETIRED if parent else Employment.FLEXIBLE if grown else Employment.STUDENT,
                insurance="" if child else Insurance.RESIDENT,
                stage="" if grown else Stage.COMPULSORY if child else Stage.SENIOR,
                consent=child,
            )
        )
    wage = (income * Decimal("0.85")).quantize(Decimal(1))
    return Declared(
        household_type="urban",
        housing=stream.choice(("public", "rented", "own")),
        homes=0,
        area=Decimal(stream.randint(32, 78)),
        members=tuple(members),
        main_cause=Cause.ACCIDENT if accident else Cause.ILLNESS,
        further_causes=(Cause.ILLNESS,) if accident else (),
        income=(
            Money(kind=IncomeKind.WAGE, amount=wage, member=head.pk, paper="工资证明"),
            Money(kind=IncomeKind.ASSISTANCE, amount=income - wage, paper="社区证明"),
        ),
        costs=(Money(kind=CostKind.MEDICAL, amount=costs, member=spouse.pk, paper="医院票据"),),
    )


def write_files(site: Site, homes: list[Home], *, steady: int) -> list[Story]:
    """The files of these households; the first `steady` of them on file through the whole period."""
    with each_once():
        clerk = Clerk(site)
        stories = [lived(clerk, home, place < steady) for place, home in enumerate(homes)]
    store(stories)
    return stories


def lived(clerk: Clerk, home: Home, steady: bool) -> Story:
    """What became of one household over the years until today."""
    stream, first, last, today = clerk.stream, clerk.site.facts.begins_on, clerk.site.facts.ends_on, clerk.site.today
    span = (last - first).days + 1
    opened_by = first - 60 * ONE_DAY if steady or stream.random() < 0.8 else last
    opened_on = draw_day(stream, opened_by - 700 * ONE_DAY if opened_by < first else first, opened_by)
    story = clerk.story(home, opened_on)
    clerk.happens(story, RequestKind.OPEN, opened_on, POOR if stream.random() < 0.6 else EDGE)
    day = opened_on + stream.randint(180, 360) * ONE_DAY
    fate = 1.0 if steady else stream.random()
    if fate < 0.15:
        clerk.happens(story, RequestKind.CHANGE, within(day, today), EDGE)
    elif fate < 0.35:
        out = within(max(day, first + stream.randint(0, span) * ONE_DAY), today)
        if clerk.happens(story, RequestKind.RECHECK, out, RICH) and stream.random() < 0.6:
            closed = out + stream.randint(190, 300) * ONE_DAY
            if closed < today and clerk.happens(story, RequestKind.RECHECK, closed, RICH) and stream.random() < 0.35:
                back = closed + stream.randint(60, 200) * ONE_DAY
                if back < today:
                    clerk.happens(story, RequestKind.RETURN, back, POOR)
    elif fate < 0.45:
        reason = stream.choice((CloseReason.DECEASED, CloseReason.MOVED, CloseReason.ASKED))
        clerk.happens(story, RequestKind.CLOSE, within(max(day, first), today), reason=reason)
    checked_again(clerk, story, last, today)
    return story


def within(day: datetime.date, today: datetime.date) -> datetime.date:
    """The day, or today where it has not come."""
    return min(day, today)


def checked_again(clerk: Clerk, story: Story, last: datetime.date, today: datetime.date) -> None:
    """The last yearly re-check, so that most are due in the months to come and a few are late."""
    if not story.filed:
        return
    stream = clerk.stream
    late = stream.random() < 0.06
    day = today - (stream.randint(370, 420) if late else stream.randint(20, 340)) * ONE_DAY
    if day > max(story.spells[-1].begins_on + 150 * ONE_DAY, last):
        poor = story.file.category in {Category.DIBAO, Category.DEEP}
        clerk.happens(story, RequestKind.RECHECK, day, POOR if poor else EDGE)


def store(stories: list[Story]) -> None:
    """Write the rows, a table at a time."""
    requests = [request for story in stories for request in story.requests]
    FileRequest.objects.bulk_create(requests, batch_size=500)
    for story in stories:
        region = region_of(story.file.union)
        story.file.number = f"{region[:6] or '000000'}{story.file.opened_on.year}{story.requests[0].pk:06d}"
    HardshipFile.objects.bulk_create([story.file for story in stories], batch_size=500)
    for story in stories:
        for request in story.requests:
            request.file = story.file
    FileRequest.objects.bulk_update(requests, ["file"], batch_size=500)
    Assessment.objects.bulk_create([test for story in stories for test in story.tests], batch_size=500)
    FileSpell.objects.bulk_create([spell for story in stories for spell in story.spells], batch_size=500)
    visits = [visit for story in stories for visit in story.visits]
    HomeVisit.objects.bulk_create(visits, batch_size=500)
    Visitor.objects.bulk_create(
        [
            Visitor(visit=visit, name=name, post=post)
            for number, visit in enumerate(visits)
            for name, post in zip(("陈晓明", "李明华"), VISITORS[number % len(VISITORS)], strict=True)
        ],
        batch_size=500,
    )
    Decision.objects.bulk_create([step for request in requests for step in steps_of(request)], batch_size=500)


def steps_of(request: FileRequest) -> list[Decision]:
    """The steps by which a request was approved, each by whom it behoves."""
    shown = request.kind in SHOWN
    taken = [("begin", "", RequestState.SUBMITTED, UNITS)]
    if shown:
        taken.append(("publish", RequestState.SUBMITTED, RequestState.ON_NOTICE, UNITS))
    before = RequestState.ON_NOTICE if shown else RequestState.SUBMITTED
    taken += [
        ("review", before, RequestState.REVIEWED, STREETS),
        ("approve", RequestState.REVIEWED, RequestState.APPROVED, DISTRICT),
    ]
    return [
        Decision(
            kind=request._meta.label_lower,
            object_id=request.pk,
            label=str(request)[:200],
            round=number,
            action=action,
            from_state=old,
            to_state=new,
            actor=actor.key,
            actor_label=actor.label,
            union=request.union_id,
            opinion="情况属实，同意" if action in {"review", "approve"} else "",
            at=clock.now(),
        )
        for number, (action, old, new, actor) in enumerate(taken, start=1)
    ]


def luhn_digit(number: str) -> str:
    """The check digit of a card number."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)
