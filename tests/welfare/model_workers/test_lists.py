"""The lists and the pages of many: as many queries for twelve as for two."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.foundation.unions.factories import UnionFactory
from tests.growth.honours.factories import HonourFactory, shipped
from tests.organisation.members.factories import PersonFactory
from tests.welfare.model_workers.factories import (
    AWARDED,
    BenefitFactory,
    FilingFactory,
    IncomeStatementFactory,
    MedicalBillFactory,
    MedicalClaimFactory,
    ModelWorkerFactory,
)
from tests.welfare.model_workers.ways import page
from yuanxin.welfare.model_workers.choices import FilingState


def fill(count: int, place, district, survey, today) -> None:
    """So many of everything, each in a union of its own."""
    for _number in range(count):
        worker = ModelWorkerFactory(union=UnionFactory(parent=place))
        statement = IncomeStatementFactory(survey=survey, worker=worker)
        filing = FilingFactory(union=district, year=today.year, state=FilingState.DROPPED)
        BenefitFactory(worker=worker, filing=filing, statement=statement)
        claim = MedicalClaimFactory(worker=worker, filing=filing)
        MedicalBillFactory(claim=claim)
        person = PersonFactory(union=worker.union)
        HonourFactory(union=worker.union, person=person, title=shipped("city_model_worker"), awarded_on=AWARDED)


LISTS = ("modelworker", "candidate", "incomesurvey", "incomestatement", "benefit", "medicalclaim", "filing")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_however_many_there_are(browser, grassroots, district, open_survey, today, name):
    def queries(count: int) -> int:
        fill(count, grassroots, district, open_survey, today)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(page(f"{name}-list")).status_code == 200
        return len(asked)

    queries(1)
    assert queries(2) == queries(12)


def test_the_pages_of_many_cost_the_same_however_many_there_are(browser, grassroots, district, open_survey, today):
    filing = FilingFactory(union=district)
    chosen = {"union": district.code, "level": "3", "year": today.year, "kinds": ["difficulty", "holiday"]}
    addresses = [
        (page("benefit-apply"), chosen),
        (page("filing-detail", filing.pk), {}),
        (page("incomesurvey-detail", open_survey.pk), {}),
        (page("incomesurvey-answer", open_survey.pk), {}),
    ]

    def queries(count: int) -> list[int]:
        for _number in range(count):
            worker = ModelWorkerFactory(union=UnionFactory(parent=grassroots))
            BenefitFactory(worker=worker, filing=filing, year=2015)
            IncomeStatementFactory(survey=open_survey, worker=worker, income=None)
            stated = ModelWorkerFactory(union=worker.union)
            IncomeStatementFactory(survey=open_survey, worker=stated, income="4000")
        asked = []
        for address, query in addresses:
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(address, query).status_code == 200
            asked.append(len(captured))
        return asked

    queries(1)
    assert queries(2) == queries(12)
