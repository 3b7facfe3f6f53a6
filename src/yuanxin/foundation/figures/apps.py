from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    name = "yuanxin.foundation.figures"
    label = "figures"
    verbose_name = _("Figures")

    def ready(self) -> None:
        from django.utils.module_loading import autodiscover_modules
        from django_tasks.signals import task_finished

        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.roles import OFFICERS, READERS, allow_all
        from yuanxin.foundation.audit.registry import declare_actions
        from yuanxin.foundation.figures import catalogue, services
        from yuanxin.foundation.figures.choices import Permission
        from yuanxin.foundation.intake.hooks import after_apply
        from yuanxin.foundation.kernel.commands import after_commands
        from yuanxin.foundation.policies.registry import name_keys
        from yuanxin.foundation.policies.schemas import PRINTING_UNITS
        from yuanxin.foundation.ui import menu
        from yuanxin.foundation.unions.registry import on_tree_moved

        allow_all(
            [
                (Permission.VIEW, (*OFFICERS, *READERS, Role.FINANCE)),
                (Permission.EXPORT, (*OFFICERS, *READERS, Role.FINANCE)),
            ]
        )
        menu.add("insight", _("Catalogue of figures"), "figures:catalogue", Permission.VIEW, order=50)
        declare_actions({"figures.rows_exported": _("Rows behind a figure exported")})
        # Every department declares its figures in its own `figures.py`; the catalogue is complete once all are read.
        autodiscover_modules("figures")

        # Whatever writes ends by refreshing the cells: a command, a task, an import (a request: see the middleware).
        after_commands(services.refresh)
        after_apply(services.refresh)
        task_finished.connect(refresh_after_task, dispatch_uid="figures")
        on_tree_moved(services.move)
        name_keys(PRINTING_UNITS, catalogue.label_of)
        pre_migrate.connect(before_migrating, sender=self, dispatch_uid="figures")
        post_migrate.connect(after_migrating, sender=self, dispatch_uid="figures")


def refresh_after_task(**_signal: Any) -> None:
    from yuanxin.foundation.figures import services

    services.refresh()


def before_migrating(**signal: Any) -> None:
    """SQLite remakes tables to change them, and cannot where a trigger of another table speaks of them."""
    from django.db import connection

    from yuanxin.foundation.figures.cells import triggers

    if signal["plan"] and connection.vendor == "sqlite":
        triggers.take_down()


def after_migrating(**_signal: Any) -> None:
    from yuanxin.foundation.figures import services

    services.prepare()
