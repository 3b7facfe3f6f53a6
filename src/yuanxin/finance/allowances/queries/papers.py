"""The Word papers: a unit's calculation sheet (核算表), and the summary sent to the treasury (汇总表)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from yuanxin.finance.allowances.choices import AllowanceState, Basis, GrantState, Permission
from yuanxin.finance.allowances.models import AllowanceGrant, StaffAllowance
from yuanxin.foundation.documents.papers import Paper
from yuanxin.foundation.kernel.masking import masked_number
from yuanxin.foundation.kernel.money import in_words, plain
from yuanxin.foundation.kernel.sealed import unseal_many

FILLED_IN = (AllowanceState.DRAFT, AllowanceState.WITHDRAWN)


def sheet_context(allowance: StaffAllowance) -> Mapping[str, Any]:
    """What the calculation sheet names."""
    entries = list(allowance.entries.filter(active=True).order_by("pk"))
    numbers = unseal_many(entry.document_number for entry in entries)
    amount = allowance.approved if allowance.approved is not None else allowance.computed
    return {
        "agency": allowance.union.name,
        "dated_on": allowance.submitted_on,
        "year": allowance.call.year,
        "unit": allowance.union.name,
        "heads": allowance.headcount,
        "rate": plain(allowance.call.rate),
        "rule": allowance.call.policy.document_number,
        "computed": allowance.computed,
        "approved": allowance.approved,
        "differs": bool(allowance.difference),
        "words": in_words(amount) if amount is not None else "",
        "by_roster": allowance.basis == Basis.ROSTER,
        "people": [
            {"number": place, "name": entry.name, "document": masked_number(number), "job": entry.job}
            for place, (entry, number) in enumerate(zip(entries, numbers, strict=True), start=1)
        ],
    }


def summary_context(grant: AllowanceGrant) -> Mapping[str, Any]:
    """What the summary for the treasury names."""
    allowances = list(grant.allowances.select_related("union").order_by("union__path"))
    return {
        "agency": grant.union.name,
        "dated_on": grant.sent_on or grant.drawn_up_on,
        "year": grant.call.year,
        "number": grant.number,
        "rate": plain(grant.call.rate),
        "units": grant.units,
        "staff": grant.staff,
        "amount": grant.amount,
        "words": in_words(grant.amount),
        "lines": [
            {
                "number": place,
                "unit": each.union.name,
                "heads": each.headcount,
                "computed": each.computed,
                "approved": each.approved,
            }
            for place, each in enumerate(allowances, start=1)
        ],
    }


SHEET = Paper(
    code="allowances.sheet",
    label=_("Calculation sheet"),
    model=StaffAllowance,
    template="allowances/papers/sheet.txt",
    context=sheet_context,
    file_name=lambda allowance: f"编外人员补助核算表-{allowance.union.name}-{allowance.call.year}",
    permission=Permission.VIEW_STAFF,
    when=lambda allowance: allowance.state not in FILLED_IN,
)

SUMMARY = Paper(
    code="allowances.summary",
    label=_("Summary for the treasury"),
    model=AllowanceGrant,
    template="allowances/papers/summary.txt",
    context=summary_context,
    file_name=lambda grant: f"编外人员补助汇总表-{grant.call.year}-{grant.number}",
    permission=Permission.GRANT,
    when=lambda grant: grant.state != GrantState.DISSOLVED,
)

LETTER = Paper(
    code="allowances.letter",
    label=_("Letter to the treasury"),
    model=AllowanceGrant,
    template="allowances/papers/letter.txt",
    context=summary_context,
    file_name=lambda grant: f"关于拨付编外人员工会活动经费补助的函-{grant.call.year}-{grant.number}",
    permission=Permission.GRANT,
    numbered_by="union",
    when=lambda grant: grant.state not in {GrantState.DRAFT, GrantState.DISSOLVED},
)
