"""The rows of claims as the services write them, a table at a time; paid through the payment desk."""

import datetime
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random
from typing import Any

from stdnum import luhn

from yuanxin.demo.departments.benefits import lists
from yuanxin.demo.departments.benefits.drafts import ClaimDraft
from yuanxin.demo.departments.mutual_aid.subsidies import APPROVER, CASHIER
from yuanxin.demo.departments.mutual_aid.units import STREETS, SYSTEM, UNITS, at_hour
from yuanxin.demo.departments.organisation.persons import PersonDraft
from yuanxin.demo.invention.days import ONE_DAY
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.bulk import write_rows
from yuanxin.foundation.kernel.money import from_fen, split, to_fen
from yuanxin.foundation.kernel.sealed import lookup_digests, seal_many
from yuanxin.foundation.payments.choices import EntryKind, FundLevel
from yuanxin.foundation.payments.services import enter_money, open_fund, write_paid
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.mutual_aid.choices import ClaimState, Sampling
from yuanxin.welfare.mutual_aid.models import Bill, Calculation, Claim, Hospital, Scheme
from yuanxin.welfare.mutual_aid.queries.benefits import Sums, kept_of
from yuanxin.welfare.mutual_aid.services.paying import requests_for

DISTRICT = Actor(key="system:demo-district", label="区总工会职工服务中心", everywhere=True)
REVIEWER = Actor(key="system:demo-reviewer", label="区总工会复核人", everywhere=True)
FUND, RESERVE = "职工医疗互助资金", Decimal(300_000)
BANKS = ("工商银行保俶支行", "建设银行西湖支行", "农业银行城西支行", "杭州银行文三支行")
EVIDENCE = "困难职工档案（已核对）"
CLOSED_AFTER = 30 * ONE_DAY
SEEN, AGREED = "抽查原件与住院记录一致。", "材料齐全，计算无误。"


def write(
    drafts: Sequence[ClaimDraft],
    persons: Sequence[PersonDraft],
    hospitals: Sequence[Hospital],
    today: datetime.date,
    stream: Random,
) -> dict[str, int]:
    """Claims with their bills, calculations and steps; ids from 1 on, in the order of their entering."""
    ordered = sorted(drafts, key=lambda each: each.days["entered"])
    for number, each in enumerate(ordered, start=1):
        each.id = number
    written = {"claims": _claims(ordered, persons, hospitals, today, stream), "bills": _bills(ordered, stream)}
    _calculations(ordered)
    _decisions(ordered, persons, today)
    return written


def state_of(draft: ClaimDraft, today: datetime.date) -> ClaimState:
    """Refused where the rule gives nothing, else paid, and closed some time after."""
    if draft.refused_for is not None:
        return ClaimState.REFUSED
    return ClaimState.CLOSED if draft.days["paid"] + CLOSED_AFTER <= today else ClaimState.PAID


def _claims(
    drafts: Sequence[ClaimDraft],
    persons: Sequence[PersonDraft],
    hospitals: Sequence[Hospital],
    today: datetime.date,
    stream: Random,
) -> int:
    cards = [f"6217001540{stream.randrange(10**8):08d}" for _each in drafts]
    accounts = seal_many([card + luhn.calc_check_digit(card) for card in cards])
    illnesses = seal_many([lists.told(each.illness) for each in drafts])
    columns = (
        "id", "version", "round", "union_id", "person_id", "enrolment_id", "kind", "accident", "hospital_id",
        "admitted_on", "discharged_on", "illness", "special", "evidence", "payee_name", "account", "bank", "state",
        "sampling", "entered_on", "submitted_on", "calculation_id", "asked", "counted", "computed", "approved",
        "opinion", "paid", "refused_for", "approved_on", "paid_on",
    )  # fmt: skip
    rows = []
    for each, illness, account in zip(drafts, illnesses, accounts, strict=True):
        state = state_of(each, today)
        granted = each.approved if state != ClaimState.REFUSED else None
        steps = sum(1 for _step in steps_of_claim(each, today))
        rows.append(
            (
                each.id, steps, steps, each.cover.union, each.cover.person, each.cover.id, each.kind.value,
                each.facts.accident, hospitals[each.hospital].pk, each.days["admitted"], each.days["discharged"],
                illness, str(each.special), EVIDENCE if each.special else "", persons[each.cover.person - 1].name,
                account, BANKS[each.id % len(BANKS)], state.value, str(each.sampling), each.days["entered"],
                each.days["submitted"], each.id, each.facts.sums.own, each.outcome.base, each.outcome.benefit, granted,
                each.opinion, granted, each.refused_for.value if each.refused_for else "",
                each.days["approved"] if granted is not None else None,
                each.days["paid"] if granted is not None else None,
            )
        )  # fmt: skip
    return write_rows(Claim, columns, rows)


