from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoadingConfig(AppConfig):
    name = "yuanxin.organisation.loading"
    label = "loading"

    def ready(self) -> None:
        from yuanxin.foundation.accounts.choices import Permission as Accounts
        from yuanxin.foundation.audit.registry import declare_actions, declare_details
        from yuanxin.foundation.intake.declarations import declare
        from yuanxin.foundation.intake.exchange import add_exchange
        from yuanxin.foundation.policies.registry import declare_policy
        from yuanxin.foundation.ui import desk, guides, menu
        from yuanxin.foundation.unions.choices import Permission as Unions
        from yuanxin.organisation.loading.intake import LOADED
        from yuanxin.organisation.loading.intake.exchange import (
            CITY_EMPLOYERS,
            CITY_UNIONS,
            EmployerFormat,
            UnionFormat,
        )

        guides.tell("district-in-a-day", "loading:", order=80)
        for declaration in LOADED:
            declare(declaration)
        declare_policy(CITY_UNIONS.policy, UnionFormat, _("Exchange file of the city federation: unions"))
        declare_policy(CITY_EMPLOYERS.policy, EmployerFormat, _("Exchange file of the city federation: employers"))
        for exchange in (CITY_UNIONS, CITY_EMPLOYERS):
            add_exchange(exchange)
            menu.belongs(f"loading:{exchange.declaration.code}:exchange", to="rosters:exchange")
        declare_actions({"loading.passwords_given": _("One-time passwords given out")})
        declare_details({"accounts": _("Accounts")})
        menu.add("organisation", _("Loading a district"), "loading:steps", Unions.CHANGE_TREE, order=49)
        told = _("Bring in the unions, employers and officers of the district, if they are not here yet.")
        desk.add_first_step(_("Loading a district"), "loading:steps", Unions.CHANGE_TREE, told=told, order=5)
        menu.add("system", _("Accounts from a list"), "loading:accounts-list", Accounts.MANAGE_USERS, order=62)
        menu.add("system", _("Roles from a list"), "loading:appointments-list", Accounts.MANAGE_ROLES, order=63)
