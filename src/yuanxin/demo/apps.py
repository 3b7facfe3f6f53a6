from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Each registers itself; they build in this order.
DEPARTMENTS = (
    "organisation", "rosters", "model_workers", "honours", "allowances", "hardship", "care", "mutual_aid",
    "benefits",
)  # fmt: skip


class DemoConfig(AppConfig):
    name = "yuanxin.demo"
    label = "demo"

    def ready(self) -> None:
        from yuanxin.demo.queries import notice, present_period
        from yuanxin.foundation.audit.registry import declare_actions
        from yuanxin.foundation.ui import desk, shell

        for department in DEPARTMENTS:
            import_module(f"yuanxin.demo.departments.{department}")
        declare_actions({"demo.district_built": _("Demonstration district built")})
        shell.tell(demo_notice=notice)
        desk.tell_period(present_period)
