from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    name = "yuanxin.config"
    label = "config"

    def ready(self) -> None:
        from yuanxin.foundation.audit.registry import declare_actions

        declare_actions(
            {
                "config.resealed": _("Personal data sealed anew"),
                "config.backed_up": _("Backup made"),
                "config.restored": _("Backup restored"),
            }
        )
        # Jobs are declared in each app's tasks.py; a worker must know them all.
        autodiscover_modules("tasks")
