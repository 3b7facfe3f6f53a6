"""The parameters that policies hold, as typed schemas."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

COMMITTEE_FROM = "org.min_members_committee"
COMMITTEE_SIZE = "org.committee_size_table"
ELECTION_RULES = "org.election_rules"
CANDIDATE_DIFFERENCE = "org.candidate_diff_rate"
INELIGIBLE = "org.ineligible_standings"
FORM_RULES = "org.form_rules"
GUIDANCE_DAYS = "org.founding_guidance_days"
PREPARATION_DAYS = "org.founding_preparation_days"
REVIEW_DAYS = "org.founding_review_days"
APPROVAL_DAYS = "org.founding_approval_days"
CANDIDATE_NOTICE = "org.candidate_notice_days"
POSTPONEMENT = "org.postponement_months"
ONLINE_LIMIT = "org.founding_online_per_day"


def labelled(label: Any) -> Any:
    """A field of a schema with what people read for it."""
    return field(metadata={"label": label})


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people or things from which a rule holds, or up to which it allows."""

    count: int = labelled(gettext_lazy("Number"))

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(_("It is at least one."))


@dataclass(frozen=True, slots=True)
class FormRules:
    """From how many on a union may or must have what (工会法)."""

    full_time_chair_from_staff: int = labelled(gettext_lazy("Staff from which the chair may be full-time"))
    women_committee_from_women: int = labelled(gettext_lazy("Women members from which there is a women's committee"))


@dataclass(frozen=True, slots=True)
class CommitteeSizes:
    """How many sit on a committee, by the number of members: bands, each up to and with `up_to`; the last is open."""

    up_to: tuple[int, ...] = labelled(gettext_lazy("Members up to"))
    fewest: tuple[int, ...] = labelled(gettext_lazy("Fewest seats"))
    most: tuple[int, ...] = labelled(gettext_lazy("Most seats"))

    def __post_init__(self) -> None:
        if not len(self.up_to) + 1 == len(self.fewest) == len(self.most):
            raise ValueError(_("Each band has its fewest and its most seats; the last band is open."))
        if any(one >= two for one, two in pairwise(self.up_to)):
            raise ValueError(_("The bands ascend."))
        if any(one > two for one, two in zip(self.fewest, self.most, strict=True)):
            raise ValueError(_("The fewest seats are no more than the most."))

    def of(self, members: int) -> tuple[int, int]:
        """The fewest and the most seats for so many members."""
        band = sum(members > limit for limit in self.up_to)
        return self.fewest[band], self.most[band]


@dataclass(frozen=True, slots=True)
class ElectionRules:
    """When an election is valid: how many of those entitled must come, and how many must vote for somebody."""

    quorum_parts: int = labelled(gettext_lazy("Quorum: parts"))
    quorum_of: int = labelled(gettext_lazy("Quorum: of so many parts"))
    votes_above_percent: int = labelled(gettext_lazy("Votes above, per cent of those entitled"))

    def __post_init__(self) -> None:
        if not 0 < self.quorum_parts <= self.quorum_of or not 0 <= self.votes_above_percent < 100:
            raise ValueError(_("The quorum is a part of the whole, and the votes are below 100 per cent."))

    def quorum(self, entitled: int) -> int:
        """How many of `entitled` must be present, at least."""
        return -(-entitled * self.quorum_parts // self.quorum_of)

    def votes_needed(self, entitled: int) -> int:
        """How many votes elect, at least: more than the part of `entitled`."""
        return entitled * self.votes_above_percent // 100 + 1


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much the candidates for a committee outnumber its seats (差额率)."""

    percent: int = labelled(gettext_lazy("Per cent"))

    def candidates(self, seats: int) -> int:
        """How many candidates so many seats need, at least."""
        return seats + -(-seats * self.percent // 100)


@dataclass(frozen=True, slots=True)
class Ineligible:
    """Who may not be elected (不得作为人选): standings at work, by their code."""

    standings: tuple[str, ...] = labelled(gettext_lazy("Offices at work"))


@dataclass(frozen=True, slots=True)
class Months:
    """A time limit in months."""

    months: int = labelled(gettext_lazy("Months"))
