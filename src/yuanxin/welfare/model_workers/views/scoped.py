"""What pages about a record have in common."""

from typing import Any

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.registers import Register
from yuanxin.foundation.unions.models import ScopedQuerySet


def one_of(visible: ScopedQuerySet[Any], pk: int) -> Any:
    """The record with this id among those that the reader may see; 404 otherwise."""
    return found(visible.filter(pk=pk).first())


def trail(register: Register, record: Any = None) -> list[tuple[Any, str]]:
    """The breadcrumbs of a page of a register, or of one below a record of it."""
    listed: list[tuple[Any, str]] = [(register.title, register.url())]
    return listed if record is None else [*listed, (record, register.url("detail", record.pk))]
