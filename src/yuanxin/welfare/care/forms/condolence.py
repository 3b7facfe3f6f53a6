"""Programmes, their goods, lists and receipts."""

import re
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from yuanxin.foundation.ui.forms import DateField, Form, Group, ScopedChoice
from yuanxin.foundation.unions.forms import OwnUnionChoice
from yuanxin.welfare.care.choices import CareKind, Permission
from yuanxin.welfare.care.models import CondolenceProgramme, GoodsItem, Recipient
from yuanxin.welfare.care.services import Named

LARGEST = 99_999_999
MANY = 9_999_999
# Lines of a list that one form takes; longer lists come as spreadsheets.
LINES = 300
SEPARATORS = re.compile(r"[\t,，;；、]+|\s{2,}|(?<=\S)\s(?=\S)")
PHONE = re.compile(r"[\d+\- ]{7,16}")


class ProgrammeChoice(ScopedChoice):
    """A programme by its name and the code of its union, for unions may give theirs one name; the latest first."""

    def __init__(self, rows: Callable[[], QuerySet[CondolenceProgramme]], **options: Any) -> None:
        super().__init__(
            lambda: rows().select_related("union").order_by("-begins_on", "-pk"), code="union__code", **options
        )

    def offered(self, text: str = "") -> Iterator[tuple[str, str]]:
        rows = self.choices()
        near = rows.filter(name__icontains=text) if text else rows
        yield from ((str(each.union), self.prepare_value(each)) for each in near[: self.OFFERED])


class PlanForm(Form):
    """What is planned of a programme."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(_("Programme"), ("union", "kind", "name", "project"), wide=("name",)),
        Group(_("Days and budget"), ("begins_on", "ends_on", "budget")),
    )

    kind = forms.ChoiceField(label=_("Occasion of the condolence"), choices=CareKind.choices)
    name = forms.CharField(label=_("Name of the programme"), max_length=60)
    project = forms.CharField(
        label=_("Project"),
        required=False,
        max_length=60,
        help_text=_("What the receivers work on; figures may ask for one project."),
    )
    begins_on = DateField(label=_("From"))
    ends_on = DateField(label=_("Until"))
    budget = forms.DecimalField(
        label=_("Budget (yuan)"), min_value=0, max_value=LARGEST, max_digits=11, decimal_places=2
    )


class NewProgrammeForm(PlanForm):
    """The same, with the union whose programme it is."""

    union = OwnUnionChoice(Permission.RUN)


class CorrectProgrammeForm(PlanForm):
    """The same, of a programme planned before."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class StandardForm(Form):
    """How much of each kind of goods each receiver gets."""

    def __init__(self, *args: Any, programme: CondolenceProgramme, **options: Any) -> None:
        super().__init__(*args, **options)
        given = {each.item_id: each.per_head for each in programme.goods.all()}
        self.items = list(GoodsItem.objects.filter(union=programme.union).order_by("name"))
        for item in self.items:
            self.fields[f"item_{item.pk}"] = forms.IntegerField(
                label=f"{item.name}（{item.measure}）",
                required=False,
                min_value=0,
                max_value=999,
                initial=given.get(item.pk),
            )

    def per_head(self) -> dict[GoodsItem, int]:
        """What was filled in, by goods."""
        return {item: self.cleaned_data[f"item_{item.pk}"] or 0 for item in self.items}


