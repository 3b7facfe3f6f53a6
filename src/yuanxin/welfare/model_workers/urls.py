"""The addresses of model workers' services."""

from django.urls import include, path

from yuanxin.foundation.intake.registers import wizard
from yuanxin.welfare.model_workers.registers import (
    BATCHES,
    BENEFITS,
    CANDIDATES,
    CLAIMS,
    FILINGS,
    STATEMENTS,
    SURVEYS,
    WORKERS,
)
from yuanxin.welfare.model_workers.views import applying, granting, surveys, workers

app_name = "model_workers"

urlpatterns = [
    path("", include(WORKERS.urls)),
    path("new/", workers.register, name="modelworker-new"),
    path("<int:pk>/edit/", workers.correct, name="modelworker-edit"),
    path("<int:pk>/private/", workers.show_private, name="modelworker-private"),
    path("<int:pk>/serve/", workers.serve, name="modelworker-serve"),
    path("<int:pk>/leave/", workers.move_out, name="modelworker-leave"),
    path("<int:pk>/death/", workers.enter_death, name="modelworker-death"),
    path("<int:pk>/annul/", workers.annul, name="modelworker-annul"),
    path("<int:pk>/relief/", applying.apply_for_relief, name="benefit-new"),
    path("<int:pk>/claim/", applying.submit_claim, name="medicalclaim-new"),
    path("candidates/", include(CANDIDATES.urls)),
    path("surveys/", include(SURVEYS.urls)),
    path("surveys/new/", surveys.begin, name="incomesurvey-new"),
    path("surveys/<int:pk>/edit/", surveys.change, name="incomesurvey-edit"),
    path("surveys/<int:pk>/close/", surveys.close, name="incomesurvey-close"),
    path("surveys/<int:pk>/answer/", surveys.answer, name="incomesurvey-answer"),
    path("statements/", include(STATEMENTS.urls)),
    path("statements/<int:pk>/edit/", surveys.state, name="incomestatement-edit"),
    path("benefits/", include(BENEFITS.urls)),
    path("benefits/apply/", applying.apply, name="benefit-apply"),
    path("benefits/<int:pk>/basis/", applying.open_benefit, name="benefit-basis"),
    path("benefits/<int:pk>/resubmit/", applying.resubmit_benefit, name="benefit-resubmit"),
    path("benefits/<int:pk>/regrant/", granting.regrant_benefit, name="benefit-regrant"),
    path("claims/", include(CLAIMS.urls)),
    path("claims/<int:pk>/basis/", applying.open_claim, name="medicalclaim-basis"),
    path("claims/<int:pk>/resubmit/", applying.resubmit_claim, name="medicalclaim-resubmit"),
    path("claims/<int:pk>/regrant/", granting.regrant_claim, name="medicalclaim-regrant"),
    path("filings/", include(FILINGS.urls)),
    path("filings/<int:pk>/grant/", granting.grant, name="filing-grant"),
    *wizard(BATCHES),
]
