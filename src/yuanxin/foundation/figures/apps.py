from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "yuanxin.foundation.figures"
    label = "figures"

    def ready(self) -> None:
        from django.utils.module_loading import autodiscover_modules

        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.roles import OFFICERS, READERS, allow_all
        from yuanxin.foundation.figures.choices import Permission

        allow_all(
            [
                (Permission.VIEW, (*OFFICERS, *READERS, Role.FINANCE)),
                (Permission.EXPORT, (*OFFICERS, *READERS, Role.FINANCE)),
            ]
        )
        # Every department declares its figures in its own `figures.py`; the catalogue is complete once all are read.
        autodiscover_modules("figures")
