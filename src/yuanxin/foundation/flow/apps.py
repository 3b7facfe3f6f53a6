from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FlowConfig(AppConfig):
    name = "yuanxin.foundation.flow"
    label = "flow"

    def ready(self) -> None:
        from yuanxin.foundation.audit import append_only
        from yuanxin.foundation.flow import inbox
        from yuanxin.foundation.flow.models import Decision
        from yuanxin.foundation.ui import menu, shell
        from yuanxin.foundation.ui.access import SIGNED_IN

        append_only.declare(Decision)
        menu.add("own", _("To do"), "flow:inbox", SIGNED_IN, order=10)
        shell.tell(open_tasks=lambda request: inbox.count(request.actor, request.today))  # type: ignore[attr-defined]
