"""Which tasks a completion rate needs. Pure."""

from django.utils.translation import gettext as _

from yuanxin.demo.spec import BadFacts, Fact
from yuanxin.foundation.figures.measures import share
from yuanxin.foundation.kernel.money import plain

Tasks = tuple[int, int]


def tasks_for(fact: Fact, places: int) -> Tasks:
    """How many tasks are confirmed, and of how many: as many as there are `places`, or the most that come to the rate.

    A campaign may leave streets out, so that with 15 places not only fifteenths can be told: 62.5 is 5 of 8.

    Raises:
        BadFacts: for a rate that no number of tasks comes to, naming the nearest ones that can be told.
    """
    reachable = {share(done, number): (done, number) for number in range(1, places + 1) for done in range(number + 1)}
    if fact.value in reachable:
        return reachable[fact.value]
    lower = max((rate for rate in reachable if rate < fact.value), default=None)
    upper = min((rate for rate in reachable if rate > fact.value), default=None)
    near = "、".join(f"{plain(rate)}" for rate in (lower, upper) if rate is not None)
    raise BadFacts(
        _(
            "%(id)s %(figure)s: %(value)s%% cannot be told of the %(places)s streets and parks of this district, since "
            "a rate is a number of tasks of at most as many, to two places."
        )
        % {"id": fact.id, "figure": fact.figure, "value": plain(fact.value), "places": places},
        remedy=_("The nearest that can: %(near)s.") % {"near": near},
    )
