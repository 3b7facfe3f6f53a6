"""What founding adds to the writes of the tree: the rules that policies hold."""

import datetime

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.policies.schemas import TERM_YEARS
from yuanxin.foundation.unions.choices import Level
from yuanxin.foundation.unions.models import Term, Union
from yuanxin.foundation.unions.services import begin_term


def enter_term(
    *, actor: Actor, union: Union, number: int, begins_on: datetime.date, ends_on: datetime.date, today: datetime.date
) -> Term:
    """Enter a term of the length that the policy in force on its first day allows: grassroots 3 or 5 years, others 5.

    Raises:
        OutOfScope, NotAllowed, UnionEnded, TermRefused: as `begin_term` does.
        NoPolicy: if no policy of terms is in force on that day.
    """
    years = policy(TERM_YEARS, on=begins_on)
    allowed = years.grassroots if union.level == Level.GRASSROOTS else years.federations
    return begin_term(
        actor=actor,
        union=union,
        number=number,
        begins_on=begins_on,
        ends_on=ends_on,
        today=today,
        allowed_years=allowed,
    )
