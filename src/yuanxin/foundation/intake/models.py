"""Import batches, their staged rows, and the queue of rows that a person must decide."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.intake.choices import BatchState, Mode, Permission, QueueState, RowClass, Verdict
from yuanxin.foundation.kernel.long_work import LongWork
from yuanxin.foundation.unions.models import DistrictWide, Scoped

PART_OF_A_BATCH = "a part of a batch, which has a union; read only through it"


class Batch(Scoped, LongWork):
    """One spreadsheet brought into one union (导入批次), from its upload to its undoing.

    `state` says where it stands; the work on it (reading, writing) is its `LongWork`. `event` is the audit event of the
    writing, whose journal the staged rows are.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    declaration = models.CharField(_("kind of spreadsheet"), max_length=40)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("brought by"))
    address = models.CharField(_("network address"), max_length=45, blank=True)
    made_at = models.DateTimeField(_("brought at"))
    file_name = models.CharField(_("file name"), max_length=200)
    file_digest = models.BinaryField(_("digest of the file"), max_length=32)
    dated_on = models.DateField(_("date of the roster"))
    mode = models.CharField(_("what a row may change"), max_length=8, choices=Mode, default=Mode.FILL)
    state = models.CharField(_("state"), max_length=10, choices=BatchState, default=BatchState.STAGING)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    header = models.JSONField(_("header"), default=dict)
    notices = models.JSONField(_("notices"), default=list)
    # Why → rows that are nobody's: notes, totals, signatures.
    left_out = models.JSONField(_("rows left out"), default=dict)
    # Each warning with how many rows have it and the first of them.
    remarks = models.JSONField(_("remarks on the rows"), default=list)
    counts = models.JSONField(_("rows by class"), default=dict)
    # What was asked besides, by code (`Declaration.questions`), answered as text.
    answers = models.JSONField(_("what was asked of the file"), default=dict)
    # Somebody sits before it who can be asked what its columns mean.
    attended = models.BooleanField(_("attended"), default=False)
    # The file lists everybody of the union: who is not on it is told as well, and only what is accepted is written.
    whole = models.BooleanField(_("everybody of the union"), default=False)
    # Group of rows → whether all of them are accepted, and the numbers of those for which the contrary holds.
    accepted = models.JSONField(_("accepted"), default=dict)
    applied_at = models.DateTimeField(_("written at"), null=True)
    event = models.BigIntegerField(_("event"), null=True, db_index=True)
    undo_event = models.BigIntegerField(_("event of the undoing"), null=True, db_index=True)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    # Highest ids of the tables that may refer to what the batch wrote, when it was written.
    marks = models.JSONField(_("high-water marks"), default=dict)

    class Meta:
        verbose_name = _("import batch")
        verbose_name_plural = _("import batches")
        indexes = [models.Index(fields=["declaration", "-id"], name="intake_batch_newest")]

    def __str__(self) -> str:
        return f"{self.pk} {self.file_name}"

    @property
    def rows(self) -> int:
        """The rows of the file, in whatever class."""
        return sum(self.counts.values())


class Upload(DistrictWide):
    """The file as it came, sealed, until its rows are staged; in the database, so that any worker can read it."""

    district_wide_because: ClassVar[str] = PART_OF_A_BATCH

    batch = models.OneToOneField(Batch, models.CASCADE, primary_key=True, related_name="upload")
    content = models.BinaryField(_("content"))
    # What looking through it told when it came (`reading.Inspection`).
    inspection = models.JSONField(_("inspection"), default=dict)

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")

    def __str__(self) -> str:
        return str(self.batch)


