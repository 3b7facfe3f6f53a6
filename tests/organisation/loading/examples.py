"""A batch of each kind of list, for the pages about one."""

from tests.examples import Example, example
from tests.foundation.intake.factories import BatchFactory
from yuanxin.foundation.intake.declarations import Declaration
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.loading.intake import ACCOUNTS, LOADED

PAGES = ("batch-detail", "progress", "columns", "rows", "given-back", "confirm", "cancel", "undo")


def a_batch(declaration: Declaration) -> Example:
    columns = declaration.columns
    header = {
        "row": 1,
        "first_column": 0,
        "labels": [each.label for each in columns],
        "fields": [each.code for each in columns],
        "twice": [],
    }

    def make(union: Union) -> dict[str, object]:
        return {"pk": BatchFactory(union=union, declaration=declaration.code, header=header).pk}

    return make


for declaration in LOADED:
    example(*(f"loading:{declaration.code}:{page}" for page in PAGES))(a_batch(declaration))
example("loading:passwords")(a_batch(ACCOUNTS))
