"""What the rules say of an application: what forbids the next step, and what the deciders should look at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from yuanxin.foundation.unions.choices import Engagement, Post
from yuanxin.organisation.founding.choices import Shape, Standing
from yuanxin.organisation.founding.rules.policies import (
    CommitteeSizes,
    Difference,
    ElectionRules,
    FormRules,
    Ineligible,
)

ON_COMMITTEE = frozenset({Post.CHAIR, Post.VICE_CHAIR, Post.COMMITTEE_MEMBER})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the rules say; `stops` where the step is not possible with it."""

    text: str
    stops: bool = False


class Stood(NamedTuple):
    """Somebody who stood for a post, as far as the rules ask."""

    name: str
    post: str
    engagement: str
    standing: str
    votes: int | None = None
    elected: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """An election as reported: who might vote, who came, who stood and was elected."""

    entitled: int | None
    present: int | None
    stood: tuple[Stood, ...]

    @property
    def elected(self) -> tuple[Stood, ...]:
        """Those who were elected."""
        return tuple(each for each in self.stood if each.elected)


def seats(stood: Iterable[Stood]) -> int:
    """How many people the posts of a committee are held by; a vice-chair is one of its members."""
    return len({each.name for each in stood if each.post in ON_COMMITTEE})


@dataclass(frozen=True, slots=True)
class ElectionPolicies:
    """The policies of the day of an election."""

    sizes: CommitteeSizes
    rules: ElectionRules
    difference: Difference
    ineligible: Ineligible
    forms: FormRules


def shape_findings(shape: str, staff: Sequence[int], members: int, committee_from: int) -> list[Finding]:
    """Whether the shape may be chosen: from so many members on an employer founds a committee of its own.

    Args:
        staff: of each employer.
        members: on the roster; none while it has not come.
    """
    found = []
    largest = max(members if len(staff) == 1 else 0, 0)
    if shape in {Shape.ORGANISER, Shape.EXISTING} and largest >= committee_from:
        found.append(
            Finding(
                _("%(members)s members: from %(least)s on a committee of its own is founded.")
                % {"members": largest, "least": committee_from},
                stops=True,
            )
        )
    if shape == Shape.JOINT and len(staff) < 2:
        found.append(Finding(_("A joint union is founded by two employers or more."), stops=True))
    if shape != Shape.JOINT and len(staff) > 1:
        found.append(Finding(_("Several employers found a joint union."), stops=True))
    return found


def roster_findings(members: int, staff: int) -> list[Finding]:
    """Whether there is a roster, and no more people on it than work there."""
    if not members:
        return [Finding(_("The roster of those who join is missing."), stops=True)]
    if members > staff:
        return [
            Finding(
                _("The roster has %(members)s people, the employers say %(staff)s staff.")
                % {"members": members, "staff": staff}
            )
        ]
    return []


def election_findings(
    result: Result, *, members: int, women: int, staff: int, organiser: bool, policies: ElectionPolicies
) -> list[Finding]:
    """What the rules say of an election.

    Args:
        members: of the union; women: among them; staff: of its employers.
        organiser: whether one organiser is elected instead of a committee.
    """
    if result.entitled is None or result.present is None or not result.elected:
        return [Finding(_("The result of the election is missing."), stops=True)]
    found = [*validity_findings(result, result.entitled, result.present, policies.rules)]
    if organiser:
        found += organiser_findings(result.elected)
    else:
        found += committee_findings(result, members, policies)
        found += post_findings(result.elected, women, staff, policies.forms)
    found += eligibility_findings(result.elected, policies.ineligible)
    return found


def nomination_findings(stood: Sequence[Stood], *, organiser: bool, ineligible: Ineligible) -> list[Finding]:
    """What the rules say of the candidates before anybody votes."""
    posts = [each.post for each in stood]
    leading = Post.ORGANISER if organiser else Post.CHAIR
    found = []
    if leading not in posts:
        found.append(Finding(_("Nobody stands for “%(post)s”.") % {"post": leading.label}, stops=True))
    return [*found, *eligibility_findings(stood, ineligible)]


