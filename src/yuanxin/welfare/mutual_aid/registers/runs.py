"""批量计算 and 抽查: what was done over many claims."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.flow.columns import State
from yuanxin.foundation.kernel.choices import WorkState
from yuanxin.foundation.kernel.long_work import OPEN
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    ChipColumn,
    Column,
    DateColumn,
    Facts,
    Period,
    Register,
    Related,
    Section,
)
from yuanxin.welfare.mutual_aid.choices import Permission, Sampling
from yuanxin.welfare.mutual_aid.models import Claim, ComputingRun, SamplingRun
from yuanxin.welfare.mutual_aid.states import CLAIM_FLOW

WORK_COLOURS: dict[str, str] = {
    WorkState.WAITING: "due",
    WorkState.RUNNING: "running",
    WorkState.DONE: "done",
    WorkState.FAILED: "overdue",
    WorkState.CANCELLED: "closed",
}


def is_open(run: ComputingRun) -> bool:
    """Whether it waits or runs."""
    return run.work_state in OPEN


class Progress(Section):
    """How far a computing is, or what it came to."""

    label = _("Progress")
    template = "mutual_aid/computing.html"

    def context(self, request: ActorRequest, record: ComputingRun) -> dict[str, Any]:
        return {"run": record, "working": is_open(record), "failed": record.work_state == WorkState.FAILED}


class ComputingRegister(Register):
    """批量计算."""

    model = ComputingRun
    order = "-id"
    advice = _("Compute all claims whose documents are checked; the page shows how far it is.")
    columns = (
        DateColumn("made_on"),
        "union",
        "made_by",
        "claims",
        "benefits",
        ChipColumn("work_state", WORK_COLOURS, _("State")),
    )
    filters = ("union", Period("made_on"))
    actions = (
        Action(
            _("Compute all"),
            "mutual_aid:computingrun-new",
            Permission.HANDLE_CLAIMS,
            "plus",
            record=False,
            primary=True,
        ),
        Action(
            _("End it"),
            "mutual_aid:computingrun-cancel",
            Permission.HANDLE_CLAIMS,
            when=is_open,
            post=True,
            confirm=_("The claims computed so far stay computed; the others wait."),
        ),
    )
    detail = (
        Facts("union", "made_by", DateColumn("made_on"), ChipColumn("work_state", WORK_COLOURS, _("State"))),
        Progress(),
        Timeline(),
    )


class SamplingRegister(Register):
    """抽查记录: which claims were drawn, how, and by which lot."""

    model = SamplingRun
    permission = Permission.HANDLE_CLAIMS
    order = "-id"
    advice = _("Draw claims for inspection once they are computed.")
    columns = (DateColumn("drawn_on"), "union", "percent", "threshold", "waiting", "selected", "above", "drawn_by")
    filters = ("union", Period("drawn_on"))
    actions = (
        Action(
            _("Draw a sample"),
            "mutual_aid:samplingrun-new",
            Permission.HANDLE_CLAIMS,
            "plus",
            record=False,
            primary=True,
        ),
    )
    detail = (
        Facts(
            "union", DateColumn("drawn_on"), "drawn_by", "percent", "threshold", "seed", "waiting", "selected", "above"
        ),
        Related(
            _("Claims selected"),
            lambda run: Claim.objects.filter(drawn_in=run).exclude(sampling=Sampling.SKIPPED).order_by("pk"),
            (Column("number", _("Claim")), "union", "computed", "sampling", State(CLAIM_FLOW)),
            link="mutual_aid:claim-detail",
        ),
        Timeline(),
    )


COMPUTINGS, SAMPLINGS = ComputingRegister(), SamplingRegister()
