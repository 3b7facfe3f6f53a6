"""Every write about hardship files, home visits, relief and goods, and what callers need to ask for them."""

from yuanxin.welfare.hardship.rules.declared import Declared, DeclaredMember, Money, is_child
from yuanxin.welfare.hardship.rules.files import Effect, NoEffect, effect_of, next_recheck
from yuanxin.welfare.hardship.rules.policies import (
    CHECK_CONSENT,
    DIBAO_LINE,
    EXIT_MONTHS,
    RELIEF_CAPS,
    REVIEW_MONTHS,
)
from yuanxin.welfare.hardship.services.approving import approve_relief
from yuanxin.welfare.hardship.services.deciding import approve_request
from yuanxin.welfare.hardship.services.goods import GoodsLine, give_goods, revoke_goods
from yuanxin.welfare.hardship.services.keeping import follow_households, pair_with
from yuanxin.welfare.hardship.services.occasions import approve_occasion, enter_occasion, review_together
from yuanxin.welfare.hardship.services.relief import apply_for_relief, correct_relief
from yuanxin.welfare.hardship.services.requests import Authorisation, Card, apply_for_file, close_file, correct_request
from yuanxin.welfare.hardship.services.seeing import HealthTold, show_card, show_health
from yuanxin.welfare.hardship.services.taking_over import Kept, OnFile, take_over_file
from yuanxin.welfare.hardship.services.visits import VisitorGiven, record_visit
from yuanxin.welfare.hardship.states import SHOWN

__all__ = [
    "CHECK_CONSENT",
    "DIBAO_LINE",
    "EXIT_MONTHS",
    "RELIEF_CAPS",
    "REVIEW_MONTHS",
    "SHOWN",
    "Authorisation",
    "Card",
    "Declared",
    "DeclaredMember",
    "Effect",
    "GoodsLine",
    "HealthTold",
    "Kept",
    "Money",
    "NoEffect",
    "OnFile",
    "VisitorGiven",
    "apply_for_file",
    "apply_for_relief",
    "approve_occasion",
    "approve_relief",
    "approve_request",
    "close_file",
    "correct_relief",
    "correct_request",
    "effect_of",
    "enter_occasion",
    "follow_households",
    "give_goods",
    "is_child",
    "next_recheck",
    "pair_with",
    "record_visit",
    "review_together",
    "revoke_goods",
    "show_card",
    "show_health",
    "take_over_file",
]
