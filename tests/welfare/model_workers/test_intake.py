"""Income surveys brought in as files: onto awaited statements only, sealed, and taken back."""

import pytest

from tests.foundation.intake.bringing import outcomes
from tests.organisation.members.factories import invented_number
from tests.welfare.model_workers.factories import IncomeStatementFactory, ModelWorkerFactory
from tests.welfare.model_workers.ways import TODAY
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.audit.queries import history
from yuanxin.foundation.intake.choices import Mode
from yuanxin.foundation.intake.services.undoing import LaterWork
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.welfare.model_workers.choices import Employment, SurveyState
from yuanxin.welfare.model_workers.intake import INCOMES
from yuanxin.welfare.model_workers.models import IncomeStatement, IncomeSurvey
from yuanxin.welfare.model_workers.rules.incomes import read
from yuanxin.welfare.model_workers.services import apply_together
from yuanxin.welfare.model_workers.services.surveys import SurveyClosed

HEADER = ("姓名", "证件号码", "人员类别", "医保类型", "月收入（元）", "变动起始月份", "变动后月收入（元）")
NUMBERS = [invented_number(4_100_000 + number) for number in range(4)]
OF_2016 = {"answers": {"year": "2016"}}


@pytest.fixture
def awaited(survey, grassroots):
    """Two statements to be given."""
    workers = [
        ModelWorkerFactory(union=grassroots, person__name=name, person__number=number, employment=Employment.EMPLOYED)
        for name, number in zip(("王启真", "李四光"), NUMBERS, strict=False)
    ]
    return [IncomeStatementFactory(survey=survey, worker=worker, income=None) for worker in workers]


def test_statements_are_filled_in_sealed_and_tell_the_file(load, district, awaited):
    rows = [
        ("王启真", NUMBERS[0], "退休", "职工医保", "4,000.00", "7", "4200"),
        ("李四光", NUMBERS[1], "在职", "", "6500元", "", ""),
    ]
    batch = load(INCOMES, district, HEADER, rows, **OF_2016)
    assert batch.counts["updated"] == 2
    first, second = IncomeStatement.objects.order_by("pk")
    assert [str(each) for each in read(unseal(first.incomes))] == ["4000.00"] * 6 + ["4200.00"] * 6
    assert (first.employment, first.insurance, first.worker.employment) == ("retired", "employee", "retired")
    assert (second.worker.employment, bool(second.stated_on), bool(second.stated_by)) == ("employed", True, True)
    trail = str(list(Change.objects.values_list("before", "after"))) + str(list(Event.objects.values()))
    trail += str(list(history(IncomeStatement._meta.label_lower, first.pk, actor=Actor.system("tests"))))
    assert "4200.00" not in trail
    again = load(INCOMES, district, HEADER, rows, **OF_2016)
    assert again.counts["unchanged"] == 2


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (("王启真", NUMBERS[3], "退休", "", "4000", "", ""), "document_number:not_asked"),
        (("王五", NUMBERS[0], "退休", "", "4000", "", ""), "name:another_name"),
        (("王启真", NUMBERS[0], "退休", "", "4000", "7", ""), "after:both"),
        (("王启真", NUMBERS[0], "退休", "", "四千", "", ""), "income:not_an_amount"),
        (("王启真", NUMBERS[0], "退休", "", "", "", ""), "income:missing"),
        (("王启真", NUMBERS[0], "", "", "4000", "", ""), "employment:missing"),
    ],
)
def test_a_row_that_cannot_be_says_why(stage, district, awaited, given, problem):
    batch = stage(INCOMES, district, HEADER, [given], **OF_2016)
    assert outcomes(batch)[2] == ("invalid", problem)


def test_what_was_stated_stays_unless_it_may_be_overridden_and_is_taken_back(load, take_back, district, survey, worker):
    type(worker.person).objects.filter(pk=worker.person_id).update(name="王启真")
    row = IncomeStatementFactory(survey=survey, worker=worker, income="3000")
    number = unseal(worker.person.document_number)
    given = [("王启真", number, "退休", "", "5000", "", "")]
    assert load(INCOMES, district, HEADER, given, **OF_2016).counts["updated"] == 0
    batch = load(INCOMES, district, HEADER, given, mode=Mode.OVERRIDE, **OF_2016)
    row.refresh_from_db()
    assert (batch.counts["updated"], unseal(row.incomes).split()[0]) == (1, "5000.00")
    take_back(batch)
    row.refresh_from_db()
    assert unseal(row.incomes).split()[0] == "3000.00"


def test_an_import_is_not_taken_back_under_an_application(load, take_back, clerk, district, awaited):
    batch = load(INCOMES, district, HEADER, [("王启真", NUMBERS[0], "退休", "", "4000", "", "")], **OF_2016)
    apply_together(actor=clerk, union=district, level=3, year=2016, kinds=["difficulty"], today=TODAY)
    with pytest.raises(LaterWork):
        take_back(batch)


def test_a_survey_closed_meanwhile_takes_nothing(load, stage, district, awaited, monkeypatch):
    from yuanxin.foundation.accounts.queries import actor_for
    from yuanxin.foundation.intake import services
    from yuanxin.foundation.kernel import clock

    batch = stage(INCOMES, district, HEADER, [("王启真", NUMBERS[0], "退休", "", "4000", "", "")], **OF_2016)
    IncomeSurvey.objects.update(state=SurveyState.CLOSED)
    with pytest.raises(SurveyClosed):
        services.apply(actor=actor_for(batch.made_by, today=clock.today()), batch=batch)
    assert not IncomeStatement.objects.exclude(incomes=None).exists()
