"""The flow of a street's cleaning task: the street confirms, the district checks or returns it."""

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.flow.tables import Deadline, Flow, Standing, To
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.organisation.rosters.choices import Permission, Result
from yuanxin.organisation.rosters.choices import TaskState as S
from yuanxin.organisation.rosters.models import CleaningTask

UNTIL_THE_CAMPAIGN_ENDS = Deadline(at="campaign__ends_on")


def nothing_pending(standing: Standing) -> bool:
    """Whether every union of the task has its result."""
    task: CleaningTask = standing.record
    return not task.items.filter(result=Result.PENDING).exists()


def subject(task: CleaningTask, _actor: Actor) -> str:
    """Whose records are to be cleaned, and in which campaign."""
    return str(task)


CLEANING_FLOW = Flow(
    CleaningTask,
    {
        S.OPEN: {
            "confirm": To(S.CONFIRMED, _("Confirm the cleaning"), needs=Permission.CLEAN, when=nothing_pending,
                          primary=True),
        },
        S.CONFIRMED: {
            "check": To(S.CHECKED, _("Check off"), needs=Permission.CHECK, not_by=("confirm",), primary=True),
            "return": To(S.OPEN, _("Return to the street"), needs=Permission.CHECK, opinion=True,
                         deadline=UNTIL_THE_CAMPAIGN_ENDS),
            "withdraw": To(S.OPEN, _("Take back"), needs=Permission.CLEAN, awaited=False,
                           deadline=UNTIL_THE_CAMPAIGN_ENDS),
        },
    },
    starts=S.OPEN,
    first_deadline=UNTIL_THE_CAMPAIGN_ENDS,
    colours={S.OPEN: "running", S.CONFIRMED: "due", S.CHECKED: "done"},
    url_name="rosters:cleaningtask-detail",
    subject=subject,
    related=("campaign", "union"),
)  # fmt: skip
