"""What becomes of enrolments and claims when unions merge, and of enrolments when people do."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from yuanxin.foundation.audit.services import RowChange
from yuanxin.foundation.unions.registry import Belonging, Merger
from yuanxin.foundation.unions.services.merging import Joining, MergeRefused
from yuanxin.foundation.unions.services.writing import write
from yuanxin.welfare.mutual_aid.choices import EnrolmentState, UnitKind, UnitState
from yuanxin.welfare.mutual_aid.models import Claim, Enrolment, UnitEnrolment
from yuanxin.welfare.mutual_aid.models.units import UNDER_WAY


def claim_belonging() -> Belonging:
    """Claims under way, as something that passes on when unions merge."""
    return Belonging(
        code="mutual_aid.claims",
        told=ngettext_lazy("%(count)s claim of mutual aid", "%(count)s claims of mutual aid", "count"),
        rows=lambda union: Claim.objects.under_way().filter(union=union),
        pass_on=pass_claims_on,
        remedy=gettext_lazy("Bring the claims to an end first."),
    )


def pass_claims_on(merger: Merger) -> list[RowChange]:
    """The survivor goes on with the claims of the absorbed union; those at an end stay where they were paid."""
    under_way = Claim.objects.under_way().select_for_update(no_key=True).filter(union=merger.absorbed).order_by("pk")
    changes = [write(claim, {"union": merger.survivor}) for claim in under_way]
    return [each for each in changes if each is not None]


def units_belonging() -> Belonging:
    """Enrolments of a unit that are not settled yet, as something that passes on when unions merge."""
    return Belonging(
        code="mutual_aid.units",
        told=ngettext_lazy("%(count)s unit enrolment under way", "%(count)s unit enrolments under way", "count"),
        rows=lambda union: UnitEnrolment.objects.filter(union=union, state__in=UNDER_WAY),
        pass_on=pass_units_on,
        remedy=gettext_lazy("Have them checked, or give them up, first."),
    )


def pass_units_on(merger: Merger) -> list[RowChange]:
    """The survivor goes on with the lists of the absorbed union; what is settled stays where it was settled.

    Raises:
        MergeRefused: where both have a list of the same scheme under way: a union has one.
    """
    under_way = UnitEnrolment.objects.select_for_update(no_key=True, of=("self",)).filter(state__in=UNDER_WAY)
    own = set(under_way.filter(union=merger.survivor).values_list("scheme_id", flat=True))
    regular = UnitEnrolment.objects.filter(union=merger.survivor, kind=UnitKind.REGULAR)
    enrolled = set(regular.exclude(state=UnitState.WITHDRAWN).values_list("scheme_id", flat=True))
    changes: list[RowChange | None] = []
    for unit in under_way.filter(union=merger.absorbed).select_related("scheme").order_by("pk"):
        if unit.scheme_id in own:
            raise MergeRefused(
                _("Both unions have a list for %(scheme)s that is not settled.") % {"scheme": unit.scheme},
                remedy=_("Have one of them checked, or give it up, first."),
            )
        kind = UnitKind.SUPPLEMENT if unit.scheme_id in enrolled else unit.kind
        changes.append(write(unit, {"union": merger.survivor, "kind": kind}))
        for enrolment in unit.enrolments.select_for_update(no_key=True).order_by("pk"):
            changes.append(write(enrolment, {"union": merger.survivor}))
    return [each for each in changes if each is not None]


COVER = ("union_id", "unit_id", "kind", "state", "effective_from", "effective_to", "waiting_until")
STRENGTH = (EnrolmentState.CANCELLED, EnrolmentState.LISTED, EnrolmentState.VALID)


def pass_enrolments_on(joining: Joining) -> Sequence[RowChange]:
    """One enrolment a person and scheme: of two in the same scheme the one that counts more stays, the other is
    cancelled and stays with the record that leads to the survivor; claims go to the one that stays."""
    absorbed, survivor = joining.absorbed.pk, joining.survivor.pk
    rows = Enrolment.objects.select_for_update(no_key=True).filter(person__in=[absorbed, survivor]).order_by("pk")
    own = {row.scheme_id: row for row in rows if row.person_id == survivor}
    changes: list[RowChange | None] = []
    for row in (each for each in rows if each.person_id == absorbed):
        twin = own.get(row.scheme_id)
        if twin is None:
            changes.append(write(row, {"person_id": survivor}))
            continue
        if strength(row) > strength(twin):
            changes.append(write(twin, {name: getattr(row, name) for name in COVER}))
        for claim in Claim.objects.select_for_update(no_key=True).filter(enrolment=row).order_by("pk"):
            changes.append(write(claim, {"enrolment": twin}))
        no_cover = {name: None for name in COVER if name.startswith(("effective", "waiting"))}
        changes.append(write(row, {"state": EnrolmentState.CANCELLED, **no_cover}))
    return [each for each in changes if each is not None]


def strength(row: Enrolment) -> tuple[Any, ...]:
    """What an enrolment counts for beside another of the same scheme: valid before listed, the earlier cover first."""
    begins = -row.effective_from.toordinal() if row.effective_from is not None else 0
    return STRENGTH.index(EnrolmentState(row.state)), begins