class HeaderMeaning(Scoped):
    """What a union's set of headers means (列对应), as somebody said it once; later files of the set need no word.

    `fields` has, by the label as compared, the field of each column; blank for one that is not read.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    declaration = models.CharField(_("kind of spreadsheet"), max_length=40)
    digest = models.BinaryField(_("digest of the set of headers"), max_length=16)
    fields = models.JSONField(_("fields"))
    said_by = models.CharField(_("said by"), max_length=150)
    said_at = models.DateTimeField(_("said at"))

    class Meta:
        verbose_name = _("meaning of headers")
        verbose_name_plural = _("meanings of headers")
        constraints = [
            models.UniqueConstraint(fields=["union", "declaration", "digest"], name="intake_header_meaning_once")
        ]

    def __str__(self) -> str:
        return "、".join(self.fields)


class StagedChunk(DistrictWide):
    """Some thousands of rows, sealed: as written, as read, and as they met the registry.

    Columns in Arrow's format, not a record a row: two hundred thousand rows are ten of these.
    """

    district_wide_because: ClassVar[str] = PART_OF_A_BATCH

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="chunks", verbose_name=_("batch"))
    number = models.PositiveSmallIntegerField(_("number"))
    first_row = models.PositiveIntegerField(_("first row"))
    last_row = models.PositiveIntegerField(_("last row"))
    cells = models.BinaryField(_("rows as written"))
    values = models.BinaryField(_("rows as read"))
    met = models.BinaryField(_("rows as they met the registry"), null=True)

    class Meta:
        verbose_name = _("staged rows")
        verbose_name_plural = _("staged rows")
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="intake_chunk_once")]

    def __str__(self) -> str:
        return f"{self.batch} {self.number}"


class StagedRow(DistrictWide):
    """What became of one row (导入明细): its number as Excel shows it, its class, what was wrong, the records it wrote.

    Once its batch is written it never changes: it is the journal of the import's audit event. `record` and `detail` are
    ids of the declaration's two kinds of records; `before` is the sealed JSON of what the row overwrote.
    """

    district_wide_because: ClassVar[str] = PART_OF_A_BATCH

    pk = models.CompositePrimaryKey("batch_id", "number")
    # Only the engine writes these rows, with the batch in its hand: the database need not ask for it row by row.
    batch = models.ForeignKey(
        Batch,
        models.CASCADE,
        related_name="staged_rows",
        db_index=False,
        db_constraint=False,
        verbose_name=_("batch"),
    )
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("class"), max_length=9, choices=RowClass)
    problems = models.TextField(_("why it is not written"), blank=True)
    warnings = models.TextField(_("warnings"), blank=True)
    changed = models.TextField(_("fields written"), blank=True)
    kept = models.TextField(_("fields that differ and stay"), blank=True)
    record = models.BigIntegerField(_("record"), null=True, db_index=True)
    detail = models.BigIntegerField(_("second record"), null=True, db_index=True)
    before = models.BinaryField(_("before"), null=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")

    def __str__(self) -> str:
        return str(self.number)


class QueuedRow(Scoped):
    """A row that a person must decide (疑难队列): two names for one number, or a record changed since the preview."""

    view_permission: ClassVar[str] = Permission.VIEW

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="queued_rows", verbose_name=_("batch"))
    number = models.PositiveIntegerField(_("row"))
    reason = models.CharField(_("reason"), max_length=60)
    record = models.BigIntegerField(_("record"), null=True)
    # Over key and name: the same doubt brought again does not queue twice.
    digest = models.BinaryField(_("look-up key of the row"), max_length=16)
    state = models.CharField(_("state"), max_length=9, choices=QueueState, default=QueueState.OPEN)
    verdict = models.CharField(_("verdict"), max_length=9, choices=Verdict, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("row in the queue")
        verbose_name_plural = _("queue of doubtful rows")
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="intake_queued_once"),
            models.UniqueConstraint(
                fields=["union", "digest"], condition=models.Q(state="open"), name="intake_queued_open_once"
            ),
        ]
        indexes = [models.Index(fields=["union", "state", "id"], name="intake_queue_open")]

    def __str__(self) -> str:
        return gettext("Batch %(batch)s, row %(row)s") % {"batch": self.batch_id, "row": self.number}
