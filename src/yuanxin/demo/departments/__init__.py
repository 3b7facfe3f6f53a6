"""Which department makes the records behind which figures.

A department of the demonstration is a small package here: it says which figures its records come to, and builds them
into the district that the departments before it made. A fact whose figure nobody serves is skipped, and said so.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from yuanxin.demo.spec import Fact, Facts


@dataclass(slots=True)
class Site:
    """The district as it grows: what was asked for, and what each department left for the next ones to build on."""

    facts: Facts
    members: int
    seed: int
    today: Any
    drafts: dict[type, Any] = field(default_factory=dict)

    def stream(self, name: str) -> Random:
        """The random stream of one subject, so that a change in one leaves the draws of the others alone."""
        return Random(f"{self.seed}/{name}")  # noqa: S311 - invented people, no secrets


Build = Callable[[Site], dict[str, int]]


@dataclass(frozen=True, slots=True)
class Department:
    """A builder: the figures it answers for, and the call that writes its records and returns their numbers."""

    name: str
    figures: frozenset[str]
    build: Build


_departments: dict[str, Department] = {}


def register(name: str, figures: Iterable[str], build: Build) -> None:
    """Add a department; they build in the order of their registration."""
    _departments[name] = Department(name, frozenset(figures), build)


def departments() -> tuple[Department, ...]:
    """All departments, in building order."""
    return tuple(_departments.values())


def served_figures() -> frozenset[str]:
    """The figures that the departments built so far can bring to any value."""
    return frozenset().union(*(department.figures for department in _departments.values()))


def skipped(facts: Facts) -> tuple[Fact, ...]:
    """The facts that no department builds records for yet, in the order of the file."""
    served = served_figures()
    return tuple(fact for fact in facts.facts if fact.figure not in served)
