"""The spreadsheets that model workers' services come in by."""

from yuanxin.welfare.model_workers.intake.incomes import INCOMES

__all__ = ["INCOMES"]
