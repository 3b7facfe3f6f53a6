from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "yuanxin.demo"
    label = "demo"

    def ready(self) -> None:
        import yuanxin.demo.departments.honours
        import yuanxin.demo.departments.organisation
        import yuanxin.demo.departments.rosters  # noqa: F401 - each department registers itself
        from yuanxin.demo.queries import notice, present_period
        from yuanxin.foundation.audit.registry import declare_actions
        from yuanxin.foundation.ui import desk, shell

        declare_actions({"demo.district_built": _("Demonstration district built")})
        shell.tell(demo_notice=notice)
        desk.tell_period(present_period)
