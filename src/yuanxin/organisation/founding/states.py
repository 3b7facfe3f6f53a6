"""The flow of a founding, and that of every application about a union there is."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.flow.tables import BEGIN, Deadline, Entry, Flow, Publicity, Standing, Text, To
from yuanxin.organisation.founding.choices import ChangeState, FoundingState, Permission, Shape
from yuanxin.organisation.founding.models import Founding, UnionChange
from yuanxin.organisation.founding.rules import policies

S, C = FoundingState, ChangeState
# Whoever brought an application in, or put it right, decides nothing on it.
BROUGHT = (BEGIN, "submit", "nominate", "ready", "report")
BROUGHT_CHANGE = (BEGIN, "submit")


def joins_one_there_is(standing: Standing) -> bool:
    """Whether the employers join a joint union there is; then nobody is elected, and a roster is all that is needed."""
    founding: Founding = standing.record
    return founding.shape == Shape.EXISTING and founding.joins_id is not None and founding.applicants.exists()


def founds_a_new_one(standing: Standing) -> bool:
    """Whether a union comes of it."""
    return bool(standing.record.shape != Shape.EXISTING)


def notice_title(founding: Founding) -> str:
    """The heading of the candidates' public notice; papers are Chinese whatever the language of the pages."""
    return f"关于{founding.name}候选人的公示"


def notice_text(founding: Founding) -> str:
    """What stands above the candidates."""
    return f"{founding.name}筹备组提出下列候选人，现予公示。对候选人有异议的，请在公示期内反映。"


def notice_entries(founding: Founding) -> list[Entry]:
    """Each candidate with the post stood for."""
    with translation.override("zh-hans"):
        return [
            Entry(each.name, unit=founding.name, matter=each.get_post_display())
            for each in founding.candidates.order_by("pk")
        ]


def withdrawal(state: str) -> To:
    """Whoever applied takes the application back; nothing waits for it."""
    return To(state, _("Withdraw"), needs=Permission.APPLY, awaited=False)


def correction(state: str, needs: str, deadline: Deadline | None = None) -> To:
    """Return to whoever applied, with what is to be put right."""
    return To(state, _("Return for correction"), needs=needs, opinion=True, deadline=deadline)


def refusal(state: str, label: Text, needs: str, *, not_by: tuple[str, ...]) -> To:
    """Refuse, with the reason; by somebody who neither brought the application in nor passed it on."""
    return To(state, label, needs=needs, opinion=True, not_by=not_by)


