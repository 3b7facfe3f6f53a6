"""The half-year as a file that stands alone: HTML to print, Markdown to paste, Word in the form of official papers."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.ui import shell
from yuanxin.insight.bulletins.queries.page import Page, Part, Told
from yuanxin.insight.bulletins.queries.taking import definition_of
from yuanxin.insight.bulletins.rules.periods import in_words
from yuanxin.insight.bulletins.templatetags.bulletins import sentence_gap

HTML, MARKDOWN, WORD = "html", "md", "docx"
# The type of each and the ending of its files.
FORMATS = {
    HTML: ("text/html; charset=utf-8", "html"),
    MARKDOWN: ("text/markdown; charset=utf-8", "md"),
    WORD: ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
}
NUMERALS = "一二三"


class NoSuchFormat(Refused):
    """A format the bulletin is not written in."""


def written(page: Page, kind: str) -> bytes:
    """The page as a file in the format `kind`.

    Raises:
        NoSuchFormat: for any but those of `FORMATS`.
    """
    if kind not in FORMATS:
        told = _("There is no format %(kind)s.") % {"kind": kind}
        raise NoSuchFormat(told, remedy=_("Take %(kinds)s.") % {"kinds": "、".join(FORMATS)})
    if kind == WORD:
        # What writes Word files is loaded with the first of them.
        from yuanxin.foundation.documents.papers.filling import laid_out

        return laid_out("bulletins/papers/half_year.txt", word_context(page), title=title_of(page))
    context = {"page": page, "figures": defined(page), "period": in_words(page.period)}
    text = render_to_string(f"bulletins/paper.{kind}", {**context, "demo_notice": shell.demo_notice()})
    return f"{text.strip()}\n".encode()


def defined(page: Page) -> list[tuple[Told, Any]]:
    """All figures that are told, each with its definition: that which was frozen with it, or that of today."""
    return [
        (told, told.frozen.definition if told.frozen else definition_of(told.figure, page.period))
        for told in page.told.values()
    ]


def title_of(page: Page) -> str:
    """What the paper is called."""
    return _("%(union)s: what was done in %(period)s") % {"union": page.union.name, "period": in_words(page.period)}


def word_context(page: Page) -> dict[str, Any]:
    """What the Word paper names: the text first and signed, then the figures and their definitions as its annex."""
    run = page.run
    standing = [str(page.state.label)]
    if run is not None:
        standing += [str(run), f"{run.made_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}", run.made_by_label]
    parts = [{"heading": heading_of(number, part), "text": text_of(part)} for number, part in enumerate(page.parts)]
    if page.left_out:
        told = _("Not told yet, since no figure speaks for it: %(parts)s.") % {"parts": "、".join(page.left_out)}
        parts.append({"heading": "", "text": told})
    return {
        "agency": page.union.name,
        "dated_on": clock.today() if run is None else clock.local_day(run.made_at),
        "title": title_of(page),
        "standing": " · ".join(standing),
        "parts": parts,
        "words": {
            "annex": _("Annex"),
            "figures": _("The figures and their definitions"),
            "figure": _("Figure"),
            "value": _("Value"),
            "before": _("Period before"),
            "definition": _("Definition"),
        },
        "figures": [
            {
                "label": str(told.figure.label),
                "value": f"{told.plain} {told.figure.unit}",
                "before": told.plain_before or "—",
                "definition": definition["definition"],
            }
            for told, definition in defined(page)
        ],
        "digest": f"{_('Digest of the run')}：{run.digest_words}" if run is not None else "",
    }


def heading_of(number: int, part: Part) -> str:
    """The heading of a part, numbered as official papers are where it is Chinese."""
    return f"{NUMERALS[number]}、{part.heading}" if (get_language() or "").startswith("zh") else part.heading


def text_of(part: Part) -> str:
    """The sentences of a part as one paragraph."""
    sentences = ("".join(each.told.text if each.told else each.words for each in one) for one in part.sentences)
    return sentence_gap().join(sentences)
