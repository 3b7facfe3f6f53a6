"""The form that takes a spreadsheet in."""

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.intake.choices import ExchangeKind, Mode
from yuanxin.foundation.intake.declarations import Declaration
from yuanxin.foundation.intake.exchange import Exchange
from yuanxin.foundation.ui.forms import DateField, Form, Group, ScopedChoice
from yuanxin.foundation.unions.forms import OwnUnionChoice
from yuanxin.foundation.unions.models import Union


class UploadForm(Form):
    """Which file, into which union, dated when, and what it may change."""

    refused_at = "file"
    READABLE = ".xlsx,.xls,.et,.ods,.csv,.txt"
    file = forms.FileField(label=_("Spreadsheet"), widget=forms.FileInput(attrs={"accept": READABLE}))
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
        self.take_up("union", place_of(declaration))
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

    def answers(self) -> dict[str, str]:
        """What was asked besides, as text; a record that was chosen as its number."""
        given = {code: self.cleaned_data[code] for code in self.questions}
        return {code: str(value.pk if isinstance(value, Model) else value) for code, value in given.items()}


class ExchangeOutForm(Form):
    """What of which union goes out, in which kind of file, and why."""

    kind = forms.ChoiceField(label=_("Kind of file"), choices=ExchangeKind.choices)
    clear = forms.BooleanField(
        required=False,
        label=_("Document numbers and phones in clear"),
        help_text=_("Needed where the file is to be read in; it is kept in the audit log."),
    )
    reason = forms.CharField(max_length=200, label=_("Reason"), help_text=_("What the file is for, in a few words."))

    def __init__(self, *args: Any, exchange: Exchange, **options: Any) -> None:
        super().__init__(*args, **options)
        self.take_up("union", OwnUnionChoice(exchange.export))
        self.order_fields(["union"])
        if not exchange.clear:
            del self.fields["clear"]


def place_of(declaration: Declaration) -> ScopedChoice:
    """The union a file is read into. Where its rows do not name their own, it is asked for and never guessed."""
    if declaration.names_places:
        return OwnUnionChoice(declaration.permission)
    return ScopedChoice(Union.objects.in_force, permission=declaration.permission, own=True, label=_("Union"))
