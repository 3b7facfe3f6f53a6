"""Records of model workers' services for the pages about one."""

from tests.examples import example, names_no_record
from tests.foundation.intake.factories import BatchFactory
from tests.welfare.model_workers.factories import (
    BenefitFactory,
    FilingFactory,
    IncomeStatementFactory,
    IncomeSurveyFactory,
    MedicalClaimFactory,
    ModelWorkerFactory,
)
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.model_workers.choices import EntitlementState
from yuanxin.welfare.model_workers.intake import INCOMES


@example(
    "model_workers:modelworker-detail",
    "model_workers:modelworker-edit",
    "model_workers:modelworker-private",
    "model_workers:modelworker-serve",
    "model_workers:modelworker-leave",
    "model_workers:modelworker-death",
    "model_workers:modelworker-annul",
    "model_workers:benefit-new",
    "model_workers:medicalclaim-new",
)
def a_worker(union: Union) -> dict[str, object]:
    return {"pk": ModelWorkerFactory(union=union).pk}


@example("model_workers:incomesurvey-detail", "model_workers:incomesurvey-edit", "model_workers:incomesurvey-close")
def a_survey(union: Union) -> dict[str, object]:
    return {"pk": IncomeSurveyFactory(union=union).pk}


@example("model_workers:incomesurvey-answer")
def a_survey_to_answer(union: Union) -> dict[str, object]:
    survey = IncomeSurveyFactory(union=union)
    IncomeStatementFactory(survey=survey, worker=ModelWorkerFactory(union=union), income=None)
    return {"pk": survey.pk}


@example("model_workers:incomestatement-detail", "model_workers:incomestatement-edit")
def a_statement(union: Union) -> dict[str, object]:
    survey = IncomeSurveyFactory(union=union)
    return {"pk": IncomeStatementFactory(survey=survey, worker=ModelWorkerFactory(union=union)).pk}


@example("model_workers:benefit-detail", "model_workers:benefit-basis", "model_workers:benefit-resubmit")
def a_benefit(union: Union) -> dict[str, object]:
    return {"pk": BenefitFactory(worker=ModelWorkerFactory(union=union), filing=FilingFactory(union=union)).pk}


@example("model_workers:benefit-regrant")
def a_granted_benefit(union: Union) -> dict[str, object]:
    worker = ModelWorkerFactory(union=union)
    return {"pk": BenefitFactory(worker=worker, state=EntitlementState.GRANTED, approved="1000.00").pk}


@example(
    "model_workers:medicalclaim-detail",
    "model_workers:medicalclaim-basis",
    "model_workers:medicalclaim-resubmit",
    "model_workers:medicalclaim-regrant",
)
def a_claim(union: Union) -> dict[str, object]:
    return {"pk": MedicalClaimFactory(worker=ModelWorkerFactory(union=union)).pk}


@example("model_workers:filing-detail", "model_workers:filing-grant")
def a_filing(union: Union) -> dict[str, object]:
    return {"pk": FilingFactory(union=union).pk}


names_no_record(
    "model_workers:candidate-bulk",
    "model_workers:benefit-bulk",
    "model_workers:medicalclaim-bulk",
    because="a bulk act names no record in its address; the rows it is asked for are those of the register",
)


@example(
    *(
        f"model_workers:incomes:{page}"
        for page in ("batch-detail", "progress", "columns", "rows", "given-back", "confirm", "cancel", "undo")
    )
)
def a_survey_file(union: Union) -> dict[str, object]:
    header = {
        "row": 1,
        "first_column": 0,
        "labels": [each.label for each in INCOMES.columns],
        "fields": [each.code for each in INCOMES.columns],
        "twice": [],
    }
    return {"pk": BatchFactory(union=union, declaration=INCOMES.code, header=header, answers={"year": "2016"}).pk}
