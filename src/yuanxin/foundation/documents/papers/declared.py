"""The papers that exist, each declared by its app in `apps.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Paper:
    """A Word paper that is made of one record.

    Args:
        code: such as `founding.approval`; never changed, since numbers are kept under it.
        label: what people call it (批复).
        model: whose records it is made of; a scoped model.
        template: a text in some app's templates, `founding/papers/approval.txt`; `sheets` says how it is written.
        context: what the template names, from the record. `agency` and `dated_on` sign it where the template has `@`;
            `dated_on` also tells the year of its number.
        file_name: without ending, from the record.
        permission: who may take it, over the record's union.
        numbered_by: the way from the record to the union whose document number it bears (`union`, `union__parent`);
            empty for a paper without a number. A numbered paper has that union's red head.
        when: whether the record has come far enough for it.
    """

    code: str
    label: Text
    model: type[models.Model]
    template: str
    context: Callable[[Any], Mapping[str, Any]]
    file_name: Callable[[Any], str]
    permission: str
    numbered_by: str = ""
    when: Callable[[Any], bool] = lambda _record: True


class UnknownPaper(LookupError):
    """A code that no app declared."""


_papers: dict[str, Paper] = {}


def declare_paper(paper: Paper) -> None:
    """Make a paper known."""
    _papers[paper.code] = paper


def paper_called(code: str) -> Paper:
    """The paper with this code.

    Raises:
        UnknownPaper: if there is none.
    """
    try:
        return _papers[code]
    except KeyError:
        raise UnknownPaper(code) from None


def papers_of(model: type[models.Model]) -> list[Paper]:
    """The papers made of a model's records, in the order of declaration."""
    return [paper for paper in _papers.values() if paper.model is model]


def forget(code: str) -> None:
    """Take a declaration back."""
    _papers.pop(code, None)
