"""The flow of an objection to a public notice: the union that gave the notice answers it with an opinion."""

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.flow.choices import ObjectionState as S
from yuanxin.foundation.flow.choices import Permission
from yuanxin.foundation.flow.models import Objection
from yuanxin.foundation.flow.tables import Deadline, Flow, To
from yuanxin.foundation.policies.schemas import OBJECTION_ANSWER

OBJECTION_FLOW = Flow(
    Objection,
    {
        S.OPEN: {
            "reject": To(S.REJECTED, _("Answer: not upheld"), needs=Permission.ANSWER_OBJECTIONS, opinion=True),
            "uphold": To(S.UPHELD, _("Answer: upheld"), needs=Permission.ANSWER_OBJECTIONS, opinion=True),
        },
    },
    starts=S.OPEN,
    first_deadline=Deadline(OBJECTION_ANSWER, working_days=True),
    colours={S.OPEN: "due", S.UPHELD: "overdue", S.REJECTED: "done"},
    url_name="flow:objection-detail",
    related=("notice", "union"),
)