FOUNDING_FLOW = Flow(
    Founding,
    {
        S.SUBMITTED: {
            "accept": To(
                S.PREPARING,
                _("Accept and guide"),
                needs=Permission.GUIDE,
                opinion=True,
                deadline=Deadline(policies.PREPARATION_DAYS),
                primary=True,
            ),
            "return": correction(S.RETURNED, Permission.GUIDE),
            "refuse": refusal(S.REFUSED, _("Refuse the founding"), Permission.GUIDE, not_by=BROUGHT),
            "withdraw": withdrawal(S.WITHDRAWN),
        },
        S.RETURNED: {
            "submit": To(
                S.SUBMITTED,
                _("Submit again"),
                needs=Permission.APPLY,
                deadline=Deadline(policies.GUIDANCE_DAYS, working_days=True),
                awaited=False,
                primary=True,
            ),
            "withdraw": withdrawal(S.WITHDRAWN),
        },
        S.PREPARING: {
            "ready": To(
                S.ELECTED,
                _("Report that all is ready"),
                needs=Permission.APPLY,
                when=joins_one_there_is,
                deadline=Deadline(policies.REVIEW_DAYS),
                primary=True,
            ),
            "nominate": To(
                S.NOMINATED,
                _("Name the candidates"),
                needs=Permission.APPLY,
                when=founds_a_new_one,
                notice=Publicity(
                    policies.CANDIDATE_NOTICE, title=notice_title, entries=notice_entries, text=notice_text
                ),
                deadline=Deadline(policies.PREPARATION_DAYS),
                primary=True,
                page="founding:founding-nominate",
            ),
            "refuse": refusal(S.REFUSED, _("Refuse the founding"), Permission.GUIDE, not_by=BROUGHT),
            "withdraw": withdrawal(S.WITHDRAWN),
        },
        S.NOMINATED: {
            "report": To(
                S.ELECTED,
                _("Report the election"),
                needs=Permission.APPLY,
                after_notice=True,
                deadline=Deadline(policies.REVIEW_DAYS),
                primary=True,
                page="founding:founding-report",
            ),
            "return": correction(S.PREPARING, Permission.GUIDE, Deadline(policies.PREPARATION_DAYS)),
            "withdraw": withdrawal(S.WITHDRAWN),
        },
        S.ELECTED: {
            "review": To(
                S.REVIEWED,
                _("Pass on for approval"),
                needs=Permission.GUIDE,
                opinion=True,
                not_by=BROUGHT,
                deadline=Deadline(policies.APPROVAL_DAYS),
                primary=True,
            ),
            "return": correction(S.NOMINATED, Permission.GUIDE, Deadline(policies.PREPARATION_DAYS)),
            "withdraw": withdrawal(S.WITHDRAWN),
        },
        S.REVIEWED: {
            "approve": To(
                S.APPROVED,
                _("Approve the founding"),
                needs=Permission.APPROVE,
                not_by=(*BROUGHT, "review"),
                primary=True,
                page="founding:founding-approve",
            ),
            "return": To(
                S.ELECTED,
                _("Return to the review"),
                needs=Permission.APPROVE,
                opinion=True,
                deadline=Deadline(policies.REVIEW_DAYS),
            ),
            "refuse": refusal(S.REFUSED, _("Refuse the founding"), Permission.APPROVE, not_by=(*BROUGHT, "review")),
        },
        S.APPROVED: {
            "annul": To(
                S.ANNULLED,
                _("Annul the approval"),
                needs=Permission.APPROVE,
                opinion=True,
                not_by=BROUGHT,
                awaited=False,
            ),
        },
    },
    starts=S.SUBMITTED,
    first_deadline=Deadline(policies.GUIDANCE_DAYS, working_days=True),
    colours={
        S.SUBMITTED: "due",
        S.RETURNED: "overdue",
        S.PREPARING: "running",
        S.NOMINATED: "running",
        S.ELECTED: "due",
        S.REVIEWED: "due",
        S.APPROVED: "done",
        S.REFUSED: "closed",
        S.WITHDRAWN: "closed",
        S.ANNULLED: "closed",
    },
    url_name="founding:founding-detail",
    related=("union", "joins", "founded"),
)

CHANGE_FLOW = Flow(
    UnionChange,
    {
        C.SUBMITTED: {
            "review": To(
                C.REVIEWED,
                _("Pass on for approval"),
                needs=Permission.GUIDE,
                opinion=True,
                not_by=BROUGHT_CHANGE,
                deadline=Deadline(policies.APPROVAL_DAYS),
                primary=True,
            ),
            "return": correction(C.RETURNED, Permission.GUIDE),
            "refuse": refusal(C.REFUSED, _("Refuse the application"), Permission.GUIDE, not_by=BROUGHT_CHANGE),
            "withdraw": withdrawal(C.WITHDRAWN),
        },
        C.RETURNED: {
            "submit": To(
                C.SUBMITTED,
                _("Submit again"),
                needs=Permission.APPLY,
                deadline=Deadline(policies.REVIEW_DAYS),
                primary=True,
            ),
            "withdraw": withdrawal(C.WITHDRAWN),
        },
        C.REVIEWED: {
            "approve": To(
                C.APPROVED,
                _("Approve the application"),
                needs=Permission.APPROVE,
                not_by=(*BROUGHT_CHANGE, "review"),
                primary=True,
                page="founding:unionchange-approve",
            ),
            "return": correction(C.RETURNED, Permission.APPROVE),
            "refuse": refusal(
                C.REFUSED, _("Refuse the application"), Permission.APPROVE, not_by=(*BROUGHT_CHANGE, "review")
            ),
            "withdraw": withdrawal(C.WITHDRAWN),
        },
    },
    starts=C.SUBMITTED,
    first_deadline=Deadline(policies.REVIEW_DAYS),
    colours={
        C.SUBMITTED: "due",
        C.RETURNED: "overdue",
        C.REVIEWED: "due",
        C.APPROVED: "done",
        C.REFUSED: "closed",
        C.WITHDRAWN: "closed",
    },
    url_name="founding:unionchange-detail",
    related=("union", "union__parent", "survivor", "new_parent"),
)
