"""Every model belongs to a union or says why not, and is seen only by roles that were given it."""

from importlib import import_module
from importlib.util import find_spec

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import EmptyResultSet

from yuanxin.foundation.accounts.choices import Permission, Role
from yuanxin.foundation.accounts.roles import ADMINISTRATORS, ADMINISTRATORS_NEED, permissions_of, roles_with
from yuanxin.foundation.kernel.actors import Actor, Grant
from yuanxin.foundation.unions.models import Scoped

MODELS = [model for model in apps.get_models() if model._meta.app_config.name in settings.FIRST_PARTY_APPS]
NOBODY = Actor("user:0", "无任职")


DISTRICT_WIDE = [model for model in MODELS if hasattr(model, "district_wide_because")]
SCOPED = [model for model in MODELS if model not in DISTRICT_WIDE]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_model_says_what_it_means(model):
    own = model.__doc__ or ""
    assert own
    assert not own.startswith(f"{model.__name__}("), "Django's own docstring says nothing in union terms"


@pytest.mark.parametrize("model", DISTRICT_WIDE, ids=lambda model: model._meta.label)
def test_a_model_without_scope_says_why(model):
    assert not issubclass(model, Scoped), "either Scoped or DistrictWide"
    assert len(model.district_wide_because) > 10
    if hasattr(model._default_manager.all(), "visible_to"):
        with pytest.raises(EmptyResultSet):
            str(model._default_manager.all().visible_to(NOBODY).query)


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_a_scoped_model_always_has_a_union_and_a_permission_that_somebody_holds(model):
    assert hasattr(model._default_manager.all(), "visible_to"), "derive from Scoped, or say district_wide_because"
    if issubclass(model, Scoped):
        assert not model._meta.get_field("union").null
    assert model.view_permission
    assert roles_with(model.view_permission), "give the permission to a role"


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_without_an_appointment_nothing_is_seen(model):
    elsewhere = Actor("user:1", "别的权限", grants=(Grant("leader", "00001", frozenset({"tests.nothing"})),))
    for actor in (NOBODY, elsewhere):
        rows = model._default_manager.all().visible_to(actor)
        with pytest.raises(EmptyResultSet):
            str(rows.query)


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_two_appointments_are_seen_together_by_ranges_of_the_path(model):
    """Deny by default, unions of ranges: an index range each, never a list of ids, never a prefix look-up."""
    permission = frozenset({model.view_permission})
    actor = Actor("user:1", "两处", grants=tuple(Grant("x", path, permission) for path in ("0000100002", "0000100007")))
    condition = str(model._default_manager.all().visible_to(actor).query)
    for path in ("0000100002", "0000100003", "0000100007", "0000100008"):
        assert path in condition
    assert "LIKE" not in condition


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_an_administrator_is_given_what_the_office_needs_and_nothing_else(role: Role):
    """三员分立: a department that opens its records to an administrator fails here."""
    assert permissions_of(role) == frozenset(map(str, ADMINISTRATORS_NEED[role]))


def test_no_two_administrators_can_do_each_others_work():
    acts = {Permission.MANAGE_USERS, Permission.MANAGE_ROLES, Permission.READ_AUDIT}
    assert sorted(sorted(acts & set(permissions_of(role))) for role in ADMINISTRATORS) == [
        [act] for act in sorted(acts)
    ]
    assert all(set(roles_with(act)) <= set(ADMINISTRATORS) for act in acts)


@pytest.mark.parametrize("app", settings.FIRST_PARTY_APPS)
def test_every_permission_of_an_app_is_given_to_somebody(app):
    if find_spec(f"{app}.choices") is None:
        return
    permissions = getattr(import_module(f"{app}.choices"), "Permission", ())
    assert not [permission for permission in permissions if not roles_with(permission)]
