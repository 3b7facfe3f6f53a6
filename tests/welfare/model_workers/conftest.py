"""Who has a part in helping a model worker."""

import datetime

import pytest

from tests.foundation.accounts.browsers import browser_as
from tests.foundation.intake.bringing import load, organiser, stage, take_back
from tests.welfare.model_workers.factories import (
    IncomeStatementFactory,
    IncomeSurveyFactory,
    ModelWorkerFactory,
)
from tests.welfare.model_workers.ways import AFTER_NOTICE, TODAY, run
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel import clock
from yuanxin.welfare.model_workers.choices import EntitlementState as S
from yuanxin.welfare.model_workers.choices import FilingState
from yuanxin.welfare.model_workers.models import Filing

DAY = datetime.timedelta(days=1)
__all__ = ["load", "organiser", "stage", "take_back"]


@pytest.fixture
def clerk(actor_as, district):
    """The district's officer, who applies."""
    return actor_as(Role.DISTRICT_OFFICER, district)


@pytest.fixture
def street_officer(actor_as, street):
    return actor_as(Role.STREET_OFFICER, street)


@pytest.fixture
def chair(actor_as, grassroots):
    """The officer of the union that serves the model worker."""
    return actor_as(Role.GRASSROOTS_OFFICER, grassroots)


@pytest.fixture
def reviewer(actor_as, district):
    return actor_as(Role.REVIEWER, district)


@pytest.fixture
def approver(actor_as, district):
    return actor_as(Role.APPROVER, district)


@pytest.fixture
def treasurer(actor_as, district):
    return actor_as(Role.FINANCE, district)


@pytest.fixture
def worker(grassroots):
    """A retired model worker of the city."""
    return ModelWorkerFactory(union=grassroots, person__name="王启真")


@pytest.fixture
def survey(district):
    return IncomeSurveyFactory(union=district)


@pytest.fixture
def poor(worker, survey):
    """The model worker's statement: 4,000 yuan a month, 1,000 below the line."""
    return IncomeStatementFactory(survey=survey, worker=worker, income="4000")


@pytest.fixture
def applied(clerk, district, poor) -> Filing:
    filing, _benefits = run(clerk, district)
    return filing


@pytest.fixture
def take_on(chair, reviewer, clerk):
    """`take_on(filing, until)`: everything in it checked, reviewed, then the filing on notice and sent up."""

    def take(filing: Filing, until: FilingState | S) -> Filing:
        for benefit in filing.benefits.all():
            act(benefit, "check", actor=chair, today=TODAY)
        if until == S.CHECKED:
            return filing
        for benefit in filing.benefits.all():
            act(benefit, "review", actor=reviewer, today=TODAY)
        filing.refresh_from_db()
        if until == S.REVIEWED:
            return filing
        act(filing, "publish", actor=clerk, today=TODAY)
        if until == FilingState.NOTICE:
            return filing
        return act(filing, "report", actor=clerk, today=AFTER_NOTICE)

    return take


@pytest.fixture
def browser(district):
    return browser_as(Role.DISTRICT_OFFICER, district)


@pytest.fixture
def at_the_union(grassroots):
    """The browser of the officer of the union that serves."""
    return browser_as(Role.GRASSROOTS_OFFICER, grassroots)


@pytest.fixture
def today():
    return clock.today()


@pytest.fixture
def open_survey(district, today):
    return IncomeSurveyFactory(union=district, year=today.year, begun_on=today, due_on=today + 30 * DAY)
