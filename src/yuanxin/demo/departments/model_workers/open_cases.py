"""What waits: a survey to answer, gifts at every step, claims to check and to grant; all of it through the services."""

from decimal import Decimal

from yuanxin.demo.departments import Site
from yuanxin.demo.departments.model_workers.claims import HOSPITALS
from yuanxin.demo.departments.model_workers.workers import Register
from yuanxin.demo.departments.model_workers.writing import CLERK, REVIEWER, UNITS
from yuanxin.demo.invention.days import ONE_DAY
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.unions.models import Union
from yuanxin.growth.honours.choices import HonourLevel
from yuanxin.welfare.model_workers.choices import BenefitKind, Employment, ReliefCause
from yuanxin.welfare.model_workers.models import Filing, IncomeStatement, IncomeSurvey, MedicalClaim, ModelWorker
from yuanxin.welfare.model_workers.services import (
    Bill,
    NothingComputed,
    Statement,
    apply_for_relief,
    apply_together,
    begin_survey,
    decide_together,
    enter_death,
    move_out,
    state_incomes,
    submit_claim,
)

NOTICE_TAKES, STATED_OF, ASKED_DAYS = 16, 3, 12


def leave_cases(site: Site, register: Register) -> None:
    """Open cases of today, none of them of what the facts count."""
    survey_now(site)
    gifts_on_notice(site)
    claims_at_every_step(site, register)
    relief_asked_for(site, register)
    some_left(site, register)


def survey_now(site: Site) -> None:
    """The survey of this year, half of it answered."""
    if IncomeSurvey.objects.filter(year=site.today.year).exists():
        return
    survey = begin_survey(
        actor=CLERK,
        union=Union.objects.get(parent=None),
        year=site.today.year,
        due_on=site.today + ASKED_DAYS * ONE_DAY,
        today=site.today - ASKED_DAYS * ONE_DAY,
    )
    stream = site.stream("incomes of today")
    awaited = list(IncomeStatement.objects.filter(survey=survey).select_related("worker").order_by("pk"))
    given = [
        (
            each,
            Statement(
                employment=each.worker.employment or Employment.RETIRED,
                income=Decimal(stream.randint(70, 140) * 50),
                insurance=each.worker.insurance,
            ),
            each.version,
        )
        for place, each in enumerate(awaited)
        if place % STATED_OF
    ]
    state_incomes(actor=UNITS, statements=given, today=site.today - ONE_DAY)


def gifts_on_notice(site: Site) -> None:
    """Gifts for model workers of the district, whose public notice is over: the filing waits to be sent up."""
    began = site.today - NOTICE_TAKES * ONE_DAY
    try:
        filing, benefits = apply_together(
            actor=CLERK,
            union=Union.objects.get(parent=None),
            level=HonourLevel.DISTRICT,
            year=site.today.year,
            kinds=[BenefitKind.HOLIDAY],
            today=began,
        )
    except NothingComputed:
        return
    decide_together(actor=UNITS, entitlements=benefits, action="check", today=began)
    decide_together(actor=REVIEWER, entitlements=benefits, action="review", today=began)
    act(Filing.objects.select_related("union").get(pk=filing.pk), "publish", actor=CLERK, today=began)


def claims_at_every_step(site: Site, register: Register) -> None:
    """Two claims that wait to be granted, one to be reviewed, two to be checked."""
    people = [each for each in register.by_level[HonourLevel.PROVINCIAL] if each.state == "active"][:5]
    claims = [claim_of(site, worker, place) for place, worker in enumerate(people[:2])]
    for claim in claims:
        act(claim, "check", actor=UNITS, today=site.today)
        act(claim, "review", actor=REVIEWER, today=site.today)
    if claims and claims[0].filing_id is not None:
        act(Filing.objects.select_related("union").get(pk=claims[0].filing_id), "submit", actor=CLERK, today=site.today)
    for place, worker in enumerate(people[2:], start=2):
        claim = claim_of(site, worker, place)
        if place == 2:
            act(claim, "check", actor=UNITS, today=site.today)


def claim_of(site: Site, worker: ModelWorker, place: int) -> MedicalClaim:
    """A claim entered days ago."""
    day = site.today - 2 * ONE_DAY
    bill = Bill(
        invoice=f"浙财医3399{place:04d}",
        billed_on=day - 10 * ONE_DAY,
        hospital=HOSPITALS[place % len(HOSPITALS)],
        total=Decimal(8600 + place * 730),
        pooled=Decimal(5200),
        aided=Decimal(600),
    )
    return submit_claim(
        actor=CLERK,
        worker=worker,
        treated_from=day - 20 * ONE_DAY,
        treated_to=day - 10 * ONE_DAY,
        bills=[bill],
        diagnosis="冠心病",
        today=day,
    )


def relief_asked_for(site: Site, register: Register) -> None:
    """Special relief of two model workers of the city, one of them checked."""
    for place, worker in enumerate(register.by_level[HonourLevel.CITY][-2:]):
        benefit = apply_for_relief(
            actor=CLERK,
            worker=worker,
            cause=ReliefCause.OWN_ILLNESS,
            self_paid=Decimal(36000),
            today=site.today - 3 * ONE_DAY,
        )
        if place:
            act(benefit, "check", actor=UNITS, today=site.today)


def some_left(site: Site, register: Register) -> None:
    """One who died lately, with the condolence applied for, and one who moved to another district."""
    of_city = register.by_level[HonourLevel.CITY]
    if site.today <= site.facts.ends_on or len(of_city) < 6:
        return
    day = site.today - 4 * ONE_DAY
    dead, gone = (ModelWorker.objects.get(pk=each.pk) for each in of_city[-4:-2])
    enter_death(
        actor=CLERK,
        worker=dead,
        died_on=day,
        payee_name=f"{dead.person.name[0]}小红",
        today=site.today,
        version=dead.version,
    )
    move_out(actor=CLERK, worker=gone, on=day, to="拱墅区", reason="随子女迁居", today=site.today, version=gone.version)
