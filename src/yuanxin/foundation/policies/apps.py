from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "yuanxin.foundation.policies"
    label = "policies"

    def ready(self) -> None:
        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.roles import OFFICERS, READERS, allow_all
        from yuanxin.foundation.audit import append_only
        from yuanxin.foundation.audit.registry import declare_actions
        from yuanxin.foundation.policies import schemas
        from yuanxin.foundation.policies.choices import Permission
        from yuanxin.foundation.policies.models import Policy
        from yuanxin.foundation.ui import menu

        schemas.declare()
        declare_actions({"policies.opened": _("Policy opened"), "policies.closed": _("Policy closed")})
        # A closed version is history; an open one can only be closed, which the services alone do.
        append_only.declare(Policy, once="OLD.ends_on IS NOT NULL")
        allow_all(
            [
                (Permission.VIEW, (*OFFICERS, *READERS, Role.FINANCE)),
                (Permission.EDIT, (Role.DISTRICT_OFFICER,)),
            ]
        )
        menu.add("system", _("Policies"), "policies:policy-list", Permission.VIEW, order=40)
