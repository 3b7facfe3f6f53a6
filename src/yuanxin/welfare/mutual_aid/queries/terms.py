"""What holds for a scheme: the policies in force on its first day."""

import datetime
from decimal import Decimal

from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.policies.queries import policy, policy_version
from yuanxin.welfare.mutual_aid.models import Scheme
from yuanxin.welfare.mutual_aid.rules.enrolling import (
    AGES,
    FEE,
    WAITING,
    WINDOW,
    Cover,
    Fee,
    WaitingDays,
    Window,
    cover_of,
)
from yuanxin.welfare.mutual_aid.rules.listing import Terms
from yuanxin.welfare.mutual_aid.rules.subsidies import UNIT_SUBSIDY, UnitSubsidyRate, subsidy_of


def terms_of(scheme: Scheme) -> Terms:
    """What decides who may be listed."""
    return Terms(
        covers=Period(scheme.begins_on, scheme.ends_on),
        opens_on=scheme.opens_on,
        closes_on=scheme.closes_on,
        window=policy(WINDOW, on=scheme.begins_on),
        ages=policy(AGES, on=scheme.begins_on),
    )


def fee_rule(scheme: Scheme) -> tuple[Policy, Fee]:
    """The fee a head, and the version of the policy that says it."""
    version = policy_version(FEE, on=scheme.begins_on)
    return version, version.typed


def subsidy_rule(scheme: Scheme) -> tuple[Policy, UnitSubsidyRate]:
    """What a unit is given a head, and the version of the policy that says it."""
    version = policy_version(UNIT_SUBSIDY, on=scheme.begins_on)
    return version, version.typed


def waiting_days(scheme: Scheme) -> WaitingDays:
    """The waiting periods."""
    found: WaitingDays = policy(WAITING, on=scheme.begins_on)
    return found


def cover_in(scheme: Scheme, kind: str, begins: datetime.date) -> Cover:
    """What an enrolment of this kind covers from that day to the end of the scheme."""
    return cover_of(kind, begins, scheme.ends_on, waiting_days(scheme))


def subsidy_in(scheme: Scheme, persons: int) -> tuple[Decimal, list[dict[str, object]]]:
    """What the rule gives a unit for so many people, and the steps as they are kept."""
    amount, steps = subsidy_of(persons, subsidy_rule(scheme)[1])
    return amount, [step.stored() for step in steps]


def window_before(begins_on: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The first and last day on which units list their members for a scheme that begins on that day."""
    window: Window = policy(WINDOW, on=begins_on)
    return window.before(begins_on)
