"""Which role holds which permission. Foundation's own are here; a department calls `allow` in its `apps.py`."""

from collections import defaultdict
from collections.abc import Iterable

from yuanxin.foundation.accounts.choices import Permission, Role
from yuanxin.foundation.unions.choices import Permission as Unions

OFFICERS = (Role.GRASSROOTS_OFFICER, Role.STREET_OFFICER, Role.DISTRICT_OFFICER)
READERS = (Role.REVIEWER, Role.APPROVER, Role.LEADER)
ADMINISTRATORS = (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR)

_permissions: dict[str, set[str]] = defaultdict(set)


def allow(permission: str, *roles: Role) -> None:
    """Give `permission` to `roles`."""
    for role in roles:
        _permissions[role].add(permission)


def permissions_of(role: str) -> frozenset[str]:
    """Everything `role` may do in the union it is held in and below."""
    return frozenset(_permissions[role])


def roles_with(permission: str) -> frozenset[str]:
    """The roles that hold `permission`."""
    return frozenset(role for role, held in _permissions.items() if permission in held)


def allow_all(grants: Iterable[tuple[str, Iterable[Role]]]) -> None:
    """Several `allow` at once, for a table of an app's permissions."""
    for permission, roles in grants:
        allow(permission, *roles)


allow_all(
    [
        (Unions.VIEW, (*OFFICERS, *READERS, Role.FINANCE, Role.SECURITY_ADMINISTRATOR)),
        (Unions.EDIT, OFFICERS),
        (Unions.CHANGE_TREE, (Role.STREET_OFFICER, Role.DISTRICT_OFFICER)),
        (Unions.EDIT_EMPLOYERS, OFFICERS),
        (Permission.MANAGE_USERS, (Role.SYSTEM_ADMINISTRATOR,)),
        (Permission.MANAGE_ROLES, (Role.SECURITY_ADMINISTRATOR,)),
        (Permission.READ_AUDIT, (Role.AUDIT_ADMINISTRATOR,)),
    ]
)
