"""What `benefits.compute_in_order` computes, of thousands of claims at once, by columns of whole numbers. Pure.

Claims of one account (person, scheme year, benefit) follow one another; so the first claims of all accounts are
computed together, then the second ones, each with what the first used.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl

from yuanxin.welfare.mutual_aid.choices import REFUSING, Reason
from yuanxin.welfare.mutual_aid.rules.benefits import LARGEST_FEN, PARTS, Outcome, Sums, Used
from yuanxin.welfare.mutual_aid.rules.plans import WHOLE, Terms

# What a row of claims holds. `plan` is the place of its terms, `account` tells whose year it is counted in; `used_…` is
# what others used of that year, the same in all rows of an account. The rows of an account stand in their order.
SCHEMA = {
    "plan": pl.Int64,
    "account": pl.Int64,
    **dict.fromkeys(Sums._fields, pl.Int64),
    **dict.fromkeys(
        ("admitted_on", "discharged_on", "submitted_on", "covered_from", "covered_until", "waiting_until"), pl.Date
    ),
    **dict.fromkeys(("accident", "special", "hospital_listed", "illness_listed"), pl.Boolean),
    **dict.fromkeys((f"used_{name}" for name in Used._fields), pl.Int64),
}
NUMBERS = ("base", "deductible", "counted", "factor", "exact", "rounded", "limit", "benefit")
REASONS = (*REFUSING, Reason.WITHIN_DEDUCTIBLE, Reason.CAP_USED, Reason.OVER_CAP, Reason.BELOW_MINIMUM)
DAY = np.timedelta64(1, "D")

Array = np.ndarray[Any, Any]


def compute_columns(plans: Sequence[Terms], claims: pl.DataFrame) -> Iterator[tuple[Used, Outcome]]:
    """What each row of `claims` (of `SCHEMA`) found used of its year, and what it comes to, in the order of the rows.

    Raises:
        ValueError: as `benefits.compute`, if any row cannot be the bills of a claim.
    """
    given = {name: claims[name].to_numpy() for name in SCHEMA}
    amounts = np.stack([given[name].astype(np.int64) for name in Sums._fields])
    base = amounts[0] - amounts[1:].sum(axis=0)
    if bool(((base < 0) | (base > amounts[0]) | (amounts[0] > LARGEST_FEN)).any()):
        raise ValueError("a row of the claims cannot be the bills of a claim")
    tiers = max((len(terms.tiers) for terms in plans), default=0)
    found = {name: np.zeros(claims.height, np.int64) for name in NUMBERS} | {"base": base}
    parts = np.zeros((tiers, claims.height), np.int64)
    reasons = np.zeros((len(REASONS), claims.height), bool)
    accounts, used, turn = turns(given)
    before = np.zeros((len(Used._fields), claims.height), np.int64)
    for number in range(int(turn.max(initial=-1)) + 1):
        at_once = np.flatnonzero(turn == number)
        for place in np.unique(given["plan"][at_once]):
            rows = at_once[given["plan"][at_once] == place]
            mine = used[:, accounts[rows]]
            before[:, rows] = mine
            numbers, cut, why = _computed(plans[place], {name: column[rows] for name, column in given.items()},
                                          base[rows], mine)  # fmt: skip
            for name, column in numbers.items():
                found[name][rows] = column
            parts[: len(cut), rows] = cut
            reasons[:, rows] = why
            used[:, accounts[rows]] += np.stack(
                [numbers["deductible"], numbers["benefit"], (numbers["benefit"] > 0).astype(np.int64)]
            )
    return _rows(plans, given["plan"], found, parts, reasons, before)


def turns(given: dict[str, Array]) -> tuple[Array, Array, Array]:
    """For each row its account's place and its turn within the account; for each account what others used."""
    _values, first, accounts = np.unique(given["account"], return_index=True, return_inverse=True)
    used = np.stack([given[f"used_{name}"][first].astype(np.int64) for name in Used._fields])
    order = np.argsort(accounts, kind="stable")
    begins = np.searchsorted(accounts[order], np.arange(len(first)))
    turn = np.empty(len(accounts), np.int64)
    turn[order] = np.arange(len(accounts)) - begins[accounts[order]]
    return accounts, used, turn


