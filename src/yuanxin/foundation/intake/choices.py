"""Words of imports."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    VIEW = "intake.view", _("See import batches and the queue of doubtful rows")


class Mode(TextChoices):
    """What a row may do to a record that is already there."""

    FILL = "fill", _("Fill blanks only")
    OVERRIDE = "override", _("Override with what the file says")


class RowClass(TextChoices):
    """What becomes of a row; each falls in exactly one class, tested in this order."""

    INVALID = "invalid", _("Invalid")
    CONFLICT = "conflict", _("Conflict")
    DUPLICATE = "duplicate", _("Duplicate")
    TRANSFER = "transfer", _("Transfer")
    NEW = "new", _("New")
    UPDATED = "updated", _("Updated")
    UNCHANGED = "unchanged", _("Unchanged")


GIVEN_BACK = (RowClass.INVALID, RowClass.CONFLICT, RowClass.DUPLICATE)
WRITTEN = (RowClass.TRANSFER, RowClass.NEW, RowClass.UPDATED)


class BatchState(TextChoices):
    """Where a batch stands."""

    STAGING = "staging", _("Being read")
    MAPPING = "mapping", _("Columns to be named")
    READY = "ready", _("Waiting for confirmation")
    APPLIED = "applied", _("Written")
    UNDONE = "undone", _("Undone")
    CANCELLED = "cancelled", _("Import cancelled")
    FAILED = "failed", _("Could not be read")


class Step(TextChoices):
    """The steps of the long work on a batch, as people read them."""

    READ = "read", _("Reading the rows")
    COMPARE = "compare", _("Comparing with the registry")
    WRITE = "write", _("Writing")
    REFRESH = "refresh", _("Bringing the figures up to date")


class Verdict(TextChoices):
    """What a person decided of a doubtful row."""

    KEPT = "kept", _("The registry's name is right")
    TAKEN = "taken", _("The file's name is right")
    RETURNED = "returned", _("Another person: back to the union")
    DISMISSED = "dismissed", _("Nothing is to be done")


class ExchangeKind(TextChoices):
    """The kind of file that is written for another system."""

    XLSX = "xlsx", _("Workbook (XLSX)")
    CSV = "csv", _("Text (CSV, UTF-8)")
    GB18030 = "gb18030", _("Text (CSV, GB 18030)")

    @property
    def ending(self) -> str:
        """The ending of its name."""
        return "xlsx" if self is ExchangeKind.XLSX else "csv"


class QueueState(TextChoices):
    OPEN = "open", _("To be decided")
    SETTLED = "settled", _("Decided")
    WITHDRAWN = "withdrawn", _("Batch undone")
