"""The flow of what is asked about a file, and that of relief."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.flow.tables import BEGIN, Deadline, Entry, Flow, Publicity, Standing, To
from yuanxin.welfare.hardship.choices import Permission, ReliefState, RequestKind, RequestState
from yuanxin.welfare.hardship.models import FileRequest, Relief
from yuanxin.welfare.hardship.rules import policies

S, R = RequestState, ReliefState
# Whoever brought it in, or put it right, decides nothing on it.
BROUGHT = (BEGIN, "submit")
# Who comes onto the files is looked at in public; a household that is on them already is not shown again.
SHOWN = frozenset({RequestKind.OPEN, RequestKind.RETURN})
MATTER = "拟列入困难职工档案"


def is_surveyed(standing: Standing) -> bool:
    """Whether two people have been at the home, and found last what was declared."""
    last = standing.record.visits.order_by("visited_on", "pk").last()
    return last is not None and last.agrees


def goes_on_notice(standing: Standing) -> bool:
    """Whether the household is to be shown in public: by the means test in hardship, and visited."""
    request: FileRequest = standing.record
    return request.kind in SHOWN and bool(request.category) and is_surveyed(standing)


def needs_no_notice(standing: Standing) -> bool:
    """Whether the household is on the files already."""
    return standing.record.kind not in SHOWN


def notice_title(request: FileRequest) -> str:
    """The heading of the notice; papers are Chinese whatever the language of the pages."""
    return f"关于{request.union.name}困难职工拟建档对象的公示"


def notice_text(_request: FileRequest) -> str:
    """What stands above the name."""
    return "经本人申请、入户调查，下列职工家庭拟列入困难职工档案，现予公示。如有异议，请在公示期内反映。"


def notice_entries(request: FileRequest) -> Iterable[Entry]:
    """Who, of which unit, what for: nothing of income, health or numbers."""
    person = request.applicant
    return [Entry(person.name, unit=person.employer_name or request.union.name, matter=MATTER)]


REQUEST_FLOW = Flow(
    FileRequest,
    {
        S.SUBMITTED: {
            "publish": To(
                S.ON_NOTICE,
                _("Give public notice"),
                needs=Permission.SURVEY,
                when=goes_on_notice,
                notice=Publicity(policies.PUBLICITY_DAYS, title=notice_title, entries=notice_entries, text=notice_text),
                deadline=Deadline(policies.REVIEW_DAYS, working_days=True),
                primary=True,
            ),
            "review": To(
                S.REVIEWED,
                _("Pass on for approval"),
                needs=Permission.REVIEW,
                opinion=True,
                not_by=BROUGHT,
                when=needs_no_notice,
                deadline=Deadline(policies.APPROVAL_DAYS, working_days=True),
                primary=True,
            ),
            "return": To(S.RETURNED, _("Return for correction"), needs=Permission.REVIEW, opinion=True, awaited=False),
            "refuse": To(
                S.REFUSED, _("Do not approve"), needs=Permission.REVIEW, opinion=True, not_by=BROUGHT, awaited=False
            ),
            "withdraw": To(S.WITHDRAWN, _("Withdraw"), needs=Permission.APPLY, awaited=False),
        },
        S.RETURNED: {
            "submit": To(
                S.SUBMITTED,
                _("Submit again"),
                needs=Permission.APPLY,
                deadline=Deadline(policies.SURVEY_DAYS, working_days=True),
                primary=True,
            ),
            "withdraw": To(S.WITHDRAWN, _("Withdraw"), needs=Permission.APPLY, awaited=False),
        },
        S.ON_NOTICE: {
            "review": To(
                S.REVIEWED,
                _("Pass on for approval"),
                needs=Permission.REVIEW,
                opinion=True,
                not_by=BROUGHT,
                after_notice=True,
                deadline=Deadline(policies.APPROVAL_DAYS, working_days=True),
                primary=True,
            ),
            "return": To(S.RETURNED, _("Return for correction"), needs=Permission.REVIEW, opinion=True, awaited=False),
            "withdraw": To(S.WITHDRAWN, _("Withdraw"), needs=Permission.APPLY, awaited=False),
        },
        S.REVIEWED: {
            "approve": To(
                S.APPROVED,
                _("Approve"),
                needs=Permission.APPROVE,
                not_by=(*BROUGHT, "review"),
                primary=True,
                page="hardship:filerequest-approve",
            ),
            "return": To(S.RETURNED, _("Return for correction"), needs=Permission.APPROVE, opinion=True),
            "refuse": To(
                S.REFUSED,
                _("Do not approve"),
                needs=Permission.APPROVE,
                opinion=True,
                not_by=(*BROUGHT, "review"),
            ),
        },
    },
    starts=S.SUBMITTED,
    first_deadline=Deadline(policies.SURVEY_DAYS, working_days=True),
    colours={
        S.SUBMITTED: "due",
        S.RETURNED: "overdue",
        S.ON_NOTICE: "running",
        S.REVIEWED: "due",
        S.APPROVED: "done",
        S.REFUSED: "closed",
        S.WITHDRAWN: "closed",
    },
    url_name="hardship:filerequest-detail",
    related=("union", "applicant", "household__head", "file"),
)

RELIEF_FLOW = Flow(
    Relief,
    {
        R.SUBMITTED: {
            "review": To(
                R.REVIEWED,
                _("Pass on for approval"),
                needs=Permission.REVIEW,
                opinion=True,
                not_by=BROUGHT,
                deadline=Deadline(policies.APPROVAL_DAYS, working_days=True),
                primary=True,
            ),
            "return": To(R.RETURNED, _("Return for correction"), needs=Permission.REVIEW, opinion=True),
            "refuse": To(R.REFUSED, _("Do not approve"), needs=Permission.REVIEW, opinion=True, not_by=BROUGHT),
            "withdraw": To(R.WITHDRAWN, _("Withdraw"), needs=Permission.APPLY, awaited=False),
        },
        R.RETURNED: {
            "submit": To(
                R.SUBMITTED,
                _("Submit again"),
                needs=Permission.APPLY,
                deadline=Deadline(policies.REVIEW_DAYS, working_days=True),
                primary=True,
            ),
            "withdraw": To(R.WITHDRAWN, _("Withdraw"), needs=Permission.APPLY, awaited=False),
        },
        R.REVIEWED: {
            "approve": To(
                R.APPROVED,
                _("Approve"),
                needs=Permission.APPROVE,
                not_by=(*BROUGHT, "review"),
                primary=True,
                page="hardship:relief-approve",
            ),
            "return": To(R.RETURNED, _("Return for correction"), needs=Permission.APPROVE, opinion=True),
            "refuse": To(
                R.REFUSED,
                _("Do not approve"),
                needs=Permission.APPROVE,
                opinion=True,
                not_by=(*BROUGHT, "review"),
            ),
        },
    },
    starts=R.SUBMITTED,
    first_deadline=Deadline(policies.REVIEW_DAYS, working_days=True),
    colours={
        R.SUBMITTED: "due",
        R.RETURNED: "overdue",
        R.REVIEWED: "due",
        R.APPROVED: "done",
        R.REFUSED: "closed",
        R.WITHDRAWN: "closed",
    },
    url_name="hardship:relief-detail",
    related=("union", "household__head", "file"),
)
