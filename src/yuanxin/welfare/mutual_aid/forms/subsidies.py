"""Input of what units are given."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.ui.forms import Form, Group, ScopedChoice
from yuanxin.foundation.unions.forms import OwnUnionChoice
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.mutual_aid.choices import Permission
from yuanxin.welfare.mutual_aid.forms.enrolments import amount_field
from yuanxin.welfare.mutual_aid.models import Scheme


class FundField(forms.ModelChoiceField):
    """A fund that payments of a union may draw on, with what it holds."""

    def label_from_instance(self, obj: Any) -> str:
        return _("%(fund)s · %(amount)s yuan left") % {"fund": obj, "amount": f"{obj.balance:,.2f}"}


def funds_for(union: Union) -> Any:
    """The open funds that payments of `union` may draw on, with their balances."""
    return Fund.objects.drawn_on_by(union).with_balances().order_by("level", "pk")


class SettleForm(Form):
    """What is given to one unit, and from which fund."""

    amount = amount_field(_("Amount settled"))
    reason = forms.CharField(
        label=_("Reason for another amount"), max_length=200, required=False, help_text=_("Needed where it differs.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    groups = (Group("", ("amount", "fund", "reason"), wide=("reason",)),)

    def __init__(self, *args: Any, union: Union, **options: Any) -> None:
        super().__init__(*args, **options)
        self.take_up("fund", FundField(funds_for(union), label=_("Fund")))


class SettleAllForm(Form):
    """Whose subsidies are settled at what the rule gives."""

    union = OwnUnionChoice(Permission.SETTLE_SUBSIDIES, help_text=_("Name or code"))
    scheme = ScopedChoice(Scheme.objects.all, code="name", label=_("Scheme"), own=True)
    groups = (Group("", ("union", "scheme")),)


class SettleAllFundForm(Form):
    """From which fund they are paid."""

    groups = (Group("", ("fund",)),)

    def __init__(self, *args: Any, union: Union, **options: Any) -> None:
        super().__init__(*args, **options)
        self.take_up("fund", FundField(funds_for(union), label=_("Fund")))
