from tests.examples import example, names_no_record
from tests.foundation.intake.factories import BatchFactory
from tests.growth.honours.factories import HonourFactory
from yuanxin.foundation.unions.models import Union
from yuanxin.growth.honours.choices import Withdrawal
from yuanxin.growth.honours.intake import AWARDS

PAGES = ("batch-detail", "progress", "columns", "rows", "given-back", "confirm", "cancel", "undo")


@example("honours:honour-detail", "honours:honour-edit", "honours:honour-withdraw", "honours:honour-annul")
def an_honour(union: Union) -> dict[str, object]:
    return {"pk": HonourFactory(union=union).pk}


@example("honours:honour-restore")
def a_withdrawn_honour(union: Union) -> dict[str, object]:
    return {"pk": HonourFactory(union=union, withdrawn_on="2016-06-01", withdrawal=Withdrawal.REVOKED).pk}


@example(*(f"honours:awards:{page}" for page in PAGES))
def a_list_of_awards(union: Union) -> dict[str, object]:
    header = {
        "row": 1,
        "first_column": 0,
        "labels": [each.label for each in AWARDS.columns],
        "fields": [each.code for each in AWARDS.columns],
        "twice": [],
    }
    return {"pk": BatchFactory(union=union, declaration=AWARDS.code, header=header).pk}


names_no_record(
    "honours:honourtitle-detail",
    "honours:honourtitle-edit",
    "honours:honourtitle-end",
    "honours:honourtitle-open",
    "honours:honour-of-title",
    because="a title holds for every union alike; who may change it is asked over the topmost union",
)
