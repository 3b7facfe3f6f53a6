"""The spreadsheets from which a district is loaded, in the order in which they go in."""

from yuanxin.organisation.loading.intake.accounts import ACCOUNTS, APPOINTMENTS
from yuanxin.organisation.loading.intake.coverage import COVERAGE
from yuanxin.organisation.loading.intake.employers import EMPLOYERS
from yuanxin.organisation.loading.intake.officers import OFFICERS
from yuanxin.organisation.loading.intake.unions import UNIONS

LOADED = (UNIONS, EMPLOYERS, COVERAGE, OFFICERS, ACCOUNTS, APPOINTMENTS)

__all__ = ["ACCOUNTS", "APPOINTMENTS", "COVERAGE", "EMPLOYERS", "LOADED", "OFFICERS", "UNIONS"]
