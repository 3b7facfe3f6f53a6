"""What the units were given: paid in the scheme year by the period's end to the fen of the facts, the rest later."""

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from django.utils.translation import gettext as _

from yuanxin.demo.departments.mutual_aid.units import STREETS, UnitDraft, at_hour
from yuanxin.demo.invention.days import ONE_DAY, draw_day
from yuanxin.demo.spec import BadFacts, Fact
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.bulk import write_rows
from yuanxin.foundation.kernel.money import FEN, ZERO, split, to_fen
from yuanxin.foundation.payments.choices import EntryKind, FundLevel
from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.payments.services import enter_money, open_fund, request_payments, write_paid
from yuanxin.foundation.policies.queries import each_once
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.mutual_aid.choices import SubsidyState
from yuanxin.welfare.mutual_aid.models import Scheme, UnitSubsidy
from yuanxin.welfare.mutual_aid.queries.terms import subsidy_in, subsidy_rule
from yuanxin.welfare.mutual_aid.services.subsidies import payment_of

FIGURE = "mutual_aid.unit_subsidies"
APPROVER = Actor(key="system:demo-approver", label="区总工会审批人", everywhere=True)
CASHIER = Actor(key="system:demo-cashier", label="区总工会出纳", everywhere=True)
CUT, RAISED = "按实际在岗人数核减", "按本年度单位补助总额核定"
# So many wait for the approver, and so many at the payment desk.
TO_BE_SETTLED, TO_BE_PAID = 12, 8
# Where the facts say nothing, so many in a hundred of what the rule gives is paid by the end of the period.
USUAL_PERCENT = 80


@dataclass(slots=True)
class SubsidyDraft:
    """What one unit is given: by the rule, as settled, and on which days; undecided where none is set."""

    id: int
    unit: UnitDraft
    computed: Decimal
    steps: list[dict[str, object]]
    settled: Decimal | None = None
    reason: str = ""
    settled_on: datetime.date | None = None
    paid_on: datetime.date | None = None

    @property
    def computed_on(self) -> datetime.date:
        return self.unit.checked_on or self.unit.begun_on

    def settle(self, amount: Decimal, reason: str, settled_on: datetime.date, paid_on: datetime.date | None) -> None:
        """Decide it, and say when it was paid; it is never settled before it was computed."""
        self.settled, self.reason = amount, reason if amount != self.computed else ""
        self.paid_on = paid_on
        self.settled_on = max(settled_on, self.computed_on)


def drafts_for(units: Sequence[UnitDraft], first: int) -> list[SubsidyDraft]:
    """What the rule gives for each unit, beginning with that number; none where it gives nothing."""
    if not units:
        return []
    found: list[SubsidyDraft] = []
    with each_once():
        for unit in units:
            amount, steps = subsidy_in(unit.scheme, unit.persons)
            if amount:
                found.append(SubsidyDraft(first + len(found), unit, amount, steps))
    return found


def total_of(drafts: Sequence[SubsidyDraft]) -> Decimal:
    """What the rule gives for all of them."""
    return sum((each.computed for each in drafts), ZERO)


def pay_exactly(
    drafts: Sequence[SubsidyDraft], amount: Decimal, first: datetime.date, last: datetime.date, stream: Random
) -> None:
    """Settle and date subsidies so that those paid from `first` to `last` come to the amount, to the fen.

    One after the other is paid what the rule gives; what is left over then is settled for one more, with a reason.
    Where the rule gives less for all of them together, each is settled in proportion to what it gives.
    """
    able = [each for each in drafts if each.computed_on <= last]
    stream.shuffle(able)
    if amount > total_of(able):
        shares = split(amount, {each.id: each.computed for each in able})
        for each in able:
            _pay(each, shares[each.id], RAISED, first, last, stream)
        return
    left = amount
    for each in able:
        if not left:
            return
        part = min(left, each.computed)
        _pay(each, part, CUT, first, last, stream)
        left -= part


def _pay(
    draft: SubsidyDraft, amount: Decimal, reason: str, first: datetime.date, last: datetime.date, stream: Random
) -> None:
    paid_on = draw_day(stream, max(first, draft.computed_on), last)
    draft.settle(amount, reason, paid_on - stream.randint(3, 12) * ONE_DAY, paid_on)


