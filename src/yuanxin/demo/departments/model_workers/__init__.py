"""Model workers with files, incomes, the three funds and medical claims (facts F29 to F32 and F34 to F37)."""

from decimal import Decimal

from yuanxin.demo.departments import Site, register
from yuanxin.demo.departments.model_workers.asked import asked_for
from yuanxin.demo.departments.model_workers.claims import write_claims
from yuanxin.demo.departments.model_workers.funds import write_funds
from yuanxin.demo.departments.model_workers.open_cases import leave_cases
from yuanxin.demo.departments.model_workers.seasons import season_day, seasons
from yuanxin.demo.departments.model_workers.workers import write_register
from yuanxin.demo.departments.model_workers.writing import open_funds
from yuanxin.demo.invention.days import ONE_DAY
from yuanxin.welfare.model_workers.choices import Purpose

FIGURES = (
    "model_workers.medical_persons",
    "model_workers.medical_paid",
    "model_workers.national_applicants",
    "model_workers.national_applied",
    "model_workers.provincial_applicants",
    "model_workers.provincial_applied",
    "model_workers.city_applicants",
    "model_workers.city_applied",
)
FUNDED_BEFORE = 500


def build(site: Site) -> dict[str, int]:
    """Write the register, surveys, applications, claims and what waits; the numbers of rows by table.

    Raises:
        BadFacts: for numbers that the rules, or the members of the district, cannot come to.
    """
    asked = asked_for(site, season_day(site))
    workers = write_register(site, asked)
    spent = sum((each.amount for each in (*asked.applied.values(), asked.medical)), Decimal(0)) * 3
    funds = open_funds(site.facts.begins_on - FUNDED_BEFORE * ONE_DAY, spent, site.today)
    benefits = write_funds(site, seasons(site, asked, workers), funds[Purpose.BENEFITS])
    claims = write_claims(site, asked, workers, funds[Purpose.MEDICAL])
    leave_cases(site, workers)
    return {"model_workers": sum(1 for _each in workers), "model_worker_benefits": benefits, "medical_claims": claims}


register("model_workers", FIGURES, build)
