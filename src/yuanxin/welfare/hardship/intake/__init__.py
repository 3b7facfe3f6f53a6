"""The spreadsheet that hardship files kept elsewhere come in by."""

from yuanxin.welfare.hardship.intake.declaration import KEPT_FILES

__all__ = ["KEPT_FILES"]
