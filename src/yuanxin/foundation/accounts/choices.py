"""Roles. What each may do is declared in `roles.py` and in each app's `apps.py`."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    GRASSROOTS_OFFICER = "grassroots_officer", _("Grassroots officer")
    STREET_OFFICER = "street_officer", _("Street officer")
    DISTRICT_OFFICER = "district_officer", _("District department officer")
    REVIEWER = "reviewer", _("Reviewer")
    APPROVER = "approver", _("Approver")
    LEADER = "leader", _("Leader")
    FINANCE = "finance", _("Finance officer")
    WORKER = "worker", _("Worker")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("System administrator")
    SECURITY_ADMINISTRATOR = "security_administrator", _("Security administrator")
    AUDIT_ADMINISTRATOR = "audit_administrator", _("Audit administrator")


class Permission(TextChoices):
    VIEW_USERS = "accounts.view_users", _("See users")
    MANAGE_USERS = "accounts.manage_users", _("Create users and lock them")
    MANAGE_ROLES = "accounts.manage_roles", _("Give and end appointments")
    VIEW_ROLES = "accounts.view_roles", _("See which role may do what")
    MANAGE_LINKS = "accounts.manage_links", _("See links for people without an account, and revoke them")
    READ_AUDIT = "accounts.read_audit", _("Read the audit log")