def pay_the_rest(drafts: Sequence[SubsidyDraft], after: datetime.date, today: datetime.date, stream: Random) -> None:
    """What is left is paid after the period; some still waits for the approver, and some at the payment desk."""
    rest = [each for each in drafts if each.settled is None]
    # Of a small district's few no more than a third each.
    undecided, unpaid = min(TO_BE_SETTLED, len(rest) // 3), min(TO_BE_PAID, len(rest) // 3)
    decided = rest[undecided:]
    for each in decided[:unpaid]:
        each.settle(each.computed, "", today - stream.randint(1, 5) * ONE_DAY, None)
    last = min(today, after + 150 * ONE_DAY)
    for each in decided[unpaid:] if after < last else []:
        _pay(each, each.computed, "", after + ONE_DAY, last, stream)


def asked(fact: Fact | None, drafts: Sequence[SubsidyDraft]) -> Decimal:
    """What is to be paid by the end of the period.

    Raises:
        BadFacts: for what no payments come to: part of a fen, less than nothing, or money where nobody is enrolled.
    """
    if fact is None:
        return (total_of(drafts) * USUAL_PERCENT / 100).quantize(FEN)
    told = {"id": fact.id, "figure": fact.figure, "value": fact.value}
    if fact.value < 0 or fact.value != fact.value.quantize(FEN):
        raise BadFacts(_("%(id)s %(figure)s: %(value)s is no amount of money with whole fen.") % told)
    if fact.value and not drafts:
        raise BadFacts(_("%(id)s %(figure)s: without enrolments no unit is given %(value)s.") % told)
    return fact.value


def write(drafts: Sequence[SubsidyDraft], scheme: Scheme, today: datetime.date) -> dict[str, int]:
    """Subsidies with their steps, the fund they come from, and the payments: made, and waiting."""
    if not drafts:
        return {}
    rule, rate = subsidy_rule(scheme)
    columns = (
        "id", "version", "round", "union_id", "unit_id", "state", "policy_id", "persons", "rate", "computed", "steps",
        "settled", "reason", "computed_on", "settled_on",
    )  # fmt: skip
    rows = [
        (
            each.id, 1 + bool(each.settled), 1 + bool(each.settled), each.unit.union, each.unit.id,
            (SubsidyState.SETTLED if each.settled else SubsidyState.COMPUTED).value, rule.pk, each.unit.persons,
            to_fen(rate.per_head), to_fen(each.computed), json.dumps(each.steps),
            to_fen(each.settled) if each.settled else None, each.reason, each.computed_on, each.settled_on,
        )
        for each in drafts
    ]  # fmt: skip
    written = write_rows(UnitSubsidy, columns, rows)
    _write_decisions(drafts)
    paid = [each for each in drafts if each.paid_on is not None]
    waiting = [each for each in drafts if each.settled and each.paid_on is None]
    records = UnitSubsidy.objects.select_related("unit__union", "unit__scheme", "union")
    found = {each.pk: each for each in records.filter(unit__scheme=scheme, settled__isnull=False)}
    fund = _fund(scheme, sum((each.settled or ZERO for each in drafts), ZERO), drafts, today)
    write_paid(
        actor=CASHIER,
        settled=[(payment_of(found[each.id], fund), each.paid_on) for each in paid if each.paid_on is not None],
        today=today,
    )
    if waiting:
        request_payments(actor=APPROVER, requests=[payment_of(found[each.id], fund) for each in waiting], today=today)
    return {"unit_subsidies": written}


def _fund(scheme: Scheme, amount: Decimal, drafts: Sequence[SubsidyDraft], today: datetime.date) -> Fund:
    """The fund of the year, which holds what is paid from it and something more."""
    district = Union.objects.get(parent=None)
    year = scheme.begins_on.year
    fund = open_fund(
        actor=CASHIER, union=district, name="医疗互助单位补助资金", level=FundLevel.DISTRICT, year=year, today=today
    )
    first = min((each.paid_on for each in drafts if each.paid_on is not None), default=today)
    enter_money(
        actor=CASHIER,
        fund=fund,
        kind=EntryKind.RECEIVED,
        amount_fen=amount + Decimal(50_000),
        on=min(scheme.begins_on, first, today),
        today=today,
        note="区总工会拨入",
    )
    return fund


def _write_decisions(drafts: Sequence[SubsidyDraft]) -> None:
    columns = (
        "kind", "object_id", "label", "round", "action", "side", "from_state", "to_state", "actor", "actor_label",
        "for_actor", "for_label", "union", "opinion", "at",
    )  # fmt: skip
    kind = UnitSubsidy._meta.label_lower
    rows = []
    for each in drafts:
        steps = [("begin", "", SubsidyState.COMPUTED, STREETS, each.computed_on, "")]
        if each.settled_on is not None:
            steps.append(
                ("settle", SubsidyState.COMPUTED, SubsidyState.SETTLED, APPROVER, each.settled_on, each.reason)
            )
        for action, before, after, actor, day, opinion in steps:
            rows.append(
                (
                    kind, each.id, each.unit.scheme.name, 1, action, "", str(before), after.value, actor.key,
                    actor.label, "", "", each.unit.union, opinion, at_hour(day, 15),
                )
            )  # fmt: skip
    write_rows(Decision, columns, rows)