def _computed(terms: Terms, row: dict[str, Array], base: Array, used: Array) -> tuple[dict[str, Array], Array, Array]:
    """The numbers, the tiers' parts and the reasons of rows under one plan, each with what is used before it."""
    nothing = np.zeros(len(base), np.int64)
    refusals = _refusals(terms, row, used[2])
    paid = ~np.any(refusals, axis=0)
    limit = np.maximum(0, terms.cap - used[1])
    factor = np.where(row["special"], terms.factor, WHOLE)
    left = np.maximum(0, terms.deductible - used[0]) if terms.tiers else nothing
    deductible = np.where(paid, np.minimum(base, left), 0)
    counted = np.where(paid, base - deductible, 0)
    parts = [
        np.maximum(0, (counted if end is None else np.minimum(counted, end)) - start) * rate
        for start, end, rate in terms.bounds
    ]
    summed = np.sum(parts, axis=0) if parts else np.where(paid, terms.lump * WHOLE, 0)
    exact = summed * factor
    rounded = (2 * exact + PARTS) // (2 * PARTS)
    within = paid & (counted == 0) if terms.tiers else paid & False
    full = paid & ~within & (rounded > 0) & (limit == 0)
    over = paid & ~within & ~full & (rounded > limit)
    benefit = np.minimum(rounded, limit)
    small = paid & ~within & ~full & (benefit < max(terms.minimum, 1))
    benefit = np.where(small, 0, benefit)
    numbers = {"deductible": deductible, "counted": counted, "factor": factor, "exact": exact, "rounded": rounded,
               "limit": limit, "benefit": benefit}  # fmt: skip
    cut = np.stack(parts) if parts else np.zeros((0, len(base)), np.int64)
    return numbers, cut, np.stack([*refusals, within, full, over, small])


def _refusals(terms: Terms, row: dict[str, Array], times: Array) -> list[Array]:
    """One column for each of `REFUSING`."""
    # Not a time compares with nothing, so a row without cover is not covered.
    covered = (row["covered_from"] <= row["admitted_on"]) & (row["admitted_on"] <= row["covered_until"])
    waiting = covered & ~row["accident"] & (row["admitted_on"] <= row["waiting_until"])
    late = row["submitted_on"] > months_after(row["discharged_on"], terms.claim_months)
    used_up = (times >= terms.times) if terms.times else np.zeros(len(times), bool)
    return [~covered, waiting, late, ~row["hospital_listed"], ~row["illness_listed"], used_up]


def months_after(days: Array, months: int) -> Array:
    """As `benefits.months_after`."""
    month = days.astype("M8[M]")
    target = month + np.timedelta64(months, "M")
    last = (target + np.timedelta64(1, "M")).astype("M8[D]") - DAY
    return np.minimum(target.astype("M8[D]") + (days - month.astype("M8[D]")), last)


def _rows(
    plans: Sequence[Terms], plan: Array, found: dict[str, Array], parts: Array, reasons: Array, before: Array
) -> Iterator[tuple[Used, Outcome]]:
    """The columns as rows of plain numbers."""
    numbers = {name: column.tolist() for name, column in found.items()}
    said = {key: tuple(reason for reason, true in zip(REASONS, bits, strict=True) if true)
            for key, bits in {bits.tobytes(): bits for bits in np.ascontiguousarray(reasons.T)}.items()}  # fmt: skip
    keys = [bits.tobytes() for bits in np.ascontiguousarray(reasons.T)]
    lengths = [len(terms.tiers) for terms in plans]
    rows = zip(
        numbers["base"], numbers["deductible"], numbers["counted"], parts.T.tolist(), plan.tolist(), numbers["factor"],
        numbers["exact"], numbers["rounded"], numbers["limit"], numbers["benefit"], keys, before.T.tolist(),
        strict=True,
    )  # fmt: skip
    for base, deductible, counted, cut, place, factor, exact, rounded, limit, benefit, key, used in rows:
        outcome = Outcome(
            base, deductible, counted, tuple(cut[: lengths[place]]), factor, exact, rounded, limit, benefit, said[key]
        )
        yield Used(*used), outcome
