"""A computation kept step by step, so that it can be read, and made again years later."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from yuanxin.foundation.kernel.money import ZERO, plain

# What each step says; the numbers in it are kept beside its code.
SENTENCES = {
    "months": gettext_noop("On the register on the first day of %(months)s months of the year."),
    "line": gettext_noop("Line of low income: %(line)s yuan a month."),
    "month": gettext_noop("%(month)s: line %(line)s − income %(income)s = %(gap)s yuan."),
    "gaps": gettext_noop("Together below the line: %(sum)s yuan."),
    "no_line": gettext_noop("The rule has no line for this level and standing."),
    "above_line": gettext_noop("The income lies at or above the line in every month."),
    "below_least": gettext_noop(
        "%(sum)s yuan are less than the smallest allowance of %(least)s yuan: nothing is given."
    ),
    "capped": gettext_noop("Cut to the largest of a year, %(cap)s yuan, of which %(used)s are used."),
    "tier": gettext_noop("%(paid)s yuan paid oneself: tier from %(start)s yuan on, %(amount)s yuan."),
    "no_tier": gettext_noop("%(paid)s yuan paid oneself lie below the first tier."),
    "flat": gettext_noop("Alike for everybody of the level: %(amount)s yuan."),
    "no_gift": gettext_noop("The rule has no amount for this level."),
    "no_ratio": gettext_noop("The rule reimburses nothing at this level."),
    "eligible": gettext_noop(
        "%(total)s total − %(pooled)s insurance − %(aided)s mutual aid − %(insured)s other insurance − %(excluded)s "
        "outside the catalogue = %(eligible)s yuan."
    ),
    "deductible": gettext_noop("Less the deductible still open, %(deductible)s yuan: %(rest)s yuan."),
    "below_deductible": gettext_noop("%(eligible)s yuan do not exceed the deductible still open, %(deductible)s yuan."),
    "share": gettext_noop("%(rest)s yuan × %(ratio)s %% = %(amount)s yuan."),
    "stopped": gettext_noop("Computed until %(day)s, the day on which the model worker left the register."),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its code and the numbers it tells."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, code: str, **values: Decimal | int | str) -> "Step":
        """The step with its numbers as they are written."""
        return cls(code, {name: value if isinstance(value, str) else plain(value) for name, value in values.items()})

    @property
    def sentence(self) -> str:
        """The step as people read it."""
        return _(SENTENCES[self.code]) % self.values


# Steps after which an amount is less than what came before: what an officer is told besides it.
CUTS = ("capped", "below_least", "below_deductible", "stopped")


@dataclass(frozen=True, slots=True)
class Computation:
    """An amount with the steps it came about by; `inputs` is what it started from."""

    amount: Decimal
    steps: tuple[Step, ...]
    inputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def cut(self) -> str:
        """Why the amount is less than it would be, in words; empty where it is not."""
        return "".join(step.sentence for step in self.steps if step.code in CUTS)

    @property
    def refusal(self) -> str:
        """Why nothing comes of it; empty where something does."""
        return self.steps[-1].sentence if self.amount == ZERO and self.steps else ""

    def dumped(self) -> str:
        """As a sealed text keeps it."""
        kept = {
            "amount": str(self.amount),
            "inputs": dict(self.inputs),
            "steps": [[step.code, dict(step.values)] for step in self.steps],
        }
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def loaded(cls, text: str) -> "Computation":
        """The computation that `dumped` made a text of."""
        kept = json.loads(text)
        steps = tuple(Step(code, values) for code, values in kept["steps"])
        return cls(Decimal(kept["amount"]), steps, kept["inputs"])


def nothing(*steps: Step, inputs: Mapping[str, str] | None = None) -> Computation:
    """A computation that ends with nothing; its last step says why."""
    return Computation(ZERO, steps, inputs or {})


def within_cap(amount: Decimal, cap: Decimal | None, used: Decimal) -> tuple[Decimal, Sequence[Step]]:
    """The amount as far as the year's cap leaves room, with the step that says so where it was cut."""
    if cap is None or amount + used <= cap:
        return amount, ()
    return max(ZERO, cap - used), (Step.of("capped", cap=cap, used=used),)


def told(steps: Iterable[Step]) -> list[str]:
    """The steps as people read them."""
    return [step.sentence for step in steps]
