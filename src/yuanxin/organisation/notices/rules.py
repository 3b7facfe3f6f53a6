"""The question sheet of a reporting task: what it asks, and what counts as an answer."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.errors import Refused
from yuanxin.organisation.notices.choices import QuestionKind

MOST_QUESTIONS = 8
LONGEST_TEXT = 500


class WrongAnswer(Refused):
    """An answer that does not fit its question; `field` names the question."""


@dataclass(frozen=True, slots=True)
class Question:
    """One line of the sheet. `key` stays the same however the words are corrected."""

    key: str
    label: str
    kind: str = QuestionKind.NUMBER
    required: bool = True

    @property
    def words(self) -> str:
        """What it is answered with, in words."""
        return str(QuestionKind(self.kind).label)

    def stored(self) -> dict[str, Any]:
        """As the task keeps it."""
        return asdict(self)


def numbered(asked: Iterable[tuple[str, str, bool]]) -> list[Question]:
    """The questions of a sheet from their words, kinds and whether they must be answered; lines without words fall out.

    Raises:
        Refused: for no question at all, too many, or the same words twice.
    """
    lines = [(label.strip(), kind, required) for label, kind, required in asked if label.strip()]
    if not lines:
        raise Refused(_("A reporting task asks at least one question."), field="label_1")
    if len(lines) > MOST_QUESTIONS:
        raise Refused(_("A reporting task asks at most %(count)s questions.") % {"count": MOST_QUESTIONS})
    labels = [label for label, _kind, _required in lines]
    twice = next((label for label in labels if labels.count(label) > 1), None)
    if twice is not None:
        raise Refused(_("“%(label)s” is asked twice.") % {"label": twice}, remedy=_("Word one of them otherwise."))
    return [Question(f"q{at}", label, kind, required) for at, (label, kind, required) in enumerate(lines, start=1)]


def checked(questions: Iterable[Question], answers: Mapping[str, Any]) -> dict[str, str]:
    """The answers as text by key, each as its question wants it; files are checked where they are kept.

    Raises:
        WrongAnswer: for one that is missing or of another kind.
    """
    return {
        question.key: text
        for question in questions
        if question.kind != QuestionKind.FILE and (text := _text(question, answers.get(question.key)))
    }


def _text(question: Question, value: Any) -> str:
    if value is None or not str(value).strip():
        if question.required:
            raise WrongAnswer(_("Answer “%(label)s”.") % {"label": question.label}, field=question.key)
        return ""
    text = str(value).strip()
    try:
        if question.kind == QuestionKind.NUMBER:
            number = Decimal(text)
            if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
                raise InvalidOperation
            return f"{number:f}"
        if question.kind == QuestionKind.DATE:
            return datetime.date.fromisoformat(text).isoformat()
    except (InvalidOperation, ValueError) as error:
        words = {QuestionKind.NUMBER: _("a number"), QuestionKind.DATE: _("a date such as 2016-06-30")}
        raise WrongAnswer(
            _("“%(label)s” asks for %(kind)s.") % {"label": question.label, "kind": words[QuestionKind(question.kind)]},
            field=question.key,
        ) from error
    return text[:LONGEST_TEXT]


def cell(question: Question, text: str) -> Any:
    """An answer as a spreadsheet holds it: numbers and days as such."""
    if not text:
        return None
    if question.kind == QuestionKind.NUMBER:
        number = Decimal(text)
        return int(number) if number == number.to_integral_value() else float(number)
    return datetime.date.fromisoformat(text) if question.kind == QuestionKind.DATE else text
