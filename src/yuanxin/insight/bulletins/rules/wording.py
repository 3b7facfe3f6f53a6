"""The text of the half-year, sentence by sentence, laid out by the three qualities (三性).

A sentence names its figures by code, and is left out where one of them is not told: no department yet, or not for this
reader. A department that is built adds its sentences here, in the order of the article.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.figures.choices import Theme

PLACEHOLDER = re.compile(r"\{([a-z_]+(?:\.[a-z0-9_]+)?)\}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `{code}` is a figure as printed, `{period}`, `{last_day}` and `{place}` are words of the page."""

    theme: Theme
    text: str | Promise

    @property
    def figures(self) -> tuple[str, ...]:
        """The codes it names, in order."""
        return tuple(code for code in PLACEHOLDER.findall(str(self.text)) if "." in code)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence: plain words, or the figure `code`."""

    words: str = ""
    code: str = ""


SENTENCES = (
    Sentence(
        Theme.POLITICAL,
        _(
            "In {period}, {place} gained {unions.new} new union organisations, which brought "
            "{unions.employers_newly_covered} employers their first coverage, and {members.joined} members joined."
        ),
    ),
    Sentence(
        Theme.POLITICAL,
        _(
            "On {last_day} {place} had {unions.stock} grassroots unions covering {unions.employers_covered} employers "
            "and {members.stock} members."
        ),
    ),
    Sentence(
        Theme.POLITICAL,
        _(
            "Among the members were {members.women} women, {members.migrant} migrant workers and {members.new_forms} "
            "workers in new forms of employment."
        ),
    ),
)

# The article's headings of its three parts (规范建设、找准方向、定位需求).
HEADINGS = {
    Theme.POLITICAL: _("Building by the rules, for political quality"),
    Theme.ADVANCED: _("Finding the direction, for advanced quality"),
    Theme.MASS: _("Meeting what is needed, for mass quality"),
}


def told_sentences(theme: Theme, told: Collection[str]) -> Iterator[Sentence]:
    """The sentences of a part all of whose figures are among `told`."""
    return (each for each in SENTENCES if each.theme == theme and all(code in told for code in each.figures))


def pieces(sentence: Sentence, words: dict[str, str]) -> list[Piece]:
    """The sentence in stretches, the page's words filled in.

    Raises:
        KeyError: for a placeholder that is neither a figure nor among `words`.
    """
    found, position, text = [], 0, str(sentence.text)
    for match in PLACEHOLDER.finditer(text):
        name = match.group(1)
        found.append(Piece(words=text[position : match.start()]))
        found.append(Piece(code=name) if "." in name else Piece(words=words[name]))
        position = match.end()
    found.append(Piece(words=text[position:]))
    return [piece for piece in found if piece.words or piece.code]
