from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "yuanxin.organisation.members"
    label = "members"

    def ready(self) -> None:
        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.roles import OFFICERS, READERS, allow_all
        from yuanxin.organisation.members.choices import Permission

        allow_all(
            [
                (Permission.VIEW, (*OFFICERS, *READERS)),
                (Permission.VIEW_CLEAR, OFFICERS),
                (Permission.EDIT, OFFICERS),
                (Permission.IMPORT, OFFICERS),
                (Permission.EXPORT, (Role.STREET_OFFICER, Role.DISTRICT_OFFICER)),
            ]
        )
