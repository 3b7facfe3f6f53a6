"""A calculation as it is kept: what it stood on, each step with its amount, the reasons with their facts. Pure.

Plain values that JSON holds, so that a statement can be read, and made again, years later. Amounts are yuan as text,
exact to the last part of a fen; nothing is told of the illness but whether it was on the list.
"""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from yuanxin.welfare.mutual_aid.choices import REFUSING, SENTENCES, Reason, Step
from yuanxin.welfare.mutual_aid.rules.benefits import (
    Facts,
    Outcome,
    Sums,
    Used,
    last_day_to_claim,
)
from yuanxin.welfare.mutual_aid.rules.plans import Terms

DAYS = ("admitted_on", "discharged_on", "submitted_on", "covered_from", "covered_until", "waiting_until")
# The facts of a reason that are amounts.
AMOUNTS = frozenset({"amount", "base", "cap", "cut", "left", "minimum"})
MARKS = ("accident", "special", "hospital_listed", "illness_listed")
DEDUCTIONS = ((Step.POOL, "pool"), (Step.MAJOR, "major"), (Step.OTHER, "other"), (Step.EXCLUDED, "excluded"))

Line = dict[str, Any]


def inputs_of(facts: Facts) -> dict[str, Any]:
    """What a calculation stood on."""
    days = {name: getattr(facts, name) for name in DAYS}
    return {
        "sums": dict(facts.sums._asdict()),
        "used": dict(facts.used._asdict()),
        **{name: day.isoformat() if day is not None else None for name, day in days.items()},
        **{name: getattr(facts, name) for name in MARKS},
    }


def facts_of(inputs: Mapping[str, Any]) -> Facts:
    """What `inputs_of` kept."""
    days: Any = {name: datetime.date.fromisoformat(inputs[name]) if inputs[name] else None for name in DAYS}
    marks: Any = {name: inputs[name] for name in MARKS}
    return Facts(sums=Sums(**inputs["sums"]), used=Used(**inputs["used"]), **days, **marks)


def steps_of(terms: Terms, facts: Facts, outcome: Outcome) -> list[Line]:
    """The statement of a calculation (理赔计算明细), line by line."""
    return list(_lines(terms, facts, outcome))


def _lines(terms: Terms, facts: Facts, outcome: Outcome) -> Iterator[Line]:
    sums = facts.sums
    yield {"step": "total", "amount": told(sums.total)}
    for step, name in DEDUCTIONS:
        yield {"step": step.value, "amount": told(-getattr(sums, name))}
    if sums.struck:
        yield {"step": "struck", "amount": told(-sums.struck)}
    yield {"step": "base", "amount": told(outcome.base)}
    if any(reason in REFUSING for reason in outcome.reasons):
        yield {"step": "benefit", "amount": told(0)}
        return
    if terms.tiers:
        yield {"step": "deductible", "amount": told(-outcome.deductible), "whole": told(terms.deductible),
               "used": told(min(facts.used.deductible, terms.deductible))}  # fmt: skip
        yield {"step": "counted", "amount": told(outcome.counted)}
        for (start, end, rate), part in zip(terms.bounds, outcome.parts, strict=True):
            within = max(0, (outcome.counted if end is None else min(outcome.counted, end)) - start)
            if within or not start:
                yield {
                    "step": "tier",
                    "amount": told(part, 4),
                    "from": told(start),
                    "to": None if end is None else told(end),
                    "part": told(within),
                    "rate": percent(rate),
                }
        yield {"step": "sum", "amount": told(sum(outcome.parts), 4)}
    else:
        yield {"step": "lump", "amount": told(terms.lump)}
    if facts.special:
        yield {"step": "factor", "amount": told(outcome.exact, 8), "rate": percent(outcome.factor)}
    yield {"step": "rounded", "amount": told(outcome.rounded)}
    yield {"step": "limit", "amount": told(outcome.limit), "whole": told(terms.cap), "used": told(facts.used.granted)}
    yield {"step": "benefit", "amount": told(outcome.benefit)}


def reasons_of(terms: Terms, facts: Facts, outcome: Outcome) -> list[dict[str, Any]]:
    """The reasons the rule found, each with the facts that its sentence names."""
    return [{"code": reason.value, **_facts_of_reason(reason, terms, facts, outcome)} for reason in outcome.reasons]


def _facts_of_reason(reason: Reason, terms: Terms, facts: Facts, outcome: Outcome) -> dict[str, Any]:
    if reason is Reason.NOT_COVERED:
        return {"admitted": facts.admitted_on.isoformat()}
    if reason is Reason.WAITING and facts.waiting_until is not None:
        return {"admitted": facts.admitted_on.isoformat(), "until": facts.waiting_until.isoformat()}
    if reason is Reason.LATE:
        return {
            "discharged": facts.discharged_on.isoformat(),
            "until": last_day_to_claim(terms, facts.discharged_on).isoformat(),
            "submitted": facts.submitted_on.isoformat(),
        }
    if reason is Reason.TIMES_USED:
        return {"times": terms.times}
    if reason is Reason.WITHIN_DEDUCTIBLE:
        return {"base": told(outcome.base), "left": told(max(0, terms.deductible - facts.used.deductible))}
    if reason is Reason.BELOW_MINIMUM:
        return {"amount": told(min(outcome.rounded, outcome.limit)), "minimum": told(max(terms.minimum, 1))}
    if reason is Reason.CAP_USED:
        return {"cap": told(terms.cap)}
    if reason is Reason.OVER_CAP:
        cut = outcome.rounded - outcome.limit
        return {"amount": told(outcome.rounded), "cap": told(terms.cap), "left": told(outcome.limit), "cut": told(cut)}
    return {}


def sentence(reason: Mapping[str, Any]) -> str:
    """A kept reason in a sentence, in the language of the reader."""
    facts = {name: grouped(value) if name in AMOUNTS else value for name, value in reason.items()}
    return str(SENTENCES[Reason(reason["code"])]) % facts


def grouped(amount: str) -> str:
    """An amount with commas between thousands, its places as they are.

    >>> grouped("-11984.00"), grouped("-0.03"), grouped("967.701")
    ('-11,984.00', '-0.03', '967.701')
    """
    whole, _point, places = amount.partition(".")
    return f"{int(whole):,}.{places}" if not amount.startswith("-0") else f"-0.{places}"


def told(amount: int, places: int = 0) -> str:
    """Fen, or so many decimal places of them, as yuan: two places at least, and no more than there are.

    >>> told(522000), told(-3), told(42899997, 4)
    ('5220.00', '-0.03', '42.899997')
    """
    if not places:
        yuan, fen = divmod(abs(amount), 100)
        return f"{'-' if amount < 0 else ''}{yuan}.{fen:02d}"
    digits = f"{abs(amount):0{places + 3}d}"
    whole, rest = digits[: -places - 2], digits[-places - 2 :]
    return f"{'-' if amount < 0 else ''}{whole}.{rest[:2]}{rest[2:].rstrip('0')}"


def percent(rate: int) -> str:
    """Ten-thousandths as per cent.

    >>> percent(3000), percent(3333), percent(11000), percent(1)
    ('30', '33.33', '110', '0.01')
    """
    whole, rest = divmod(rate, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)
