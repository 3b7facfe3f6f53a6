"""How many awards of each title the facts ask for. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yuanxin.demo.spec import BadFacts, Facts

XIHU, WORKERS, BOTH = "honours.most_beautiful_xihu", "honours.most_beautiful_workers", "honours.most_beautiful"
ADVANCED = "honours.advanced"
# The parts of `honours.advanced`, with what the period brings where the facts do not speak of them.
USUAL_ADVANCED = {
    "honours.city_model_workers": 13,
    "honours.city_may_day_medals": 2,
    "honours.city_model_collectives": 5,
    "honours.provincial_may_day_certificates": 1,
}
USUAL_BEAUTIFUL = {XIHU: 10, WORKERS: 100}


@dataclass(frozen=True, slots=True)
class Beautiful:
    """Awards of both titles, and how many people are awarded both."""

    xihu: int
    workers: int
    twice: int


def advanced(facts: Facts) -> dict[str, int]:
    """Awards by figure, which add up to what the facts say of them together.

    Raises:
        BadFacts: if the parts cannot come to their sum.
    """
    return parts_of(facts, ADVANCED, USUAL_ADVANCED)


def beautiful(facts: Facts) -> Beautiful:
    """Awards of both titles: whoever is awarded both counts once in their common figure.

    Raises:
        BadFacts: if no such awards come to the common figure: it is at least the larger of both, at most their sum.
    """
    total = facts.get(BOTH)
    if total is None or facts.get(XIHU) is None or facts.get(WORKERS) is None:
        numbers = parts_of(facts, BOTH, USUAL_BEAUTIFUL)
        return Beautiful(numbers[XIHU], numbers[WORKERS], 0)
    xihu, workers = facts.count(XIHU, 0), facts.count(WORKERS, 0)
    if not max(xihu, workers) <= total.whole() <= xihu + workers:
        raise BadFacts(
            _("%(id)s %(figure)s: %(value)s people cannot hold the %(first)s and %(second)s awards of both titles.")
            % {"id": total.id, "figure": BOTH, "value": total.whole(), "first": xihu, "second": workers},
            remedy=_("Give a number from %(least)s to %(most)s.")
            % {"least": max(xihu, workers), "most": xihu + workers},
        )
    return Beautiful(xihu, workers, xihu + workers - total.whole())


def parts_of(facts: Facts, whole: str, usual: Mapping[str, int]) -> dict[str, int]:
    """What each part comes to: as its fact says, else so that all add up to `whole`, else the usual."""
    total = facts.get(whole)
    given = {part: facts.count(part, 0) for part in usual if facts.get(part) is not None}
    if total is None:
        return {part: given.get(part, number) for part, number in usual.items()}
    rest = total.whole() - sum(given.values())
    missing = [part for part in usual if part not in given]
    if rest < 0 or (rest and not missing):
        raise BadFacts(
            _("%(id)s %(figure)s: its parts add up to %(sum)s, and %(value)s is asked for.")
            % {"id": total.id, "figure": whole, "sum": sum(given.values()), "value": total.whole()},
            remedy=_("Correct one of them."),
        )
    found = dict(given)
    for place, part in enumerate(missing, start=1):
        found[part] = rest if place == len(missing) else min(usual[part], rest)
        rest -= found[part]
    return found
