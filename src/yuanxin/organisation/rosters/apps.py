from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RostersConfig(AppConfig):
    name = "yuanxin.organisation.rosters"
    label = "rosters"

    def ready(self) -> None:
        from yuanxin.foundation.intake.declarations import declare
        from yuanxin.foundation.ui import menu
        from yuanxin.organisation.members.choices import Permission
        from yuanxin.organisation.rosters.intake import ROSTER

        declare(ROSTER)
        menu.add("organisation", _("Roster imports"), "rosters:batch-list", Permission.IMPORT, order=40)
        menu.add("organisation", _("Doubtful rows"), "rosters:queuedrow-list", Permission.IMPORT, order=41)
        menu.add("organisation", _("Employers to confirm"), "rosters:unknownemployer-list", Permission.VIEW, order=42)
