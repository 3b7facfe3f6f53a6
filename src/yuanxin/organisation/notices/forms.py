"""Input of notices, question sheets and answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.documents.forms import TAKEN
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.ui.forms import DateField, Form, Group, ScopedChoice
from yuanxin.foundation.unions.forms import OwnUnionChoice
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.notices.choices import Audience, Permission, QuestionKind
from yuanxin.organisation.notices.rules import MOST_QUESTIONS, Question, numbered


class AddressedForm(Form):
    """Who is addressed, and what is said."""

    union = OwnUnionChoice(Permission.SEND, label=_("Sender"), help_text=_("Name or code"))
    target = ScopedChoice(
        Union.objects.in_force,
        permission=Permission.SEND,
        required=False,
        label=_("Only below"),
        help_text=_("A street or park, if not all of them are addressed."),
    )
    audience = forms.ChoiceField(label=_("Addressed"), choices=Audience.choices)
    title = forms.CharField(label=_("Title"), max_length=100)
    text = forms.CharField(
        label=pgettext_lazy("of a notice", "Text"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class CircularForm(AddressedForm):
    """A notice."""

    until = DateField(label=_("Shown until"), help_text=_("The last day on which workbenches show it."))
    groups = (
        Group(_("Addressed"), ("union", "target", "audience")),
        Group(_("Notice text"), ("title", "until", "text"), wide=("text",)),
    )


class ReportingTaskForm(AddressedForm):
    """A question sheet; `questions` of the cleaned data is what the service takes."""

    answers_by = DateField(label=_("Answers by"))

    def __init__(self, *args: Any, questions: list[Question] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        lines = []
        for at in range(1, MOST_QUESTIONS + 1):
            shown = questions[at - 1] if questions and at <= len(questions) else Question("", "", required=True)
            names = (f"label_{at}", f"kind_{at}", f"required_{at}")
            self.fields[names[0]] = forms.CharField(
                label=_("Question %(number)s") % {"number": at}, max_length=60, required=False, initial=shown.label
            )
            self.fields[names[1]] = forms.ChoiceField(
                label=_("Answered with"), choices=QuestionKind.choices, required=False, initial=shown.kind
            )
            self.fields[names[2]] = forms.BooleanField(
                label=_("Must be answered"), required=False, initial=shown.required
            )
            lines.append(names)
        self.groups = (  # type: ignore[misc]
            Group(_("Addressed"), ("union", "target", "audience")),
            Group(_("What it is about"), ("title", "answers_by", "text"), wide=("text",)),
            Group(
                _("Questions"),
                tuple(name for names in lines for name in names),
                help=_("Ask only what the system does not know. Lines left empty fall out."),
                wide=tuple(names[0] for names in lines),
            ),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        asked = [
            (
                cleaned.pop(f"label_{at}", ""),
                cleaned.pop(f"kind_{at}", "") or QuestionKind.NUMBER,
                cleaned.pop(f"required_{at}", False),
            )
            for at in range(1, MOST_QUESTIONS + 1)
        ]
        try:
            cleaned["questions"] = numbered(asked)
        except Refused as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return cleaned


class AnswerForm(Form):
    """The question sheet of a task, to be filled in for one union."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, questions: list[Question], kept: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        for question in questions:
            self.fields[question.key] = field_for(question, kept.get(question.key, ""))

    def answers(self) -> dict[str, Any]:
        """What was answered, without the files."""
        return {key: value for key, value in self.cleaned_data.items() if key not in self.files}

    def given_files(self) -> dict[str, Any]:
        """The files given now, by the key of their question."""
        return {key: self.cleaned_data[key] for key in self.files if self.cleaned_data.get(key)}


def field_for(question: Question, kept: str) -> forms.Field:
    """The input of a question; `kept` is what was answered before."""
    common = {"label": question.label, "required": question.required}
    if question.kind == QuestionKind.NUMBER:
        return forms.DecimalField(**common, initial=kept or None)
    if question.kind == QuestionKind.DATE:
        return DateField(**common, initial=kept or None)
    if question.kind == QuestionKind.FILE:
        common["required"] = question.required and not kept
        help_text = _("Kept: %(name)s. Another file takes its place.") % {"name": kept} if kept else ""
        return forms.FileField(**common, help_text=help_text, widget=forms.FileInput(attrs={"accept": TAKEN}))
    return forms.CharField(**common, initial=kept, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(Form):
    """Why the answers leave the system."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("What the file is for, in a few words."))
