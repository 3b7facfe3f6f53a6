from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "yuanxin.foundation.intake"
    label = "intake"

    def ready(self) -> None:
        from yuanxin.foundation.accounts.roles import OFFICERS, allow_all
        from yuanxin.foundation.audit import append_only
        from yuanxin.foundation.audit.journals import declare_journal
        from yuanxin.foundation.audit.registry import declare_actions
        from yuanxin.foundation.intake import tasks  # noqa: F401  its jobs become known
        from yuanxin.foundation.intake.applying import JOURNAL
        from yuanxin.foundation.intake.choices import Permission
        from yuanxin.foundation.intake.hooks import after_apply
        from yuanxin.foundation.intake.journal import StagedRows
        from yuanxin.foundation.intake.models import Batch, HeaderMeaning, QueuedRow, StagedChunk, StagedRow
        from yuanxin.foundation.intake.services.settling import queue_belonging
        from yuanxin.foundation.kernel.statistics import renew_statistics
        from yuanxin.foundation.unions.registry import on_merge
        from yuanxin.foundation.unions.services.merging import passed_on, stays

        on_merge(queue_belonging())
        after_apply(renew_statistics)
        allow_all([(Permission.VIEW, OFFICERS)])
        declare_actions(
            {
                "intake.received": _("Spreadsheet uploaded"),
                "intake.cancelled": _("Import cancelled"),
                "intake.confirmed": _("Import confirmed"),
                "intake.applied": _("Spreadsheet imported"),
                "intake.undone": _("Import undone"),
                "intake.columns_named": _("Columns of a spreadsheet named"),
                "intake.settled": _("Doubtful row decided"),
                "intake.given_back": _("Rows given back in a workbook"),
            }
        )
        stays(Batch, "union", because="it tells into which union the file was brought")
        stays(HeaderMeaning, "union", because="it was said of the files of that union")
        passed_on(QueuedRow, "union", by="intake.queue")
        declare_journal(JOURNAL, StagedRows())
        written = "EXISTS (SELECT 1 FROM intake_batch WHERE id = OLD.batch_id AND event IS NOT NULL)"
        append_only.declare(StagedRow, once=written)
        append_only.declare(StagedChunk, once=written)
