"""Every write of condolence and of cover."""

from yuanxin.welfare.care.rules import PROJECT, SUMS
from yuanxin.welfare.care.services.claims import (
    Barred,
    ClaimRefused,
    Loss,
    Report,
    approve_claim,
    assess_claim,
    computed_for,
    enter_losses,
    refuse_claim,
    report_claim,
)
from yuanxin.welfare.care.services.goods import NotInStore, register_goods, reverse_entry, take_into_store
from yuanxin.welfare.care.services.paying import KIND, NothingToPay, ask_again, tell_come_back, tell_paid
from yuanxin.welfare.care.services.programmes import (
    NotADraft,
    Plan,
    ProgrammeRefused,
    correct_programme,
    plan_programme,
    set_goods,
)
from yuanxin.welfare.care.services.receipts import NotUnderWay, sign_for, take_back_receipt
from yuanxin.welfare.care.services.recipients import (
    Named,
    OnTheListAlready,
    ProgrammeOver,
    list_recipients,
    receivers_of,
    take_off_list,
)

__all__ = [
    "KIND",
    "PROJECT",
    "SUMS",
    "Barred",
    "ClaimRefused",
    "Loss",
    "Named",
    "NotADraft",
    "NotInStore",
    "NotUnderWay",
    "NothingToPay",
    "OnTheListAlready",
    "Plan",
    "ProgrammeOver",
    "ProgrammeRefused",
    "Report",
    "approve_claim",
    "ask_again",
    "assess_claim",
    "computed_for",
    "correct_programme",
    "enter_losses",
    "list_recipients",
    "plan_programme",
    "receivers_of",
    "refuse_claim",
    "register_goods",
    "report_claim",
    "reverse_entry",
    "set_goods",
    "sign_for",
    "take_back_receipt",
    "take_into_store",
    "take_off_list",
    "tell_come_back",
    "tell_paid",
]
