"""The Word papers of enrolments, declared: the roster of a unit, and the calculation of its subsidy."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.documents.papers import Paper
from yuanxin.foundation.kernel.masking import masked_number
from yuanxin.foundation.kernel.money import ZERO, in_words
from yuanxin.foundation.kernel.sealed import unseal_many
from yuanxin.welfare.mutual_aid.choices import Permission, UnitState
from yuanxin.welfare.mutual_aid.models import UnitEnrolment, UnitSubsidy
from yuanxin.welfare.mutual_aid.queries.subsidies import steps_told
from yuanxin.welfare.mutual_aid.queries.units import on_list, received_for

# A longer list is no paper any more: it leaves as a workbook.
LONGEST_LIST = 2000


def fits_on_paper(unit: UnitEnrolment) -> bool:
    """Whether the list was submitted, and is short enough to be printed and sealed."""
    return unit.state not in {UnitState.DRAFT, UnitState.WITHDRAWN} and 0 < unit.persons <= LONGEST_LIST


def roster_context(unit: UnitEnrolment) -> Mapping[str, Any]:
    """What the roster of a unit names. Of who left the union since, the number is not shown any more."""
    rows = list(on_list(unit).select_related("person").order_by("person__pinyin", "pk"))
    numbers = unseal_many(bytes(each.person.document_number) for each in rows)
    with translation.override("zh-hans"):
        people = [
            {
                "number": place,
                "name": each.person.name,
                "document": masked_number(number) if each.person.union_id == unit.union_id else "—",
                "kind": each.get_kind_display(),
            }
            for place, (each, number) in enumerate(zip(rows, numbers, strict=True), start=1)
        ]
    fee = unit.fee if unit.fee is not None else ZERO
    return {
        "agency": unit.union.name,
        "dated_on": unit.submitted_on,
        "scheme": unit.scheme.name,
        "union": unit.union.name,
        "begins": unit.scheme.begins_on,
        "ends": unit.scheme.ends_on,
        "people": people,
        "persons": len(people),
        "per_head": unit.per_head if unit.per_head is not None else ZERO,
        "fee": fee,
        "fee_in_words": in_words(fee),
        "received": received_for(unit),
    }


ROSTER_PAPER = Paper(
    code="mutual_aid.roster",
    label=_("Enrolment roster"),
    model=UnitEnrolment,
    template="mutual_aid/papers/roster.txt",
    context=roster_context,
    file_name=lambda unit: f"参保名册-{unit.union.name}-{unit.scheme.name}",
    permission=Permission.ENROL,
    when=fits_on_paper,
)


def subsidy_context(subsidy: UnitSubsidy) -> Mapping[str, Any]:
    """What the calculation of a subsidy names: persons, rate, steps, what was settled, and why otherwise."""
    unit = subsidy.unit
    settled = subsidy.settled
    with translation.override("zh-hans"):
        steps = [{"said": said, "result": result} for said, result in steps_told(subsidy)]
        state = subsidy.get_state_display()
    return {
        "agency": unit.union.name,
        "dated_on": subsidy.settled_on or subsidy.computed_on,
        "scheme": unit.scheme.name,
        "union": unit.union.name,
        "persons": subsidy.persons,
        "rate": subsidy.rate,
        "rule": subsidy.policy.document_number or subsidy.policy.note,
        "since": subsidy.policy.begins_on,
        "steps": steps,
        "computed": subsidy.computed,
        "settled": settled,
        "settled_in_words": in_words(settled) if settled is not None else "",
        "reason": subsidy.reason,
        "state": state,
        "payee": unit.payer or unit.union.name,
    }


SUBSIDY_PAPER = Paper(
    code="mutual_aid.subsidy",
    label=_("Calculation of the subsidy"),
    model=UnitSubsidy,
    template="mutual_aid/papers/subsidy.txt",
    context=subsidy_context,
    file_name=lambda subsidy: f"补助核算单-{subsidy.unit.union.name}-{subsidy.unit.scheme.name}",
    permission=Permission.VIEW_MONEY,
)
PAPERS = (ROSTER_PAPER, SUBSIDY_PAPER)
