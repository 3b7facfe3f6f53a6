"""The long work of an import: staging, then writing; each step can be repeated by whoever finds it broken off."""

from yuanxin.foundation.intake import applying, staging
from yuanxin.foundation.intake.choices import BatchState
from yuanxin.foundation.intake.models import Batch, StagedChunk, StagedRow, Upload
from yuanxin.foundation.kernel.choices import WorkState
from yuanxin.foundation.kernel.long_work import Job


def staging_ended(batch: Batch) -> None:
    """A file that could not be read, or was cancelled, leaves no rows behind."""
    states = {WorkState.FAILED: BatchState.FAILED, WorkState.CANCELLED: BatchState.CANCELLED}
    state = states.get(WorkState(batch.work_state))
    if state is None:
        return
    Batch.objects.filter(pk=batch.pk).update(state=state)
    StagedRow.objects.filter(batch=batch).delete()
    StagedChunk.objects.filter(batch=batch).delete()
    Upload.objects.filter(batch=batch).delete()


STAGING: Job[Batch] = Job(
    "intake.stage", Batch, {"read": staging.read, "compare": staging.compare}, when_ended=staging_ended
)
APPLYING: Job[Batch] = Job("intake.apply", Batch, {"write": applying.write, "refresh": applying.refresh})
