"""Records of condolence and cover for the pages about one."""

from tests.examples import example
from tests.foundation.intake.factories import BatchFactory
from tests.welfare.care.factories import (
    ClaimFactory,
    GoodsEntryFactory,
    GoodsItemFactory,
    ProgrammeFactory,
    ReceiptFactory,
    RecipientFactory,
)
from yuanxin.foundation.unions.models import Union


@example(
    "care:condolenceprogramme-detail",
    "care:programme-edit",
    "care:programme-goods",
    "care:recipient-new",
    "care:receipt-new",
)
def a_programme(union: Union) -> dict[str, object]:
    GoodsItemFactory(union=union)
    return {"pk": ProgrammeFactory(union=union).pk}


@example("care:recipient-detail", "care:recipient-drop")
def a_recipient(union: Union) -> dict[str, object]:
    return {"pk": RecipientFactory(programme=ProgrammeFactory(union=union)).pk}


@example("care:receipt-detail", "care:receipt-take-back")
def a_receipt(union: Union) -> dict[str, object]:
    return {"pk": ReceiptFactory(programme=ProgrammeFactory(union=union)).pk}


@example("care:goodsitem-detail", "care:goodsitem-receive")
def some_goods(union: Union) -> dict[str, object]:
    return {"pk": GoodsItemFactory(union=union).pk}


@example("care:goodsentry-detail", "care:goodsentry-reverse")
def an_entry(union: Union) -> dict[str, object]:
    return {"pk": GoodsEntryFactory(item=GoodsItemFactory(union=union, remain=10)).pk}


@example(
    "care:coverclaim-detail",
    "care:coverclaim-losses",
    "care:coverclaim-assess",
    "care:coverclaim-approve",
    "care:coverclaim-refuse",
    "care:coverclaim-pay",
)
def a_claim(union: Union) -> dict[str, object]:
    return {"pk": ClaimFactory(union=union).pk}


@example(
    "care:condolence_list:batch-detail",
    "care:condolence_list:progress",
    "care:condolence_list:columns",
    "care:condolence_list:rows",
    "care:condolence_list:given-back",
    "care:condolence_list:confirm",
    "care:condolence_list:cancel",
    "care:condolence_list:undo",
)
def a_batch(union: Union) -> dict[str, object]:
    return {"pk": BatchFactory(union=union, declaration="condolence_list").pk}
