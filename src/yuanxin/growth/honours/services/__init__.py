"""Every write about titles and honours."""

from yuanxin.growth.honours.services.following import on_honour_changed
from yuanxin.growth.honours.services.honours import (
    AlreadyHeld,
    Award,
    correct_honour,
    enter_honour,
    restore_honour,
    withdraw_honour,
)
from yuanxin.growth.honours.services.titles import (
    TitleValues,
    award_no_more,
    award_title_again,
    correct_title,
    enter_title,
)

__all__ = [
    "AlreadyHeld",
    "Award",
    "TitleValues",
    "award_no_more",
    "award_title_again",
    "correct_honour",
    "correct_title",
    "enter_honour",
    "enter_title",
    "on_honour_changed",
    "restore_honour",
    "withdraw_honour",
]
