from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FlowConfig(AppConfig):
    name = "yuanxin.foundation.flow"
    label = "flow"

    def ready(self) -> None:
        from yuanxin.foundation.audit import append_only
        from yuanxin.foundation.flow.models import Decision
        from yuanxin.foundation.ui import menu
        from yuanxin.foundation.ui.access import SIGNED_IN

        append_only.declare(Decision)
        menu.add("insight", _("To do"), "flow:inbox", SIGNED_IN, order=10)
