"""Titles that are awarded, and who holds them."""

from yuanxin.growth.honours.models.honours import Honour
from yuanxin.growth.honours.models.titles import HonourTitle

__all__ = ["Honour", "HonourTitle"]
