"""The yearly income survey: a statement for everybody, sealed, changed only while it is asked for."""

import datetime
from decimal import Decimal

import pytest

from tests.foundation.unions.factories import UnionFactory
from tests.welfare.model_workers.factories import IncomeStatementFactory, ModelWorkerFactory
from tests.welfare.model_workers.ways import TODAY
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.welfare.model_workers.choices import Employment, Insurance, SurveyState, WorkerState
from yuanxin.welfare.model_workers.models import IncomeStatement
from yuanxin.welfare.model_workers.rules.incomes import read
from yuanxin.welfare.model_workers.services import (
    Statement,
    SurveyClosed,
    begin_survey,
    change_survey,
    close_survey,
    state_incomes,
)

DUE = datetime.date(2016, 4, 30)
SAID = Statement(
    employment=Employment.RETIRED, income=Decimal("3268.50"), insurance=Insurance.EMPLOYEE, situation="老伴患慢性病"
)


def test_everybody_on_the_register_has_a_statement_to_be_given(clerk, district, worker, street, chair):
    elsewhere = ModelWorkerFactory(union=street)
    ModelWorkerFactory(union=street, state=WorkerState.REVOKED)
    survey = begin_survey(actor=clerk, union=district, year=2016, due_on=DUE, today=TODAY)
    assert {each.worker for each in survey.statements.all()} == {worker, elsewhere}
    assert [each.worker for each in IncomeStatement.objects.awaited_by(chair)] == [worker]
    with pytest.raises(Refused) as refused:
        begin_survey(actor=clerk, union=district, year=2016, due_on=DUE, today=TODAY)
    assert refused.value.field == "year"


@pytest.mark.parametrize(
    ("wrong", "field"), [({"year": 2013}, "year"), ({"due_on": datetime.date(2016, 3, 9)}, "due_on")]
)
def test_a_survey_that_cannot_be_is_refused(clerk, district, wrong, field):
    with pytest.raises(Refused) as refused:
        begin_survey(actor=clerk, union=district, today=TODAY, **{"year": 2016, "due_on": DUE} | wrong)
    assert refused.value.field == field


def test_only_a_district_runs_a_survey(actor_as, clerk, street):
    with pytest.raises(NotAllowed):
        begin_survey(actor=actor_as(Role.STREET_OFFICER, street), union=street, year=2016, due_on=DUE, today=TODAY)
    with pytest.raises(Refused) as refused:
        begin_survey(actor=clerk, union=street, year=2016, due_on=DUE, today=TODAY)
    assert refused.value.field == "union"


def test_incomes_are_kept_sealed_and_the_file_learns_standing_and_insurance(chair, worker, survey):
    statement = IncomeStatementFactory(survey=survey, worker=worker, income=None, employment="")
    state_incomes(actor=chair, statements=[(statement, SAID, 1)], today=TODAY)
    statement.refresh_from_db()
    worker.refresh_from_db()
    assert read(unseal(statement.incomes)) == (Decimal("3268.50"),) * 12
    assert unseal(statement.situation) == "老伴患慢性病"
    assert (statement.stated_on, statement.stated_by) == (TODAY, chair.label)
    assert worker.insurance == Insurance.EMPLOYEE
    told = str(list(Change.objects.values_list("before", "after"))) + str(list(Event.objects.values_list("details")))
    assert "3268" not in told
    assert "慢性病" not in told


def test_what_says_the_same_is_no_change(chair, worker, survey):
    statement = IncomeStatementFactory(survey=survey, worker=worker, income=None, employment="")
    state_incomes(actor=chair, statements=[(statement, SAID, 1)], today=TODAY)
    events = Event.objects.count()
    statement.refresh_from_db()
    assert state_incomes(actor=chair, statements=[(statement, SAID, 2)], today=TODAY) == []
    assert Event.objects.count() == events
    with pytest.raises(Stale):
        state_incomes(actor=chair, statements=[(statement, SAID, 1)], today=TODAY)


def test_who_may_not_answer_is_refused_and_nothing_of_the_page_is_kept(actor_as, chair, worker, survey, district):
    beside = ModelWorkerFactory(union=UnionFactory(parent=district))
    own, other = (IncomeStatementFactory(survey=survey, worker=each, income=None) for each in (worker, beside))
    with pytest.raises(OutOfScope):
        state_incomes(actor=chair, statements=[(own, SAID, 1), (other, SAID, 1)], today=TODAY)
    assert not IncomeStatement.objects.filter(stated_on__isnull=False).exists()
    with pytest.raises(NotAllowed):
        state_incomes(actor=actor_as(Role.LEADER, district), statements=[(own, SAID, 1)], today=TODAY)


def test_a_closed_survey_takes_nothing_any_more(clerk, chair, worker, survey):
    statement = IncomeStatementFactory(survey=survey, worker=worker, income=None)
    changed = change_survey(actor=clerk, survey=survey, due_on=DUE, today=TODAY, version=1)
    with pytest.raises(Stale):
        close_survey(actor=clerk, survey=survey, today=TODAY, version=1)
    assert close_survey(actor=clerk, survey=changed, today=TODAY, version=2).state == SurveyState.CLOSED
    assert not IncomeStatement.objects.awaited().exists()
    with pytest.raises(SurveyClosed):
        state_incomes(actor=chair, statements=[(statement, SAID, 1)], today=TODAY)
    for act in (
        lambda: close_survey(actor=clerk, survey=survey, today=TODAY, version=3),
        lambda: change_survey(actor=clerk, survey=survey, due_on=DUE, today=TODAY, version=3),
    ):
        with pytest.raises(SurveyClosed):
            act()