def _bills(drafts: Sequence[ClaimDraft], stream: Random) -> int:
    bills = [(each, place) for each in drafts for place in range(len(each.bills))]
    # The first half of a number tells the year, the second counts.
    start = stream.randrange(10**6)
    numbers = [f"3301{each.days['discharged']:%y}06{start + count:010d}" for count, (each, _place) in enumerate(bills)]
    columns = (
        "id", "claim_id", "number", "number_digest", "live", "issued_on", *Sums._fields[:5], "own", "approved", "paid",
    )  # fmt: skip
    shares = {each.id: _shares(each) for each in drafts if each.bills}
    rows = []
    for pk, ((each, place), number, digest) in enumerate(
        zip(bills, seal_many(numbers), lookup_digests(numbers), strict=True), start=1
    ):
        bill, refused = each.bills[place], each.refused_for is not None
        share = None if refused else shares[each.id][place]
        rows.append(
            (
                pk, each.id, number, digest, not refused, each.days["discharged"], *bill[:5], bill.own, share, share,
            )
        )  # fmt: skip
    return write_rows(Bill, columns, rows)


def _shares(draft: ClaimDraft) -> list[int]:
    """What each bill has of the amount approved."""
    parts = split(from_fen(draft.approved), {place: bill.own for place, bill in enumerate(draft.bills)})
    return [to_fen(parts[place]) for place in range(len(draft.bills))]


def _calculations(drafts: Sequence[ClaimDraft]) -> None:
    columns = (
        "id", "claim_id", "policy_id", "made_on", "made_by", "inputs", "steps", "reasons", "benefit", "deductible",
    )  # fmt: skip
    rows = [
        (
            each.id, each.id, each.policy.pk, each.days["computed"], DISTRICT.label,
            *map(_json, kept_of(each.terms, each.facts, each.outcome)), each.outcome.benefit, each.outcome.deductible,
        )
        for each in drafts
    ]  # fmt: skip
    write_rows(Calculation, columns, rows)


def steps_of_claim(draft: ClaimDraft, today: datetime.date) -> Iterator[tuple[str, ClaimState, Actor, str, str]]:
    """The steps that brought a claim where it is: action, state, by whom, on which of its days, opinion."""
    yield "begin", ClaimState.DRAFT, UNITS, "entered", ""
    yield "submit", ClaimState.SUBMITTED, UNITS, "submitted", ""
    yield "check", ClaimState.CHECKED, STREETS, "checked", ""
    yield "compute", ClaimState.COMPUTED, DISTRICT, "computed", ""
    if draft.sampling == Sampling.INSPECTED:
        yield "select", ClaimState.SELECTED, DISTRICT, "computed", ""
        yield "inspect", ClaimState.READY, REVIEWER, "reviewed", SEEN
    else:
        yield "skip", ClaimState.READY, DISTRICT, "computed", ""
    if draft.refused_for is not None:
        yield "refuse", ClaimState.REFUSED, REVIEWER, "reviewed", ""
        return
    yield "review", ClaimState.REVIEWED, REVIEWER, "reviewed", AGREED
    yield "approve", ClaimState.APPROVED, APPROVER, "approved", draft.opinion
    yield "request", ClaimState.REQUESTED, DISTRICT, "approved", ""
    yield "settle", ClaimState.PAID, SYSTEM, "paid", ""
    if state_of(draft, today) == ClaimState.CLOSED:
        yield "close", ClaimState.CLOSED, DISTRICT, "closed", ""


def _decisions(drafts: Sequence[ClaimDraft], persons: Sequence[PersonDraft], today: datetime.date) -> None:
    columns = (
        "kind", "object_id", "label", "round", "action", "side", "from_state", "to_state", "actor", "actor_label",
        "for_actor", "for_label", "union", "opinion", "at",
    )  # fmt: skip
    rows = []
    for each in drafts:
        label, before = f"LP{each.id:06d} {persons[each.cover.person - 1].name}", ""
        for place, (action, state, actor, name, opinion) in enumerate(steps_of_claim(each, today)):
            day = each.days["paid"] + CLOSED_AFTER if name == "closed" else each.days[name]
            rows.append(
                (
                    Claim._meta.label_lower, each.id, label, max(place, 1), action, "", before, state.value, actor.key,
                    actor.label, "", "", each.cover.union, opinion, at_hour(day, 8 + place),
                )
            )  # fmt: skip
            before = state.value
    write_rows(Decision, columns, rows)


def pay(drafts: Sequence[ClaimDraft], scheme: Scheme, today: datetime.date) -> None:
    """The fund of a scheme's year with money to spare, and the payments of the claims that were paid from it."""
    paid = {each.id: each.days["paid"] for each in drafts if each.refused_for is None}
    amount = from_fen(sum(each.approved for each in drafts))
    fund = open_fund(
        actor=CASHIER, union=Union.objects.get(parent=None), name=FUND, level=FundLevel.DISTRICT,
        year=scheme.begins_on.year, today=today,
    )  # fmt: skip
    enter_money(
        actor=CASHIER, fund=fund, kind=EntryKind.RECEIVED, amount_fen=amount + RESERVE,
        on=min(scheme.begins_on, today), today=today, note="职工参保费及区财政补助",
    )  # fmt: skip
    claims = Claim.objects.filter(enrolment__scheme=scheme, paid_on__isnull=False)
    claims = claims.select_related("person", "union").order_by("pk")
    requests = requests_for(list(claims), fund, today)
    write_paid(actor=CASHIER, settled=[(request, paid[request.named.id]) for request in requests], today=today)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
