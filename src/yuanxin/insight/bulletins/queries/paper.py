"""The half-year as a file that stands alone: HTML to print, Markdown to paste. Word comes with the welfare papers."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.ui import shell
from yuanxin.insight.bulletins.queries.page import Page
from yuanxin.insight.bulletins.queries.taking import definition_of
from yuanxin.insight.bulletins.rules.periods import in_words

HTML, MARKDOWN, WORD = "html", "md", "docx"
FORMATS = {HTML: ("text/html", "html"), MARKDOWN: ("text/markdown", "md")}


class NoSuchFormat(Refused):
    """A format the bulletin is not written in."""


def written(page: Page, kind: str) -> str:
    """The page in the format `kind`.

    Raises:
        NoSuchFormat: for any but HTML and Markdown.
    """
    if kind == WORD:
        raise NoSuchFormat(
            _("Word output comes with the papers of the welfare department and is not there yet."),
            remedy=_("Take html or md."),
        )
    if kind not in FORMATS:
        raise NoSuchFormat(_("There is no format %(kind)s.") % {"kind": kind}, remedy=_("Take html or md."))
    figures = [
        (told, told.frozen.definition if told.frozen else definition_of(told.figure, page.period))
        for told in page.boxes
    ]
    context = {"page": page, "figures": figures, "period": in_words(page.period), "demo_notice": shell.demo_notice()}
    text = render_to_string(f"bulletins/paper.{kind}", context)
    return text.strip() + "\n"