def validity_findings(result: Result, entitled: int, present: int, rules: ElectionRules) -> Iterable[Finding]:
    """Enough came, and each of the elected has more than half of those entitled behind them."""
    if present > entitled:
        yield Finding(_("More were present than were entitled to vote."), stops=True)
    if present < rules.quorum(entitled):
        yield Finding(
            _("%(present)s of %(entitled)s were present; %(quorum)s are needed.")
            % {"present": present, "entitled": entitled, "quorum": rules.quorum(entitled)},
            stops=True,
        )
    needed = rules.votes_needed(entitled)
    for each in result.elected:
        if each.votes is None:
            yield Finding(_("The votes of %(name)s are missing.") % {"name": each.name}, stops=True)
        elif each.votes > present:
            yield Finding(_("%(name)s has more votes than were present.") % {"name": each.name}, stops=True)
        elif each.votes < needed:
            yield Finding(
                _("%(name)s has %(votes)s votes; %(needed)s of %(entitled)s entitled are needed.")
                % {"name": each.name, "votes": each.votes, "needed": needed, "entitled": entitled},
                stops=True,
            )


def organiser_findings(elected: Sequence[Stood]) -> Iterable[Finding]:
    """One organiser and nobody else."""
    if [each.post for each in elected] != [Post.ORGANISER]:
        yield Finding(_("One organiser is elected, and no committee."), stops=True)


def committee_findings(result: Result, members: int, policies: ElectionPolicies) -> Iterable[Finding]:
    """One chair, seats within the band, candidates enough."""
    chairs = [each for each in result.elected if each.post == Post.CHAIR]
    if len(chairs) != 1:
        yield Finding(_("One chair is elected."), stops=True)
    if any(each.post == Post.ORGANISER for each in result.elected):
        yield Finding(_("Beside a committee there is no organiser."), stops=True)
    filled, stood = seats(result.elected), seats(result.stood)
    fewest, most = policies.sizes.of(members)
    if not fewest <= filled <= most:
        yield Finding(
            _("The committee has %(seats)s seats; for %(members)s members it is %(fewest)s to %(most)s.")
            % {"seats": filled, "members": members, "fewest": fewest, "most": most}
        )
    needed = policies.difference.candidates(filled)
    if stood < needed:
        yield Finding(
            _("%(stood)s stood for %(seats)s seats; at least %(needed)s should.")
            % {"stood": stood, "seats": filled, "needed": needed}
        )


def post_findings(elected: Sequence[Stood], women: int, staff: int, forms: FormRules) -> Iterable[Finding]:
    """An audit director beside a committee, a women's director where there are women enough, who is full-time."""
    posts = {each.post for each in elected}
    if Post.AUDIT_DIRECTOR not in posts:
        yield Finding(_("The audit committee is elected together with the union committee; its director is missing."))
    if women >= forms.women_committee_from_women and Post.WOMEN_DIRECTOR not in posts:
        yield Finding(
            _("%(women)s women members: there is a women workers' committee; its director is missing.")
            % {"women": women}
        )
    full_time = any(each.post == Post.CHAIR and each.engagement == Engagement.FULL_TIME for each in elected)
    if full_time and staff < forms.full_time_chair_from_staff:
        yield Finding(
            _("%(staff)s staff: a full-time chair is provided for from %(least)s on.")
            % {"staff": staff, "least": forms.full_time_chair_from_staff}
        )


def eligibility_findings(elected: Sequence[Stood], ineligible: Ineligible) -> Iterable[Finding]:
    """Who should not have stood, by the post at work."""
    for each in elected:
        if each.standing in ineligible.standings:
            yield Finding(
                _("%(name)s: “%(standing)s” is not eligible.")
                % {"name": each.name, "standing": Standing(each.standing).label}
            )


def stops(findings: Iterable[Finding]) -> list[str]:
    """What forbids the step."""
    return [each.text for each in findings if each.stops]
