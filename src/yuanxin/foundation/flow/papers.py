"""The Word paper of a public notice, for the notice board."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.documents.papers import Paper
from yuanxin.foundation.flow.choices import Permission
from yuanxin.foundation.flow.models import Notice


def context(notice: Notice) -> dict[str, Any]:
    """What the paper shows: no more than the public page."""
    return {
        "agency": notice.union.name,
        "dated_on": notice.begins_on,
        "title": notice.title,
        "lines": notice.text.splitlines(),
        "entries": notice.entries,
        "begins_on": notice.begins_on,
        "ends_on": notice.ends_on,
        "telephone": notice.telephone,
    }


NOTICE_PAPER = Paper(
    "flow.notice",
    _("Public notice"),
    Notice,
    "flow/papers/notice.txt",
    context,
    lambda notice: str(notice.title),
    Permission.VIEW_NOTICES,
)
