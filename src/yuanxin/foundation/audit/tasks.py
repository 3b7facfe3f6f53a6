"""Sealing as a task, for `yuanxin up` and any worker."""

from django_tasks import task

from yuanxin.foundation.audit import seals


@task()
def seal_trail() -> int:
    """Seal what is new; may run at any time and any number of times."""
    return seals.seal()
