"""What an application about a union would bring, and which terms come to their end."""

import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.flow.inbox import Item, Source
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.policies.schemas import TERM_WARNING
from yuanxin.foundation.ui.registers import detail_address
from yuanxin.foundation.unions.choices import UnionState
from yuanxin.foundation.unions.models import Term
from yuanxin.foundation.unions.queries import term_on
from yuanxin.foundation.unions.services import held_by
from yuanxin.organisation.founding.choices import ChangeKind, Fate, Permission
from yuanxin.organisation.founding.models import UnionChange
from yuanxin.organisation.founding.models.changes import OPEN_STATES
from yuanxin.organisation.founding.queries.tree import living_below
from yuanxin.organisation.founding.rules.terms import latest_warned, warning_stage


def follows_of(change: UnionChange, today: datetime.date) -> list[str]:
    """What the approval brings with it."""
    kind, union = ChangeKind(change.kind), change.union
    if kind == ChangeKind.CHANGE:
        return changes_told(change)
    if kind in {ChangeKind.MERGER, ChangeKind.REVOCATION}:
        return endings_told(change)
    if kind == ChangeKind.POSTPONEMENT:
        term = term_on(union, today)
        until = term.ends_on if term is not None else "—"
        return [_("The term lasts until %(day)s instead of %(until)s.") % {"day": change.term_ends_on, "until": until}]
    return [
        _("The present officers step down, %(count)s elected take up their posts.")
        % {"count": change.candidates.filter(elected=True).count()},
        _("Term %(number)s runs from %(first)s to %(last)s.")
        % {"number": change.term_number, "first": change.term_begins_on, "last": change.term_ends_on},
    ]


def changes_told(change: UnionChange) -> list[str]:
    """Each change, from what to what."""
    union = change.union
    told = [
        (_("Name"), union.name, change.new_name),
        (_("Form"), union.get_form_display(), change.get_new_form_display() if change.new_form else ""),
        (_("Address"), union.address or "—", change.new_address),
        (_("Upper union"), union.parent.name if union.parent else "—", change.new_parent and change.new_parent.name),
    ]
    lines = [
        _("%(label)s: %(new)s instead of %(old)s.") % {"label": label, "new": new, "old": old}
        for label, old, new in told
        if new
    ]
    if change.new_parent is not None:
        lines.append(_("%(count)s lower unions go with it.") % {"count": living_below(union)})
    for part in change.coverage.select_related("employer"):
        words = _("%(employer)s is covered.") if part.covers else _("%(employer)s is no longer covered.")
        lines.append(words % {"employer": part.employer.name})
    return lines


def endings_told(change: UnionChange) -> list[str]:
    """What becomes of all that the union holds."""
    heir = change.survivor
    held = [each.told for each in held_by(change.union)]
    if change.kind == ChangeKind.REVOCATION and change.fate == Fate.END:
        lines = [_("%(held)s: this ends.") % {"held": each} for each in held]
    else:
        lines = [_("%(held)s: to %(heir)s.") % {"held": each, "heir": heir.name if heir else "—"} for each in held]
    lines.append(_("The officers step down."))
    if change.kind == ChangeKind.MERGER and heir is not None:
        lines.append(
            _("The code %(code)s leads to %(heir)s from then on.") % {"code": change.union.code, "heir": heir.name}
        )
    return lines


def terms_ending(actor: Actor, today: datetime.date) -> QuerySet[Term]:
    """The last terms, of the unions in which the actor is appointed, whose end is near or past (换届预警).

    What is asked for already does not wait any more.
    """
    places = [grant.path for grant in actor.grants if Permission.APPLY in grant.permissions]
    if not places:
        return Term.objects.none()
    months = max(policy(TERM_WARNING, on=today).months)
    later = Term.objects.filter(union=OuterRef("union"), begins_on__gt=OuterRef("begins_on"))
    asked = UnionChange.objects.filter(
        union=OuterRef("union"), kind__in=[ChangeKind.RENEWAL, ChangeKind.POSTPONEMENT], state__in=OPEN_STATES
    )
    return (
        Term.objects.filter(
            ~Exists(later),
            ~Exists(asked),
            union__path__in=places,
            union__state=UnionState.ACTIVE,
            ends_on__lte=latest_warned(today, months),
        )
        .select_related("union")
        .order_by("ends_on", "pk")
    )


def ending_item(term: Term, _actor: Actor, today: datetime.date) -> Item:
    """A term that comes to its end, as a thing to do."""
    stage = warning_stage(term.ends_on, policy(TERM_WARNING, on=today).months, today)
    return Item(
        kind=_("New term"),
        subject=term.union.name,
        url=detail_address("unions.union", term.union_id),
        state=_("The term is over") if not stage else _("Ends within %(months)s months") % {"months": stage},
        due_on=term.ends_on,
        overdue=stage == 0,
    )


TERMS = Source(code="founding.terms", label=gettext_lazy("Terms to be renewed"), waiting=terms_ending, item=ending_item)
