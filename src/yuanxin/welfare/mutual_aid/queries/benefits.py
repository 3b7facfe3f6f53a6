"""What the plan in force gives for a treatment, and the statement of it, for whoever asks without a claim."""

import datetime
from typing import Any

from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.policies.queries import policy_version
from yuanxin.welfare.mutual_aid.choices import BenefitKind
from yuanxin.welfare.mutual_aid.rules.benefits import NOTHING, Facts, Outcome, Sums, Used, compute, used_after
from yuanxin.welfare.mutual_aid.rules.plans import PLANS, Terms
from yuanxin.welfare.mutual_aid.rules.statements import inputs_of, reasons_of, steps_of

__all__ = [
    "NOTHING",
    "Facts",
    "Outcome",
    "Sums",
    "Terms",
    "Used",
    "compute",
    "kept_of",
    "plan_on",
    "used_after",
]


def plan_on(kind: BenefitKind, day: datetime.date) -> tuple[Policy, Terms]:
    """The plan of a benefit for a treatment that begins on the day, with the version of the policy that says it.

    Raises:
        NoPolicy: if the benefit has none that day.
    """
    version = policy_version(PLANS[kind], on=day)
    return version, version.typed.terms()


def kept_of(terms: Terms, facts: Facts, outcome: Outcome) -> tuple[dict[str, Any], list[Any], list[Any]]:
    """What a calculation keeps: its inputs, steps and reasons."""
    return inputs_of(facts), steps_of(terms, facts, outcome), reasons_of(terms, facts, outcome)
