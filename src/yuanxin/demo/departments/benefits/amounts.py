"""What was paid in a period divided among claims, and the own payment that comes to a benefit. Pure, in fen."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from yuanxin.welfare.mutual_aid.queries.benefits import Facts, Sums, Terms, compute

USUAL_BENEFIT = 1_486_00
# Where the limits allow it, no more claims than these are made.
MOST_CLAIMS = 600
# Own payments are searched for up to here: with them every plan's limit is reached.
HIGHEST_OWN = 10**8


def how_many(total: int, people: int, terms: Terms) -> int:
    """Into how many claims an amount is divided.

    Raises:
        ValueError: if so many people cannot be paid it within the limit of the year.
    """
    if not total:
        return 0
    fewest = -(-total // terms.cap)
    if fewest > people:
        raise ValueError(f"{people} people cannot be paid {total}")
    usual = min(total // USUAL_BENEFIT, MOST_CLAIMS, total // max(terms.minimum, 1))
    return min(max(usual, fewest, 1), people)


def divided(stream: Random, total: int, parts: int, *, least: int, most: int) -> list[int]:
    """Parts that add up to the total: most of them small, a few large, each from `least` to `most`.

    A single part may be smaller than `least`.

    Raises:
        ValueError: if no such parts come to the total.
    """
    if parts == 1 and 0 < total <= most:
        return [total]
    if not least * parts <= total <= most * parts:
        raise ValueError(f"{total} is no sum of {parts} parts from {least} to {most}")
    weights = [stream.lognormvariate(0, 0.9) for _part in range(parts)]
    spare, whole = total - least * parts, sum(weights)
    shares = [least + min(int(spare * weight / whole), most - least) for weight in weights]
    left = total - sum(shares)
    for place, share in enumerate(shares):
        more = min(most - share, left)
        shares[place] += more
        left -= more
    return shares


def own_payment_for(benefit: int, terms: Terms, facts: Facts) -> int:
    """The smallest own payment for which the rule gives `benefit`, or the least above it that it gives at all."""
    return bisect_left(
        range(HIGHEST_OWN), benefit, key=lambda own: compute(terms, replace(facts, sums=Sums(own))).benefit
    )


def bills_of(own: int, stream: Random) -> Sequence[Sums]:
    """One bill, or two or three for a long treatment, that leave `own` to the worker."""
    parts = 1 if own < 300_000 else stream.choice((1, 1, 2, 3))
    cuts = sorted(stream.randint(1, own - 1) for _cut in range(parts - 1)) if own > parts else []
    owns = [high - low for low, high in zip([0, *cuts], [*cuts, own], strict=True)]
    return [_bill(part, stream) for part in owns if part] or [_bill(own, stream)]


def _bill(own: int, stream: Random) -> Sums:
    """A bill of which the worker is left to pay so much, after what insurances paid and the catalogue leaves out."""
    pool = own * stream.randint(110, 260) // 100
    major = own * stream.randint(20, 60) // 100 if own > 1_000_000 else 0
    other = own * stream.randint(5, 25) // 100 if stream.random() < 0.06 else 0
    excluded = own * stream.randint(4, 30) // 100
    return Sums(total=own + pool + major + other + excluded, pool=pool, major=major, other=other, excluded=excluded)
