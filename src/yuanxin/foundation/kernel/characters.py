"""Rare characters: those that older standards kept in the private area, at the places Unicode gave them since.

GB 18030-2022 moved fourteen ideographs of GB 18030-2000 there; files and fonts made before still hold the old ones.
"""

# Private code → code since GB 18030-2022 (table of its annex D; the radicals and components of rows FE51 to FEA0).
MOVED = {
    "\ue816": "\U00020087",
    "\ue817": "\U00020089",
    "\ue818": "\U000200cc",
    "\ue81e": "\u9fb4",
    "\ue826": "\u9fb5",
    "\ue82b": "\u9fb6",
    "\ue82c": "\u9fb7",
    "\ue831": "\U000215d7",
    "\ue832": "\u9fb8",
    "\ue83b": "\U0002298f",
    "\ue843": "\u9fb9",
    "\ue854": "\u9fba",
    "\ue855": "\U000241fe",
    "\ue864": "\u9fbb",
}
_TABLE = str.maketrans(MOVED)


def in_unicode(text: str) -> str:
    """The text with characters of the private area at their own places."""
    return text.translate(_TABLE)
