from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "yuanxin.foundation.accounts"
    label = "accounts"

    def ready(self) -> None:
        from yuanxin.foundation.accounts.choices import Permission
        from yuanxin.foundation.accounts.models import Appointment, Link
        from yuanxin.foundation.accounts.queries import kept_views_of
        from yuanxin.foundation.accounts.services import sign_ins  # noqa: F401 # listens to Django's login and logout
        from yuanxin.foundation.accounts.services.appointments import appointment_belonging
        from yuanxin.foundation.audit.registry import declare_actions, declare_details, declare_overseen
        from yuanxin.foundation.ui import desk, guides, menu
        from yuanxin.foundation.ui.registers import kept
        from yuanxin.foundation.unions.registry import on_merge
        from yuanxin.foundation.unions.services.merging import passed_on, stays

        guides.tell("administrators", "accounts:", order=90)
        on_merge(appointment_belonging())
        passed_on(Appointment, "union", by="accounts.appointments")
        stays(Link, "union", because="whoever was given it reads what it was made for")
        kept.tell(lambda request, page: kept_views_of(request.sign_in.user, page))
        declare_overseen("accounts.user", "accounts.appointment", "accounts.deputy")
        declare_actions(
            {
                "accounts.appointed": _("Role given"),
                "accounts.appointment_ended": _("Role ended"),
                "accounts.link_made": _("Link made"),
                "accounts.link_revoked": _("Link withdrawn"),
                "accounts.link_used": _("Sent by a link"),
                "accounts.deputy_ended": _("Deputy ended"),
                "accounts.deputy_named": _("Deputy named"),
                "accounts.password_changed": _("Password changed"),
                "accounts.first_password_given": _("First password given"),
                "accounts.password_reset": _("Password reset"),
                "accounts.reached_outside": _("Access outside scope"),
                "accounts.second_factor_enrolled": _("Second factor enrolled"),
                "accounts.second_factor_failed": _("Second factor wrong"),
                "accounts.second_factor_reset": _("Second factor reset"),
                "accounts.second_factor_shown": _("Second factor shown"),
                "accounts.sign_in_failed": _("Sign-in failed"),
                "accounts.sign_ins_ended": _("Signed out elsewhere"),
                "accounts.signed_in": _("Signed in"),
                "accounts.signed_out": _("Signed out"),
                "accounts.user_corrected": _("User corrected"),
                "accounts.user_created": _("User created"),
                "accounts.user_locked": _("User locked"),
                "accounts.user_unlocked": _("User unlocked"),
                "accounts.view_forgotten": _("View of a list forgotten"),
                "accounts.view_kept": _("View of a list kept"),
                "accounts.work_handed_over": _("Open work handed over"),
            }
        )
        desk.add_shortcut(_("Users"), "accounts:user-list", Permission.VIEW_USERS, icon="people", order=60)
        desk.add_shortcut(_("Roles given"), "accounts:appointment-list", Permission.MANAGE_ROLES, icon="lock", order=61)
        desk.add_shortcut(_("Audit log"), "accounts:event-list", Permission.READ_AUDIT, icon="eye", order=62)
        declare_details(
            {
                "agent": _("Browser"),
                "count": _("Number"),
                "devices": _("Devices"),
                "known": _("Known user"),
                "method": _("Kind of request"),
                "page": _("Page"),
                "path": _("Address of the page"),
                "pieces": _("Pieces of work"),
                "role": _("Role"),
                "sign_ins": _("Sign-ins"),
                "to": _("Handed over to"),
                "user": _("User"),
            }
        )
        menu.add("system", _("Users"), "accounts:user-list", Permission.VIEW_USERS, 10)
        menu.add("system", _("Roles given"), "accounts:appointment-list", Permission.MANAGE_ROLES, 20)
        menu.add("system", _("Roles and permissions"), "accounts:roles", Permission.VIEW_ROLES, 30)
        menu.add("system", _("Links without an account"), "accounts:link-list", Permission.MANAGE_LINKS, 35)
        menu.add("system", _("Audit log"), "accounts:event-list", Permission.READ_AUDIT, 40)
