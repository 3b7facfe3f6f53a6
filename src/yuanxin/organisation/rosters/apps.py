from django.apps import AppConfig


class RostersConfig(AppConfig):
    name = "yuanxin.organisation.rosters"
    label = "rosters"

    def ready(self) -> None:
        from yuanxin.foundation.intake.declarations import declare
        from yuanxin.organisation.rosters.intake import ROSTER

        declare(ROSTER)
