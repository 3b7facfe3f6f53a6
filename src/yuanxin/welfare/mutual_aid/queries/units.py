"""What is known of a unit's enrolment: who is on its list, what is due, what keeps it from going on."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.unions.queries import StreetRow, by_street, topmost_union, unions_of, with_street
from yuanxin.organisation.members.models import Membership
from yuanxin.welfare.mutual_aid.choices import EnrolmentState, UnitState
from yuanxin.welfare.mutual_aid.models import Enrolment, EnrolmentQuerySet, Scheme, UnitEnrolment


def on_list(unit: UnitEnrolment) -> EnrolmentQuerySet:
    """The enrolments of a unit that count: listed, or valid once it is checked."""
    rows: EnrolmentQuerySet = unit.enrolments.exclude(state=EnrolmentState.CANCELLED)  # type: ignore[assignment]
    return rows


def received_for(unit: UnitEnrolment) -> Decimal:
    """What came in for a unit's fee so far, less what was given back."""
    total = unit.receipts.aggregate(total=Sum("amount"))["total"]
    return total if total is not None else ZERO


def due_of(unit: UnitEnrolment, *, received: Decimal | None = None) -> Decimal:
    """What is still to be paid for a unit, of which `received` came in; negative where money is to be given back."""
    came_in = received_for(unit) if received is None else received
    return (unit.fee if unit.fee is not None else ZERO) - came_in


def gone_from(unit: UnitEnrolment) -> EnrolmentQuerySet:
    """Those on a list who are no longer active members of its union."""
    here = Membership.objects.open().filter(person=OuterRef("person"), union=unit.union_id)
    return on_list(unit).filter(~Exists(here))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the units of a street have come with a scheme: units by phase, and people listed and enrolled."""

    row: StreetRow
    listing: int
    unpaid: int
    unchecked: int
    done: int
    listed: int
    enrolled: int


PHASES = {
    "listing": (UnitState.DRAFT,),
    "unpaid": (UnitState.SUBMITTED,),
    "unchecked": (UnitState.PAID,),
    "done": (UnitState.CHECKED, UnitState.IN_FORCE, UnitState.ENDED, UnitState.RENEWED),
}


def progress(scheme: Scheme, actor: Actor) -> list[Progress]:
    """How far it has come street by street, in the order of the tree; only what `actor` sees."""
    own = unions_of(actor)
    top = own[0] if own else topmost_union()
    if top is None:
        return []
    rows = by_street(top)
    units: Any = with_street(visible(UnitEnrolment.objects.all(), scheme, actor), rows)
    people: Any = with_street(visible(Enrolment.objects.all(), scheme, actor), rows)
    phases = {name: Count("pk", filter=Q(state__in=states)) for name, states in PHASES.items()}
    by_units = {each["street"]: each for each in units.values("street").annotate(**phases).order_by("street")}
    counted = people.values("street").annotate(
        listed=Count("pk", filter=Q(state=EnrolmentState.LISTED)),
        enrolled=Count("pk", filter=Q(state=EnrolmentState.VALID)),
    )
    by_people = {each["street"]: each for each in counted.order_by("street")}
    nothing = dict.fromkeys((*PHASES, "listed", "enrolled"), 0)
    found = [nothing | by_units.get(row.key, {}) | by_people.get(row.key, {}) | {"row": row} for row in rows]
    return [
        Progress(**{name: value for name, value in each.items() if name != "street"}) for each in found if any_of(each)
    ]


def visible(rows: Any, scheme: Scheme, actor: Actor) -> Any:
    """The rows of a scheme that `actor` sees, in no order."""
    return rows.filter(scheme=scheme).visible_to(actor).order_by()


def any_of(counts: Mapping[str, Any]) -> bool:
    """Whether something is counted at all."""
    return any(value for name, value in counts.items() if name not in {"row", "street"})