class ListForm(Form):
    """Workers pasted as lines: name, phone or document number, employer."""

    lines = forms.CharField(
        label=_("Receivers, one a line"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Name, phone or document number, employer or section; a comma, a blank or a tab between."),
    )

    def clean_lines(self) -> list[Named]:
        """The lines as workers; what is wrong with a line the service tells."""
        lines = [line.strip() for line in self.cleaned_data["lines"].splitlines()]
        written = [(number, line) for number, line in enumerate(lines, start=1) if line]
        if len(written) > LINES:
            raise forms.ValidationError(
                _("More than %(most)s lines: bring them in as a spreadsheet.") % {"most": LINES}
            )
        return [named_of(number, line) for number, line in written]


def named_of(number: int, line: str) -> Named:
    """A pasted line as a worker: a number of fifteen characters and more is a document's, a shorter one a phone."""
    who, *rest = [part.strip() for part in SEPARATORS.split(line) if part.strip()]
    phone = document = ""
    places = []
    for part in rest:
        if re.fullmatch(r"\d{15}|\d{17}[\dXx]", part):
            document = part
        elif PHONE.fullmatch(part) and not phone:
            phone = part
        else:
            places.append(part)
    return Named(name=who, phone=phone, document_number=document, employer_name=" ".join(places), line=number)


class ReceiptForm(Form):
    """Who received what a programme gives, and who signed."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(_("Signed receipt"), ("received_on", "signed_by", "note"), wide=("note",)),
        Group(_("Receivers"), ("everybody", "sections", "recipients"), wide=("everybody", "sections", "recipients")),
    )

    received_on = DateField(label=_("Signed for on"))
    signed_by = forms.CharField(
        label=_("Signed by"), max_length=50, help_text=_("The receiver, or who signed for the group.")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=200)
    everybody = forms.BooleanField(label=_("Everybody on the list who has not signed yet"), required=False)
    sections = forms.MultipleChoiceField(
        label=_("By employer or section"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everybody of it who has not signed yet; single receivers may be added below."),
    )
    recipients = forms.ModelMultipleChoiceField(
        Recipient.objects.none(), label=_("Receivers"), required=False, widget=forms.CheckboxSelectMultiple
    )

    SHOWN = 200

    def __init__(self, *args: Any, programme: CondolenceProgramme, **options: Any) -> None:
        super().__init__(*args, **options)
        self.waiting = Recipient.objects.filter(programme=programme, receipt=None).listed().order_by("pk")
        self._offer_sections()
        field: Any = self.fields["recipients"]
        field.queryset = self.waiting
        if (number := self.waiting.count()) > self.SHOWN:
            field.help_text = _("The first %(shown)s of %(number)s are shown here.") % {
                "shown": self.SHOWN, "number": number,
            }  # fmt: skip
        field.choices = [
            (each.pk, " ".join(filter(None, (each.name, each.employer_name)))) for each in self.waiting[: self.SHOWN]
        ]

    def _offer_sections(self) -> None:
        """The employers and sections that receivers still wait in, the largest first; none where there is only one."""
        named = self.waiting.exclude(employer_name="").order_by()
        counted = list(
            named.values_list("employer_name").annotate(people=Count("pk")).order_by("-people", "employer_name")
        )
        field: Any = self.fields["sections"]
        field.choices = [
            (name, ngettext("%(name)s: %(number)s receiver", "%(name)s: %(number)s receivers", number)
             % {"name": name, "number": number})
            for name, number in counted
        ]  # fmt: skip
        if len(counted) < 2:
            del self.fields["sections"]

    def chosen(self) -> list[Recipient]:
        """Those who received: everybody, or whole sections and single receivers, each once."""
        given = self.cleaned_data
        if given["everybody"]:
            return list(self.waiting)
        ticked = Q(pk__in=[each.pk for each in given["recipients"]])
        return list(self.waiting.filter(ticked | Q(employer_name__in=given.get("sections", []))))


class GoodsForm(Form):
    """A kind of goods for the store."""

    union = OwnUnionChoice(Permission.STORE)
    name = forms.CharField(label=_("Condolence goods"), max_length=40)
    measure = forms.CharField(label=_("Measure word"), max_length=4, help_text=_("Portion, box, bottle and so on."))


class ReceiveForm(Form):
    """What came into the store."""

    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=MANY)
    on = DateField(label=_("Day"))
    note = forms.CharField(label=_("Note"), required=False, max_length=200, help_text=_("Supplier, paper, price."))


class ReasonForm(Form):
    """Why something is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class VersionedReasonForm(ReasonForm):
    """The same, of a record that others may have changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
