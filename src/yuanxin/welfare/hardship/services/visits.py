"""Home visits (入户调查)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.sealed import seal
from yuanxin.foundation.unions.services.writing import check_not_future, locked
from yuanxin.organisation.members.queries import household_members
from yuanxin.organisation.members.services.persons import checked_name
from yuanxin.welfare.hardship.choices import Permission, RequestState
from yuanxin.welfare.hardship.models import FileRequest, HomeVisit, Visitor
from yuanxin.welfare.hardship.services.requests import NotNow

AT_LEAST = 2
VISITED_IN = (RequestState.SUBMITTED, RequestState.RETURNED)


class TooFewVisitors(Refused):
    """A home is visited by two different people, neither of the household."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorGiven:
    """Somebody who visited: by name, and as an officer with an account where there is one."""

    name: str
    post: str = ""
    user: User | None = None


@transaction.atomic
def record_visit(
    *,
    actor: Actor,
    request: FileRequest,
    visited_on: datetime.date,
    visitors: Sequence[VisitorGiven],
    agrees: bool,
    findings: str,
    today: datetime.date,
) -> HomeVisit:
    """Enter a home visit, with who went, and whether they found what was declared.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may enter home visits of the request's union.
        NotNow: once the request was shown or decided.
        TooFewVisitors: unless two different people went, neither of them of the household.
        Refused: for a day that cannot be, or without findings.
    """
    request = locked(request)
    actor.require(Permission.SURVEY, request.union)
    if request.state not in VISITED_IN:
        raise NotNow(
            _("In the state “%(state)s” nobody is visited.") % {"state": request.get_state_display()},
            remedy=_("It can be returned for correction."),
        )
    check_not_future(visited_on, today, "visited_on")
    if not findings.strip():
        raise Refused(_("The findings are missing."), remedy=_("Say what you found at the home."), field="findings")
    went = [(checked_name(each.name), each) for each in visitors if each.name.strip()]
    _check_two(went, request, today)
    visit = HomeVisit.objects.create(
        request=request, visited_on=visited_on, agrees=agrees, findings=seal(findings.strip())
    )
    rows = [
        Visitor.objects.create(visit=visit, name=name, post=each.post.strip(), user=each.user) for name, each in went
    ]
    changes = [RowChange(row, None, snapshot(row)) for row in (visit, *rows)]
    record(actor, "hardship.visit_recorded", request, changes=changes, agrees=agrees)
    return visit


def _check_two(went: Sequence[tuple[str, VisitorGiven]], request: FileRequest, today: datetime.date) -> None:
    names = [name for name, _each in went]
    users = [each.user.pk for _name, each in went if each.user is not None]
    if len(set(names)) < AT_LEAST or len(set(names)) < len(names) or len(set(users)) < len(users):
        raise TooFewVisitors(
            _("A home is visited by two different people."), remedy=_("Enter who else went."), field="name_2"
        )
    family = {row.full_name for row in household_members(request.household, today)} | {request.applicant.name}
    if of_family := [name for name in names if name in family]:
        raise TooFewVisitors(
            _("%(name)s belongs to the household that was visited.") % {"name": of_family[0]},
            remedy=_("Two people from outside the household visit it."),
            field=f"name_{names.index(of_family[0]) + 1}",
        )
