"""Officers of a union and the terms of its committee."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.choices import Permission, Post
from yuanxin.foundation.unions.models import Officer, Term, Union
from yuanxin.foundation.unions.rules import Spell, overlaps, term_length
from yuanxin.foundation.unions.services.writing import change, check_in_force, check_not_future, create, locked

# Five for local federations, three or five for grassroots committees (工会章程); founding narrows it by policy.
TERM_YEARS = (3, 5)


class ChairTaken(Refused):
    """The union has a chair on some of these days."""


class TermRefused(Refused):
    """The term overlaps another one, or runs a number of years that is not allowed."""


@transaction.atomic
def appoint_officer(
    *,
    actor: Actor,
    union: Union,
    name: str,
    post: str,
    engagement: str,
    begins_on: datetime.date,
    today: datetime.date,
    ends_on: datetime.date | None = None,
) -> Officer:
    """Enter who holds a post (职务) from `begins_on`; `ends_on` is the first day out, for a post held before.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit the union.
        UnionEnded: if the union is no longer in force.
        ChairTaken: if the post is the chair's and someone else holds it on some of these days.
    """
    union = locked(union)
    actor.require(Permission.EDIT, union)
    check_in_force(union)
    check_not_future(begins_on, today, "begins_on")
    name = name.strip()
    if not name:
        raise Refused(_("The name is missing."), remedy=_("Enter it."), field="name")
    if ends_on is not None and ends_on < begins_on:
        raise Refused(_("The end lies before the beginning."), remedy=_("Correct one of the days."), field="ends_on")
    if post == Post.CHAIR:
        chairs = [Spell(each.begins_on, each.ends_on) for each in Officer.objects.filter(union=union, post=Post.CHAIR)]
        if overlaps(Spell(begins_on, ends_on), chairs):
            raise ChairTaken(
                _("%(union)s has a chair on these days.") % {"union": union.name},
                remedy=_("Enter the last day of the present chair first."),
                field="begins_on",
            )
    officer = Officer(union=union, name=name, post=post, engagement=engagement, begins_on=begins_on, ends_on=ends_on)
    return create(actor, "unions.officer_appointed", officer)


@transaction.atomic
def end_post(
    *, actor: Actor, officer: Officer, ends_on: datetime.date, today: datetime.date, reason: str = ""
) -> Officer:
    """Let an officer leave the post: `ends_on` is the first day out.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit the union.
        Refused: if the post ended already, or would end before it began or in the future.
    """
    officer = locked(officer)
    actor.require(Permission.EDIT, officer.union)
    if officer.ends_on is not None:
        raise Refused(_("%(name)s has left this post already.") % {"name": officer.name})
    check_not_future(ends_on, today, "ends_on")
    if ends_on < officer.begins_on:
        raise Refused(
            _("It began on %(day)s only.") % {"day": officer.begins_on}, remedy=_("Give a later day."), field="ends_on"
        )
    change(actor, "unions.officer_left", officer, {"ends_on": ends_on}, reason=reason)
    return officer


@transaction.atomic
def begin_term(
    *,
    actor: Actor,
    union: Union,
    number: int,
    begins_on: datetime.date,
    ends_on: datetime.date,
    today: datetime.date,
    allowed_years: Collection[int] = TERM_YEARS,
) -> Term:
    """Enter a term (届) of the union's committee, both days in.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit the union.
        UnionEnded: if the union is no longer in force.
        TermRefused: if the number is taken, the days overlap another term, or the years are not `allowed_years`.
    """
    union = locked(union)
    actor.require(Permission.EDIT, union)
    check_in_force(union)
    terms = list(Term.objects.filter(union=union))
    if any(each.number == number for each in terms):
        raise TermRefused(
            _("The union has a term with the number %(number)s already.") % {"number": number},
            remedy=_("Take the next number."),
            field="number",
        )
    if term_length(begins_on, ends_on, allowed_years) is None:
        years = _(" or ").join(str(each) for each in sorted(allowed_years))
        raise TermRefused(
            _("A term runs %(years)s years.") % {"years": years},
            remedy=_("Its last day is the day before the same date that many years later."),
            field="ends_on",
        )
    day = datetime.timedelta(days=1)
    if overlaps(Spell(begins_on, ends_on + day), [Spell(each.begins_on, each.ends_on + day) for each in terms]):
        raise TermRefused(
            _("These days overlap another term."), remedy=_("Begin the day after it ends."), field="begins_on"
        )
    return create(actor, "unions.term_begun", Term(union=union, number=number, begins_on=begins_on, ends_on=ends_on))


@transaction.atomic
def end_term(*, actor: Actor, term: Term, ends_on: datetime.date, today: datetime.date, reason: str) -> Term:
    """Let a term end early or be postponed: `ends_on` is its last day, in.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit the union.
        TermRefused: without a reason, before its beginning, or into the next term.
    """
    term = locked(term)
    actor.require(Permission.EDIT, term.union)
    if not reason.strip():
        raise TermRefused(_("The reason is missing."), remedy=_("Say why; it stays in the record."), field="reason")
    if ends_on < term.begins_on:
        raise TermRefused(_("It began on %(day)s only.") % {"day": term.begins_on}, field="ends_on")
    if Term.objects.filter(union=term.union, begins_on__gt=term.begins_on, begins_on__lte=ends_on).exists():
        raise TermRefused(_("The next term has begun by then."), remedy=_("Give an earlier day."), field="ends_on")
    change(actor, "unions.term_ended", term, {"ends_on": ends_on}, reason=reason)
    return term
