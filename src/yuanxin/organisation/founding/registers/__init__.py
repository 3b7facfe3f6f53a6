"""台账 of unions, employers, officers, terms and coverage; and of the applications about them."""

from yuanxin.organisation.founding.registers.changes import CHANGES
from yuanxin.organisation.founding.registers.foundings import FOUNDINGS
from yuanxin.organisation.founding.registers.unions import COVERAGE, EMPLOYERS, OFFICERS, TERMS, UNIONS

__all__ = ["CHANGES", "COVERAGE", "EMPLOYERS", "FOUNDINGS", "OFFICERS", "TERMS", "UNIONS"]
