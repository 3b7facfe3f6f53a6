"""The candidates of a founding, and the election that follows."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import record
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.policies.schemas import TERM_YEARS
from yuanxin.foundation.unions.choices import Engagement
from yuanxin.foundation.unions.services.writing import check_not_future, write
from yuanxin.organisation.founding.choices import Standing
from yuanxin.organisation.founding.models import Founding, FoundingCandidate
from yuanxin.organisation.founding.queries.findings import Applied, findings_on, nomination_of, shape_of
from yuanxin.organisation.founding.rules.findings import Finding, stops
from yuanxin.organisation.founding.services.foundings import correctable
from yuanxin.organisation.members.services.persons import checked_name


class NotYet(Refused):
    """The rules forbid the step as the application stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidacy:
    """Somebody who stands for a post."""

    name: str
    post: str
    engagement: str = Engagement.PART_TIME
    standing: str = Standing.ORDINARY


@dataclass(frozen=True, slots=True)
class Vote:
    """What an election said of one candidate."""

    votes: int
    elected: bool


@transaction.atomic
def nominate(
    *,
    actor: Actor,
    founding: Founding,
    prepared_on: datetime.date,
    group_leader: str,
    group_members: str,
    candidates: Sequence[Candidacy],
    today: datetime.date,
    version: int | None = None,
) -> Founding:
    """Enter the preparatory group and its candidates, and go on to the election.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may enter applications there.
        NotYet: while the rules forbid it, naming why.
        Stale: if somebody dealt with the application meanwhile.
    """
    founding = correctable(actor, founding, version)
    check_not_future(prepared_on, today, "prepared_on")
    founding.candidates.all().delete()
    for each in candidates:
        FoundingCandidate.objects.create(founding=founding, **asdict(each) | {"name": checked_name(each.name)})
    values = {
        "prepared_on": prepared_on,
        "group_leader": checked_name(group_leader),
        "group_members": group_members.strip(),
        "elected_on": None,
    }
    written = write(founding, values)
    record(actor, "founding.candidates_named", founding, changes=[written] if written else [], count=len(candidates))
    applied = Applied.by(founding, today)
    refuse_stops([*shape_of(founding, today, applied), *nomination_of(founding, today, applied)])
    return act(founding, "nominate", actor=actor, today=today)


@transaction.atomic
def report_election(
    *,
    actor: Actor,
    founding: Founding,
    elected_on: datetime.date,
    entitled: int,
    present: int,
    term_years: int,
    votes: Mapping[int, Vote],
    today: datetime.date,
    version: int | None = None,
) -> Founding:
    """Report the election: who came, and how many voted for each candidate (`votes`, by the candidate's id).

    Raises:
        OutOfScope, NotAllowed: unless `actor` may enter applications there.
        NotYet: if the election is not valid by the policies of its day, naming why.
        Stale: if somebody dealt with the application meanwhile.
    """
    founding = correctable(actor, founding, version)
    check_not_future(elected_on, today, "elected_on")
    if founding.prepared_on is not None and elected_on < founding.prepared_on:
        raise Refused(
            _("The preparatory group was formed on %(day)s only.") % {"day": founding.prepared_on},
            remedy=_("Give that day or a later one."),
            field="elected_on",
        )
    allowed = policy(TERM_YEARS, on=elected_on).grassroots
    if term_years not in allowed:
        years = _(" or ").join(str(each) for each in sorted(allowed))
        raise Refused(_("A term runs %(years)s years.") % {"years": years}, field="term_years")
    for candidate in founding.candidates.all():
        vote = votes.get(candidate.pk)
        candidate.votes, candidate.elected = (vote.votes, vote.elected) if vote else (None, False)
        candidate.save(update_fields=["votes", "elected"])
    values = {"elected_on": elected_on, "entitled": entitled, "present": present, "term_years": term_years}
    written = write(founding, values)
    record(
        actor, "founding.election_reported", founding, changes=[written] if written else [], votes=votes_told(founding)
    )
    refuse_stops(findings_on(founding, today))
    return act(founding, "report", actor=actor, today=today)


def votes_told(founding: Founding) -> list[str]:
    """The votes as the trail tells them."""
    return [f"{each.name} {each.get_post_display()} {each.votes}" for each in founding.candidates.all()]


def refuse_stops(findings: Sequence[Finding]) -> None:
    """Raise where a finding forbids the step."""
    forbidding = stops(findings)
    if forbidding:
        raise NotYet("\n".join(forbidding), remedy=_("Put it right, then send it again."))
