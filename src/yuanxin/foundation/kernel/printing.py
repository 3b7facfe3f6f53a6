"""How a published figure is printed: by a pattern with its measure word, rounded as Chinese reports round.

A pattern holds `{n}` (digits) or `{h}` (Chinese numerals) and may say:

- `{n}余名` — more than: cut down to the figure's unit, and only where something is left over;
- `近{n}名` — nearly: raised to the unit, and only where something is missing;
- `{n}万元` — exact, in 万, without trailing zeros, and less than one 万 in 元;
- `{n}余万元` — cut to the unit; `{n}万余元` — cut to whole 万;
- `十余万元` — a fixed wording, right from ten to twenty 万 only.

Where a value does not fit its pattern the exact number is printed with the same words, so 0余 never appears.
"""

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from yuanxin.foundation.kernel.money import plain

SCALES = {"": Decimal(1), "万": Decimal(10**4), "亿": Decimal(10**8)}
_PATTERN = re.compile(
    r"(?P<before>.*?)(?P<nearly>近)?(?P<number>\{n\}|\{h\}|[一二三四五六七八九十百千]+(?=余))"
    r"(?P<over>余)?(?P<scale>[万亿]?)(?P<over_scale>余)?(?P<after>.*)"
)
_NUMERALS = "零一二三四五六七八九"


def printed(value: Decimal | int, pattern: str, *, unit: Decimal | int | None = None) -> str:
    """The value by its pattern.

    Args:
        unit: what 余 cuts down to and 近 raises to, in the value's own unit (1000 for 3026 → `3000余名`, 1000000 for
            3006500 元 → `300余万元`). By default whole 万 for `{n}万余`, otherwise the value's leading digit.

    Raises:
        ValueError: for a pattern without a place for the number.
    """
    match = _PATTERN.fullmatch(pattern)
    if match is None:
        raise ValueError(f"the printing pattern {pattern!r} has no {{n}}")
    parts, value = match.groupdict(default=""), Decimal(value)
    rounded = _rounded(value, parts, unit)
    mark = {"nearly": parts["nearly"], "over": parts["over"], "over_scale": parts["over_scale"]}
    if rounded is None:
        rounded, mark = value, dict.fromkeys(mark, "")
    if not any(mark.values()) and abs(rounded) < SCALES[parts["scale"]]:
        parts["scale"] = ""
    number = rounded / SCALES[parts["scale"]]
    if _in_characters(parts, number, mark):
        shown = number_in_characters(int(number), ordinal=parts["before"].endswith("第"))
    else:
        shown = plain(number)
    return "".join(
        (parts["before"], mark["nearly"], shown, mark["over"], parts["scale"], mark["over_scale"], parts["after"])
    )


def number_in_characters(number: int, *, ordinal: bool = False) -> str:
    """A whole number from 0 to 9999 in Chinese numerals; 2 alone is 两 unless it is an ordinal.

    >>> number_in_characters(2), number_in_characters(2, ordinal=True), number_in_characters(12)
    ('两', '二', '十二')

    Raises:
        ValueError: outside that range.
    """
    if not 0 <= number <= 9999:
        raise ValueError(f"{number} is not written in characters")
    if number == 2 and not ordinal:
        return "两"
    if number == 0:
        return _NUMERALS[0]
    words, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if not digit:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + _NUMERALS[digit] + name
        gap = False
    return words.removeprefix("一") if 10 <= number < 20 else words


def leading_unit(value: Decimal | int) -> Decimal:
    """The power of ten of the value's first digit: 1000 for 3026, 10 for 38."""
    return Decimal(10) ** Decimal(value).adjusted() if value else Decimal(1)


def _rounded(value: Decimal, parts: dict[str, str], unit: Decimal | int | None) -> Decimal | None:
    """The rounded value of a pattern with 余 or 近; the value itself without; None where it does not fit."""
    scale = SCALES[parts["scale"]]
    over, nearly = parts["over"] or parts["over_scale"], parts["nearly"]
    if not over and not nearly:
        return value
    if value <= 0:
        return None
    if parts["number"][0] != "{":
        fixed = Decimal(_from_characters(parts["number"])) * scale
        return fixed if fixed < value < fixed + leading_unit(fixed) else None
    by_default = scale if parts["over_scale"] else leading_unit(value)
    step = by_default if unit is None else Decimal(unit)
    if nearly:
        raised = (value / step).to_integral_value(ROUND_CEILING) * step
        return raised if value < raised else None
    cut = (value / step).to_integral_value(ROUND_FLOOR) * step
    return cut if 0 < cut < value else None


def _in_characters(parts: dict[str, str], number: Decimal, mark: dict[str, str]) -> bool:
    """Whether the number is shown in Chinese numerals: asked for, whole, and not too long."""
    fixed = parts["number"][0] != "{" and any(mark.values())
    return (parts["number"] == "{h}" or fixed) and number == int(number) and 0 <= number <= 9999


def _from_characters(text: str) -> int:
    total, digit = 0, 0
    for character in text:
        if character in _NUMERALS:
            digit = _NUMERALS.index(character)
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
    return total + digit
