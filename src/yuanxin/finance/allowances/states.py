"""The flows of a unit's allowance (asked, reviewed, settled, granted, arrived) and of a grant."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.finance.allowances.choices import AllowanceState as A
from yuanxin.finance.allowances.choices import GrantState, Permission
from yuanxin.finance.allowances.choices import GrantState as G
from yuanxin.finance.allowances.models import AllowanceGrant, StaffAllowance
from yuanxin.finance.allowances.rules import REVIEW_DAYS, SETTLE_DAYS
from yuanxin.foundation.flow.tables import Deadline, Flow, Standing, To

UNTIL_THE_CALL_CLOSES = Deadline(at="call__closes_on")


def in_no_grant(standing: Standing) -> bool:
    """Whether it stands in no grant yet."""
    return standing.record.grant_id is None


def granted(standing: Standing) -> bool:
    """Whether the treasury has granted it."""
    grant: AllowanceGrant | None = standing.record.grant
    return grant is not None and grant.state in {GrantState.GRANTED, GrantState.DONE}


def arrived(standing: Standing) -> bool:
    """Whether the money is there, or none was settled."""
    return standing.record.paid_on is not None or standing.record.approved == 0


def came_back(standing: Standing) -> bool:
    """Whether the money is not there any more."""
    return not arrived(standing)


def all_arrived(standing: Standing) -> bool:
    """Whether every unit of the grant has its money."""
    return not standing.record.allowances.exclude(state=A.PAID).exists()


def not_all_arrived(standing: Standing) -> bool:
    """Whether the money of some unit is not there any more."""
    return not all_arrived(standing)


ALLOWANCE_FLOW = Flow(
    StaffAllowance,
    {
        A.DRAFT: {
            "submit": To(A.SUBMITTED, _("Submit for review"), needs=Permission.APPLY,
                         deadline=Deadline(REVIEW_DAYS, working_days=True), primary=True),
            "leave_out": To(A.WITHDRAWN, _("Not asked for this year"), needs=Permission.APPLY, opinion=True,
                            awaited=False),
        },
        A.SUBMITTED: {
            "review": To(A.REVIEWED, _("Pass the review"), needs=Permission.REVIEW, not_by=("submit",),
                         deadline=Deadline(SETTLE_DAYS, working_days=True), primary=True),
            "return": To(A.DRAFT, _("Return for correction"), needs=Permission.REVIEW, opinion=True, back_to="submit",
                         deadline=UNTIL_THE_CALL_CLOSES),
            "take_back": To(A.DRAFT, pgettext_lazy("allowance", "Take back"), needs=Permission.APPLY, by=("submit",),
                            awaited=False, deadline=UNTIL_THE_CALL_CLOSES),
        },
        A.REVIEWED: {
            "settle": To(A.APPROVED, _("Settle the amount"), needs=Permission.APPROVE, not_by=("submit", "review"),
                         primary=True, page="allowances:staffallowance-settle"),
            "return": To(A.DRAFT, _("Return for correction"), needs=Permission.APPROVE, opinion=True,
                         back_to="submit", deadline=UNTIL_THE_CALL_CLOSES),
        },
        A.APPROVED: {
            "grant": To(A.GRANTED, _("Granted by the treasury"), when=granted, automatic=True),
            "revoke": To(A.WITHDRAWN, _("Revoke the settling"), needs=Permission.APPROVE, opinion=True,
                         not_by=("submit",), when=in_no_grant, awaited=False),
        },
        A.GRANTED: {
            "arrive": To(A.PAID, _("Arrived"), when=arrived, automatic=True),
        },
        A.PAID: {
            "come_back": To(A.GRANTED, _("Money came back"), when=came_back, automatic=True),
        },
    },
    starts=A.DRAFT,
    first_deadline=UNTIL_THE_CALL_CLOSES,
    colours={A.DRAFT: "due", A.SUBMITTED: "running", A.REVIEWED: "running", A.APPROVED: "done", A.GRANTED: "done",
             A.PAID: "done", A.WITHDRAWN: "closed"},
    url_name="allowances:staffallowance-detail",
    related=("union", "call", "grant"),
)  # fmt: skip

GRANT_FLOW = Flow(
    AllowanceGrant,
    {
        G.DRAFT: {
            "send": To(G.SENT, _("Send to the treasury"), needs=Permission.GRANT, primary=True),
            "dissolve": To(G.DISSOLVED, _("Dissolve the summary"), needs=Permission.GRANT, opinion=True,
                           awaited=False),
        },
        G.SENT: {
            "grant": To(G.GRANTED, _("Enter the treasury's reply"), needs=Permission.GRANT, primary=True,
                        page="allowances:allowancegrant-grant"),
            "take_back": To(G.DRAFT, pgettext_lazy("grant", "Take back"), needs=Permission.GRANT, opinion=True,
                            awaited=False),
        },
        G.GRANTED: {
            "finish": To(G.DONE, _("All arrived"), when=all_arrived, automatic=True),
        },
        G.DONE: {
            "reopen": To(G.GRANTED, _("Money came back"), when=not_all_arrived, automatic=True),
        },
    },
    starts=G.DRAFT,
    colours={G.DRAFT: "due", G.SENT: "running", G.GRANTED: "done", G.DONE: "done", G.DISSOLVED: "closed"},
    url_name="allowances:allowancegrant-detail",
    related=("union", "call"),
)  # fmt: skip
