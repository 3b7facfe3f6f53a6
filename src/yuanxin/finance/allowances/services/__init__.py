"""Every write of allowances."""

from yuanxin.finance.allowances.rules import PLACES, RATE, computed, counted_on
from yuanxin.finance.allowances.services.asking import (
    Filling,
    Head,
    NotBeingFilledIn,
    OnARosterAlready,
    drop_head,
    enter_head,
    fill_in,
)
from yuanxin.finance.allowances.services.calls import (
    CallClosed,
    CallRefused,
    ask_units,
    begin_allowance,
    change_call,
    open_call,
)
from yuanxin.finance.allowances.services.deciding import Incomplete, review_together, settle_amount
from yuanxin.finance.allowances.services.granting import AmountsDiffer, NothingToGrant, draw_up, enter_reply
from yuanxin.finance.allowances.services.paying import KIND, NothingToPay, ask_again, tell_arrived, tell_come_back

__all__ = [
    "KIND",
    "PLACES",
    "RATE",
    "AmountsDiffer",
    "CallClosed",
    "CallRefused",
    "Filling",
    "Head",
    "Incomplete",
    "NotBeingFilledIn",
    "NothingToGrant",
    "NothingToPay",
    "OnARosterAlready",
    "ask_again",
    "ask_units",
    "begin_allowance",
    "change_call",
    "computed",
    "counted_on",
    "draw_up",
    "drop_head",
    "enter_head",
    "enter_reply",
    "fill_in",
    "open_call",
    "review_together",
    "settle_amount",
    "tell_arrived",
    "tell_come_back",
]
