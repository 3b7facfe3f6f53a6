"""Model workers, the spells in which they are served, their incomes, benefits and medical claims."""

from yuanxin.welfare.model_workers.models.benefits import Benefit, BenefitQuerySet
from yuanxin.welfare.model_workers.models.claims import MedicalBill, MedicalClaim
from yuanxin.welfare.model_workers.models.entitlements import ENDED, Entitlement, EntitlementQuerySet
from yuanxin.welfare.model_workers.models.filings import Filing
from yuanxin.welfare.model_workers.models.surveys import IncomeStatement, IncomeSurvey
from yuanxin.welfare.model_workers.models.workers import ModelWorker, WorkerSpell

__all__ = [
    "ENDED",
    "Benefit",
    "BenefitQuerySet",
    "Entitlement",
    "EntitlementQuerySet",
    "Filing",
    "IncomeStatement",
    "IncomeSurvey",
    "MedicalBill",
    "MedicalClaim",
    "ModelWorker",
    "WorkerSpell",
]
