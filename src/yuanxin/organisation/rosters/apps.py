from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RostersConfig(AppConfig):
    name = "yuanxin.organisation.rosters"
    label = "rosters"

    def ready(self) -> None:
        from yuanxin.foundation.audit.registry import declare_actions, declare_details
        from yuanxin.foundation.flow import inbox
        from yuanxin.foundation.intake.declarations import declare
        from yuanxin.foundation.ui import menu
        from yuanxin.foundation.unions.services.merging import follows, stays
        from yuanxin.organisation.members.choices import Permission
        from yuanxin.organisation.rosters.intake import ROSTER
        from yuanxin.organisation.rosters.models import UnknownEmployer
        from yuanxin.organisation.rosters.registers import NAMES, ROWS

        declare(ROSTER)
        declare_actions(
            {
                "rosters.employer_confirmed": _("Employer of a roster confirmed"),
                "rosters.employer_dismissed": _("Employer of a roster kept as written"),
            }
        )
        declare_details({"employer": _("Employer"), "persons": _("Persons")})
        follows(UnknownEmployer, "employer")
        stays(UnknownEmployer, "union", because="whoever stands above decides what the merged union left open")
        inbox.add(ROWS)
        inbox.add(NAMES)
        menu.add("organisation", _("Roster imports"), "rosters:batch-list", Permission.IMPORT, order=40)
        menu.add("organisation", _("Doubtful rows"), "rosters:queuedrow-list", Permission.IMPORT, order=41)
        menu.add("organisation", _("Employers to confirm"), "rosters:unknownemployer-list", Permission.VIEW, order=42)
