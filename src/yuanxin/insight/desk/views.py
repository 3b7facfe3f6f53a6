"""The workbench (工作台): what waits, this period's figures, where to go, what was done last."""

from itertools import islice

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yuanxin.foundation.flow import inbox
from yuanxin.foundation.ui import desk
from yuanxin.foundation.ui.access import ActorRequest, signed_in
from yuanxin.foundation.unions.queries import unions_of
from yuanxin.insight.desk import queries

SHOWN_OF_A_KIND = 8
# Each kind of what waits is a query; of the others stands how many there are. What is late comes first.
KINDS_SHOWN = 2


@signed_in
@require_GET
def workbench(request: ActorRequest) -> HttpResponse:
    """The home of every signed-in user; each part is shown where the role has it."""
    actor, today = request.actor, request.today
    unions = unions_of(actor)
    period = desk.present_period(today)
    acts = queries.latest_acts(actor)
    loads = inbox.loads_for(request)
    shown = list(islice(loads, KINDS_SHOWN))
    context = {
        "title": _("Workbench"),
        "union": unions[0] if unions else None,
        "period": period,
        "waiting": inbox.waiting(actor, today, limit=SHOWN_OF_A_KIND, among=shown),
        "others": inbox.kinds({code: load for code, load in loads.items() if code not in shown}),
        "load": inbox.together(loads),
        "numbers": queries.numbers(actor, unions[0], period) if unions else [],
        "news": desk.news_of(actor, today, SHOWN_OF_A_KIND),
        "shortcuts": list(desk.shortcuts_of(actor)),
        "acts": acts,
        "first_steps": [] if acts else desk.first_steps_of(actor),
    }
    return render(request, "desk/workbench.html", context)
