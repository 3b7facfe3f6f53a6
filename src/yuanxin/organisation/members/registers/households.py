"""家庭台账: who lives together and is helped together."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.masking import masked_number
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    Column,
    DateColumn,
    Facts,
    MaskedColumn,
    Period,
    Register,
    Section,
    UnionFilter,
)
from yuanxin.foundation.ui.registers.columns import column_for
from yuanxin.foundation.ui.registers.tables import draw_table
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.members.models import Household, HouseholdMember, Person
from yuanxin.organisation.members.queries import asks_sealed, finding
from yuanxin.organisation.members.registers.persons import FOUND_BY


def is_open(household: Household) -> bool:
    """Whether the household was not ended."""
    return household.ends_on is None


class Belonging(Section):
    """Those who belong to the household, or did, with what may be done with each."""

    label = _("Those who belong to the household")
    template = "members/household_members.html"

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        rows = HouseholdMember.objects.filter(household=record).lived().select_related("person")  # type: ignore[attr-defined]
        shown = sorted(rows, key=lambda row: (row.ends_on is not None, row.relation, row.pk))
        columns = [
            column_for(HouseholdMember, column)
            for column in (
                Column("full_name", _("Full name")),
                "relation",
                MaskedColumn("sealed_number", _("Identity document number"), reveal=unseal, mask=masked_number),
                DateColumn("birthday", _("Date of birth")),
                DateColumn("begins_on"),
                DateColumn("ends_on"),
                "end_kind",
            )
        ]
        may = is_open(record) and request.actor.may(Permission.EDIT_HOUSEHOLDS, record.union)
        return {"table": draw_table(columns, shown), "may_edit": may}


class HouseholdRegister(Register):
    """家庭台账: households of workers in the reader's unions."""

    model = Household
    advice = _("A household is entered from the page of the worker who heads it.")
    columns = (
        Column("head__name", _("Head of the household")),
        Column("head__union", _("Union")),
        DateColumn("begins_on"),
        DateColumn("ends_on"),
        "end_kind",
    )
    filters = (UnionFilter("head__union"), Period("begins_on"), Period("ends_on"))
    search_hint = FOUND_BY
    actions = (
        Action(
            _("Add a member"), "members:relative-new", Permission.EDIT_HOUSEHOLDS, "plus", when=is_open, primary=True
        ),
        Action(_("Name another head"), "members:household-head", Permission.EDIT_HOUSEHOLDS, when=is_open),
        Action(_("End the household"), "members:household-end", Permission.EDIT_HOUSEHOLDS, when=is_open),
    )
    detail = (
        Facts(
            "head",
            Column("head__union", _("Union")),
            DateColumn("begins_on"),
            DateColumn("ends_on"),
            "end_kind",
        ),
        Belonging(),
        Timeline(),
    )

    def rows(self, actor: Actor) -> models.QuerySet[Household]:
        return super().rows(actor).select_related("head__union")

    def find(self, rows: models.QuerySet[Any], text: str, actor: Actor) -> models.QuerySet[Any]:
        persons = Person.objects.visible_to(actor) if asks_sealed(text) else Person.objects.all()
        return rows.filter(head__in=finding(persons, text))


HOUSEHOLDS = HouseholdRegister()
