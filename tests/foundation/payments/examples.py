"""A record of each kind for the pages of the payment desk."""

from typing import Any

from tests.examples import example, names_no_record
from tests.foundation.intake.factories import BatchFactory as ImportFactory
from tests.foundation.payments.factories import (
    BankFileFactory,
    BatchFactory,
    FundEntryFactory,
    FundFactory,
    LineFactory,
    PaymentFactory,
)
from yuanxin.foundation.intake.models import QueuedRow
from yuanxin.foundation.payments.choices import PaymentState
from yuanxin.foundation.payments.intake import BANK_RETURN
from yuanxin.foundation.unions.models import Union

HEADER = {
    "row": 1,
    "first_column": 0,
    "labels": [column.label for column in BANK_RETURN.columns],
    "fields": [column.code for column in BANK_RETURN.columns],
    "twice": [],
}
IMPORT_PAGES = ("batch-detail", "progress", "columns", "rows", "given-back", "confirm", "cancel", "undo")


@example(*(f"payments:payment-{page}" for page in ("detail", "account", "clear", "hand-out", "cancel")))
def a_payment(union: Union) -> dict[str, Any]:
    return {"pk": PaymentFactory(union=union, fund=FundFactory(union=union)).pk}


@example("payments:payment-reverse")
def a_paid_payment(union: Union) -> dict[str, Any]:
    return {"pk": PaymentFactory(union=union, fund=FundFactory(union=union), settled=True).pk}


@example("payments:payment-take-out")
def a_payment_in_a_draft(union: Union) -> dict[str, Any]:
    batch = BatchFactory(union=union)
    return {"pk": PaymentFactory(union=union, fund=batch.fund, batch=batch, state=PaymentState.BATCHED).pk}


@example(*(f"payments:batch-{page}" for page in ("detail", "add", "progress", "stop")))
def a_draft(union: Union) -> dict[str, Any]:
    return {"pk": BatchFactory(union=union).pk}


@example("payments:batch-tell")
def a_batch_with_the_bank(union: Union) -> dict[str, Any]:
    return {"pk": LineFactory(batch=BatchFactory(union=union, with_bank=True)).batch_id}


@example("payments:batch-file")
def a_bank_file(union: Union) -> dict[str, Any]:
    file = BankFileFactory(batch=BatchFactory(union=union, with_bank=True))
    return {"pk": file.batch_id, "file_type": file.file_type}


@example("payments:line-detail", "payments:line-tell")
def a_line(union: Union) -> dict[str, Any]:
    return {"pk": LineFactory(batch=BatchFactory(union=union, with_bank=True)).pk}


@example(*(f"payments:fund-{page}" for page in ("detail", "edit", "close", "money")))
def a_fund(union: Union) -> dict[str, Any]:
    return {"pk": FundFactory(union=union).pk}


@example("payments:fundentry-detail", "payments:entry-reverse")
def an_entry(union: Union) -> dict[str, Any]:
    return {"pk": FundEntryFactory(fund=FundFactory(union=union)).pk}


@example(*(f"payments:bank_return:{page}" for page in IMPORT_PAGES))
def a_return(union: Union) -> dict[str, Any]:
    return {"pk": ImportFactory(union=union, declaration=BANK_RETURN.code, header=HEADER).pk}


@example("payments:doubt-detail", "payments:doubt-settle", "payments:doubt-decide")
def a_doubtful_row(union: Union) -> dict[str, Any]:
    batch = ImportFactory(union=union, declaration=BANK_RETURN.code, header=HEADER)
    return {
        "pk": QueuedRow.objects.create(
            batch=batch, union=union, number=2, reason="reference:unknown_line", digest=b"%016d" % batch.pk
        ).pk
    }


for actions in ("payments:payment-bulk",):
    names_no_record(actions, because="the code names an act on ticked rows, which are asked in scope")
