"""The spreadsheets that honours come in by."""

from yuanxin.growth.honours.intake.declaration import AWARDS

__all__ = ["AWARDS"]
