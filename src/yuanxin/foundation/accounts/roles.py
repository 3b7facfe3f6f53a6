"""Which role holds which permission. Foundation's own are here; a department calls `allow` in its `apps.py`."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.functional import Promise

from yuanxin.foundation.accounts.choices import Permission, Role
from yuanxin.foundation.unions.choices import Permission as Unions

OFFICERS = (Role.GRASSROOTS_OFFICER, Role.STREET_OFFICER, Role.DISTRICT_OFFICER)
READERS = (Role.REVIEWER, Role.APPROVER, Role.LEADER)
ADMINISTRATORS = (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR)

# What each administrator needs and nothing else: the guard tests hold every grant against this table.
ADMINISTRATORS_NEED = {
    Role.SYSTEM_ADMINISTRATOR: {Permission.VIEW_USERS, Permission.MANAGE_USERS, Permission.VIEW_ROLES},
    Role.SECURITY_ADMINISTRATOR: {
        Permission.VIEW_USERS,
        Permission.MANAGE_ROLES,
        Permission.VIEW_ROLES,
    },
    Role.AUDIT_ADMINISTRATOR: {Permission.READ_AUDIT, Permission.VIEW_ROLES},
}

_permissions: dict[str, set[str]] = defaultdict(set)
_labels: dict[str, str | Promise] = {}


def allow(permission: TextChoices, *roles: Role) -> None:
    """Give `permission` to `roles`."""
    _labels[str(permission)] = permission._label_  # type: ignore[attr-defined] # lazy, unlike `label`
    for role in roles:
        _permissions[role].add(permission)


def permissions_of(role: str) -> frozenset[str]:
    """Everything `role` may do in the union it is held in and below."""
    return frozenset(_permissions[role])


def roles_with(permission: str) -> frozenset[str]:
    """The roles that hold `permission`."""
    return frozenset(role for role, held in _permissions.items() if permission in held)


def all_permissions() -> dict[str, str]:
    """Every permission given to some role, with its label."""
    return {code: str(_labels[code]) for code in sorted(_labels)}


def allow_all(grants: Iterable[tuple[TextChoices, Iterable[Role]]]) -> None:
    """Several `allow` at once, for a table of an app's permissions."""
    for permission, roles in grants:
        allow(permission, *roles)


allow_all(
    [
        (Unions.VIEW, (*OFFICERS, *READERS, Role.FINANCE)),
        (Unions.EDIT, OFFICERS),
        (Unions.CHANGE_TREE, (Role.DISTRICT_OFFICER,)),
        (Unions.EDIT_EMPLOYERS, OFFICERS),
        (Unions.MERGE_EMPLOYERS, (Role.STREET_OFFICER, Role.DISTRICT_OFFICER)),
        (Permission.VIEW_USERS, (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR)),
        (Permission.MANAGE_USERS, (Role.SYSTEM_ADMINISTRATOR,)),
        (Permission.MANAGE_ROLES, (Role.SECURITY_ADMINISTRATOR,)),
        (Permission.VIEW_ROLES, ADMINISTRATORS),
        (Permission.MANAGE_LINKS, OFFICERS),
        (Permission.READ_AUDIT, (Role.AUDIT_ADMINISTRATOR,)),
    ]
)
