"""The flows of a notice and of a reporting task: drafted, sent, and taken back or closed."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.flow.tables import Deadline, Flow, To
from yuanxin.organisation.notices.choices import CircularState as C
from yuanxin.organisation.notices.choices import Permission
from yuanxin.organisation.notices.choices import ReportingState as R
from yuanxin.organisation.notices.models import Circular, ReportingTask

CIRCULAR_FLOW = Flow(
    Circular,
    {
        C.DRAFT: {"send": To(C.SENT, _("Send"), needs=Permission.SEND, primary=True)},
        C.SENT: {
            "withdraw": To(
                C.WITHDRAWN,
                pgettext_lazy("notice", "Take back"),
                needs=Permission.SEND,
                opinion=True,
                awaited=False,
            )
        },
    },
    starts=C.DRAFT,
    colours={C.DRAFT: "due", C.SENT: "done", C.WITHDRAWN: "closed"},
    url_name="notices:circular-detail",
    related=("union", "target"),
)

REPORTING_FLOW = Flow(
    ReportingTask,
    {
        R.DRAFT: {
            "open": To(R.OPEN, _("Send"), needs=Permission.SEND, deadline=Deadline(at="answers_by"), primary=True)
        },
        R.OPEN: {"close": To(R.CLOSED, _("Close"), needs=Permission.SEND, awaited=False)},
    },
    starts=R.DRAFT,
    colours={R.DRAFT: "due", R.OPEN: "running", R.CLOSED: "closed"},
    url_name="notices:reportingtask-detail",
    related=("union", "target"),
)
