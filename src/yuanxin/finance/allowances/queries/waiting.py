"""What waits outside the flows: settled allowances that no summary holds yet."""

import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yuanxin.finance.allowances.choices import Permission
from yuanxin.finance.allowances.models import AllowanceCall, StaffAllowance
from yuanxin.foundation.flow.inbox import Item, Source
from yuanxin.foundation.kernel.actors import Actor


def waiting(actor: Actor, _today: datetime.date) -> QuerySet[AllowanceCall]:
    """The calls with settled allowances that nobody has asked the treasury for."""
    settled = StaffAllowance.objects.filter(call=OuterRef("pk")).to_be_granted()
    return AllowanceCall.objects.visible_to(actor, Permission.GRANT).filter(Exists(settled)).order_by("year")


def item(call: AllowanceCall, _actor: Actor, _today: datetime.date) -> Item:
    """One call, with how many units wait."""
    number = StaffAllowance.objects.filter(call=call).to_be_granted().count()
    words = ngettext("%(number)s settled unit in no summary", "%(number)s settled units in no summary", number)
    return Item(
        kind=_("Summary for the treasury"),
        subject=str(call),
        url=reverse("allowances:allowancecall-detail", args=[call.pk]),
        state=words % {"number": number},
        due_on=None,
        overdue=False,
    )


UNSUMMARISED = Source("allowances.unsummarised", gettext_lazy("Summaries for the treasury"), waiting, item)
