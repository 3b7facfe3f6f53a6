"""The lists of model workers' services."""

from yuanxin.welfare.model_workers.registers.entitlements import BENEFITS, CLAIMS
from yuanxin.welfare.model_workers.registers.filings import FILINGS
from yuanxin.welfare.model_workers.registers.surveys import BATCHES, STATEMENTS, SURVEYS
from yuanxin.welfare.model_workers.registers.workers import CANDIDATES, OF_A_PERSON, WORKERS

__all__ = ["BATCHES", "BENEFITS", "CANDIDATES", "CLAIMS", "FILINGS", "OF_A_PERSON", "STATEMENTS", "SURVEYS", "WORKERS"]
