"""The form that takes a spreadsheet in."""

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.intake.choices import ExchangeKind, Mode
from yuanxin.foundation.intake.declarations import Declaration
from yuanxin.foundation.intake.exchange import Exchange
from yuanxin.foundation.ui.forms import DateField, Form, Group, ScopedChoice
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import own_union


class UploadForm(Form):
    """Which file, into which union, dated when, and what it may change."""

    refused_at = "file"
    READABLE = ".xlsx,.xls,.et,.ods,.csv,.txt"
    file = forms.FileField(label=_("Spreadsheet"), widget=forms.FileInput(attrs={"accept": READABLE}))
    union = ScopedChoice(Union.objects.in_force, label=_("Union"))
    dated_on = DateField(label=_("Date of the roster"), help_text=_("Rows that name no day take this one."))
    mode = forms.ChoiceField(label=_("What a row may change"), choices=Mode, initial=Mode.FILL)
    whole = forms.BooleanField(
        label=_("The file lists everybody of the union"),
        required=False,
        help_text=_(
            "Compared with the last roster: who joined, left, moved or changed. Only what you accept is written."
        ),
    )

    def __init__(self, *args: Any, declaration: Declaration, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["union"].permission = declaration.permission  # type: ignore[attr-defined]
        self.questions = declaration.questions()
        left_out = {"dated_on", "mode"} - set(declaration.asks)
        for name in left_out if declaration.compares else {*left_out, "whole"}:
            del self.fields[name]
        if "dated_on" in self.fields:
            self.fields["dated_on"].initial = self.today
        for code, field in self.questions.items():
            self.take_up(code, field)
        self.groups = (  # type: ignore[misc]
            Group("", ("file", "union", *self.questions, "dated_on", "mode", "whole"), wide=("file", "whole")),
        )
        self.settle("union")
        if declaration.names_places:
            offer_own(self)

    def answers(self) -> dict[str, str]:
        """What was asked besides, as text; a record that was chosen as its number."""
        given = {code: self.cleaned_data[code] for code in self.questions}
        return {code: str(value.pk if isinstance(value, Model) else value) for code, value in given.items()}


class ExchangeOutForm(Form):
    """What of which union goes out, in which kind of file, and why."""

    union = ScopedChoice(Union.objects.in_force, label=_("Union"))
    kind = forms.ChoiceField(label=_("Kind of file"), choices=ExchangeKind.choices)
    clear = forms.BooleanField(
        required=False,
        label=_("Document numbers and phones in clear"),
        help_text=_("Needed where the file is to be read in; it is kept in the audit log."),
    )
    reason = forms.CharField(max_length=200, label=_("Reason"), help_text=_("What the file is for, in a few words."))

    def __init__(self, *args: Any, exchange: Exchange, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["union"].permission = exchange.export  # type: ignore[attr-defined]
        if not exchange.clear:
            del self.fields["clear"]
        self.settle("union")
        offer_own(self)


def offer_own(form: Form) -> None:
    """Write the reader's own union into the form, where there is one; another of the scope may be written instead."""
    permission = form.fields["union"].permission  # type: ignore[attr-defined]
    if form.actor is not None and form.asks("union") and not form.initial.get("union"):
        form.initial["union"] = own_union(form.actor, permission)
