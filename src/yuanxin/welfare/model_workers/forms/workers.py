"""Input of model workers' files, and of how they leave the register."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.ui.forms import DateField, Form, Group, ScopedChoice
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.queries import only_person
from yuanxin.welfare.model_workers.choices import Employment, Health, Insurance, Permission
from yuanxin.welfare.model_workers.models import ModelWorker
from yuanxin.welfare.model_workers.services import Particulars

# The choice of who does not change what stands sealed, and does not see it either.
KEPT = "kept"
NOT_KNOWN = ("", pgettext_lazy("model worker", "Not known"))
PARTICULARS = Group(
    _("Particulars"),
    ("employment", "retired_on", "insurance", "health", "account", "bank", "contact_name", "contact_phone", "note"),
    help=_("State of health, bank card and phone are kept sealed; seeing them later asks for a reason."),
    wide=("note",),
)


class ParticularsForm(Form):
    """What is known of a model worker besides the honour."""

    groups: ClassVar[tuple[Group, ...]] = (PARTICULARS,)

    employment = forms.ChoiceField(label=pgettext_lazy("model worker", "Standing"), choices=Employment.choices)
    retired_on = DateField(label=_("Retired on"), required=False)
    insurance = forms.ChoiceField(
        label=pgettext_lazy("model worker", "Medical insurance"),
        choices=[NOT_KNOWN, *Insurance.choices],
        required=False,
    )
    health = forms.ChoiceField(label=_("State of health"), choices=[NOT_KNOWN, *Health.choices], required=False)
    account = forms.CharField(label=_("Bank card"), max_length=40, required=False)
    bank = forms.CharField(label=_("Bank and branch"), max_length=100, required=False)
    contact_name = forms.CharField(label=pgettext_lazy("model worker", "Contact person"), max_length=50, required=False)
    contact_phone = forms.CharField(label=_("Phone of the contact"), max_length=20, required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def particulars(self, before: Particulars | None = None) -> Particulars:
        """What the service takes; what is shown masked, and sent back so, stays as it was `before`."""
        given = {name: value for name, value in self.cleaned_data.items() if name in Particulars.__slots__}
        if before is not None:
            kept = before.masked | {"health": KEPT}
            given |= {name: getattr(before, name) for name, shown in kept.items() if shown and given[name] == shown}
        return Particulars(**given)


class CorrectForm(ParticularsForm):
    """The particulars of a file that is there."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, worker: ModelWorker, **options: Any) -> None:
        super().__init__(*args, **options)
        if worker.health is not None:
            self.fields["health"].choices = [  # type: ignore[attr-defined]
                (KEPT, _("As it stands sealed")),
                NOT_KNOWN,
                *Health.choices,
            ]


class RegisterForm(ParticularsForm):
    """A file that is opened."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(pgettext_lazy("model worker", "Model worker"), ("person", "union"), wide=("person",)),
        PARTICULARS,
        Group(
            _("Moved in"),
            ("moved_from", "since"),
            help=_("Only for who comes from another district, or comes back: months before are paid there."),
        ),
    )

    person = forms.CharField(
        label=_("Person of the register"),
        max_length=60,
        help_text=_("Whole document number, or the name with its last four characters."),
    )
    union = ScopedChoice(
        lambda: Union.objects.in_force(),
        permission=Permission.EDIT,
        required=False,
        label=_("Union that serves"),
        help_text=_("Empty: the own union."),
    )
    moved_from = forms.CharField(label=_("Moved in from"), max_length=100, required=False)
    since = DateField(label=_("On the register from"), required=False)
    field_order = ("person", "union")

    def clean_person(self) -> Any:
        """The person of the register that is meant."""
        try:
            return only_person(self.actor, self.cleaned_data["person"])
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal


class ServeForm(Form):
    """Another union that serves a model worker."""

    union = ScopedChoice(
        lambda: Union.objects.in_force(),
        permission=Permission.EDIT,
        label=_("Union that serves"),
        help_text=_("Name or code; for who retired, often the street of the home."),
    )
    on = DateField(label=_("From"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class MoveOutForm(Form):
    """Another district that takes over."""

    to = forms.CharField(label=_("Moves to"), max_length=100, help_text=_("District and city."))
    on = DateField(label=_("From"), help_text=_("Allowances are paid here for months that began before."))
    reason = forms.CharField(label=_("Reason"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)


class DeathForm(Form):
    """The death of a model worker."""

    died_on = DateField(
        label=_("Died on"), help_text=_("Benefits stop from the next month on; open applications are computed anew.")
    )
    payee_name = forms.CharField(
        label=_("Family member who receives the condolence"),
        max_length=50,
        required=False,
        help_text=_("With a name the funeral condolence is applied for at once; empty: none."),
    )
    reason = forms.CharField(label=_("Note"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class AnnulForm(Form):
    """Why a file is none."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ClearForm(Form):
    """Why what stands sealed is to be shown."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Kept in the audit log."))
