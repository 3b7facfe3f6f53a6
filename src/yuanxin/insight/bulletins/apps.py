from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BulletinsConfig(AppConfig):
    name = "yuanxin.insight.bulletins"
    label = "bulletins"

    def ready(self) -> None:
        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.roles import OFFICERS, READERS, allow_all
        from yuanxin.foundation.audit import append_only
        from yuanxin.foundation.audit.registry import declare_actions
        from yuanxin.foundation.ui import desk, guides, menu
        from yuanxin.foundation.unions.services.merging import stays
        from yuanxin.insight.bulletins.choices import Permission
        from yuanxin.insight.bulletins.models import Bulletin, FrozenFigure, FrozenRows, Run

        guides.tell("half-year", "bulletins:", "figures:")
        allow_all(
            [
                (Permission.VIEW, (*OFFICERS, *READERS, Role.FINANCE)),
                (Permission.FREEZE, (Role.DISTRICT_OFFICER, Role.STREET_OFFICER, Role.APPROVER, Role.LEADER)),
                (Permission.PUBLISH, (Role.APPROVER, Role.LEADER)),
            ]
        )
        declare_actions(
            {
                "bulletins.frozen": _("Half-year frozen"),
                "bulletins.published": _("Half-year published"),
            }
        )
        menu.add("insight", _("Half-year"), "bulletins:half-year", Permission.VIEW, order=10)
        told = _("See which figures moved, open the records behind them, and take them away.")
        desk.add_first_step(_("Half-year"), "bulletins:half-year", Permission.VIEW, told=told, order=30)
        menu.add("insight", _("Half-year bulletins"), "bulletins:bulletin-list", Permission.VIEW, order=20)
        for model in (Bulletin, Run, FrozenFigure, FrozenRows):
            stays(model, "union", because="what was printed stays as it was printed")
        for model in (Run, FrozenFigure, FrozenRows):
            append_only.declare(model)
