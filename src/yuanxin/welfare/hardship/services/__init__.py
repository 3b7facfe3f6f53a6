"""Every write about hardship files, home visits, relief and goods."""

from yuanxin.welfare.hardship.services.approving import approve_relief
from yuanxin.welfare.hardship.services.deciding import approve_request
from yuanxin.welfare.hardship.services.goods import GoodsLine, give_goods, revoke_goods
from yuanxin.welfare.hardship.services.keeping import follow_households, pair_with
from yuanxin.welfare.hardship.services.occasions import approve_occasion, enter_occasion, review_together
from yuanxin.welfare.hardship.services.relief import apply_for_relief, correct_relief
from yuanxin.welfare.hardship.services.requests import Authorisation, Card, apply_for_file, close_file, correct_request
from yuanxin.welfare.hardship.services.seeing import HealthTold, show_card, show_health
from yuanxin.welfare.hardship.services.visits import VisitorGiven, record_visit

__all__ = [
    "Authorisation",
    "Card",
    "GoodsLine",
    "HealthTold",
    "VisitorGiven",
    "apply_for_file",
    "apply_for_relief",
    "approve_occasion",
    "approve_relief",
    "approve_request",
    "close_file",
    "correct_relief",
    "correct_request",
    "enter_occasion",
    "follow_households",
    "give_goods",
    "pair_with",
    "record_visit",
    "review_together",
    "revoke_goods",
    "show_card",
    "show_health",
]
