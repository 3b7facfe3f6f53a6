from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "yuanxin.foundation.audit"
    label = "audit"

    def ready(self) -> None:
        from yuanxin.foundation.audit import append_only
        from yuanxin.foundation.audit.registry import declare_actions, declare_details
        from yuanxin.foundation.audit.services import trail_of_register
        from yuanxin.foundation.ui.registers import exporting

        declare_actions(
            {
                "audit.clear_viewed": _("Masked data shown in clear"),
                "audit.exported": _("Records exported"),
            }
        )
        declare_details(
            {
                "fields": _("Fields"),
                "of": _("Kind of record"),
                "label": _("List"),
                "rows": _("Rows"),
                "clear": _("In clear"),
                "query": _("Conditions"),
            }
        )
        exporting.use(trail=trail_of_register)
        # Not a migration: SQLite loses triggers whenever Django remakes the table, so each `migrate` looks again.
        pre_migrate.connect(append_only.take_down, sender=self)
        post_migrate.connect(append_only.install, sender=self)
