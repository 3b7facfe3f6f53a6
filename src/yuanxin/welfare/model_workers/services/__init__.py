"""Every write about model workers."""

from yuanxin.welfare.model_workers.services.applying import (
    ApplicationChanged,
    AppliedAlready,
    NothingComputed,
    apply_for_relief,
    apply_together,
    resubmit_benefit,
)
from yuanxin.welfare.model_workers.services.claims import (
    Bill,
    InvoiceUsed,
    resubmit_claim,
    submit_claim,
)
from yuanxin.welfare.model_workers.services.deciding import decide_together
from yuanxin.welfare.model_workers.services.granting import Answer, grant, regrant
from yuanxin.welfare.model_workers.services.leaving import (
    annul_worker,
    enter_death,
    move_out,
    serve_by,
)
from yuanxin.welfare.model_workers.services.opening import Opened, open_basis
from yuanxin.welfare.model_workers.services.particulars import (
    Particulars,
    PrivateValues,
    correct_worker,
    show_private,
)
from yuanxin.welfare.model_workers.services.registering import (
    AlreadyRegistered,
    NoModelWorker,
    register_together,
    register_worker,
)
from yuanxin.welfare.model_workers.services.surveys import (
    Statement,
    SurveyClosed,
    begin_survey,
    change_survey,
    close_survey,
    state_incomes,
)

__all__ = [
    "AlreadyRegistered",
    "Answer",
    "ApplicationChanged",
    "AppliedAlready",
    "Bill",
    "InvoiceUsed",
    "NoModelWorker",
    "NothingComputed",
    "Opened",
    "Particulars",
    "PrivateValues",
    "Statement",
    "SurveyClosed",
    "annul_worker",
    "apply_for_relief",
    "apply_together",
    "begin_survey",
    "change_survey",
    "close_survey",
    "correct_worker",
    "decide_together",
    "enter_death",
    "grant",
    "move_out",
    "open_basis",
    "register_together",
    "register_worker",
    "regrant",
    "resubmit_benefit",
    "resubmit_claim",
    "serve_by",
    "show_private",
    "state_incomes",
    "submit_claim",
]
