"""What departments declare of their payments fits the desk."""

from django.urls import reverse

from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.roles import roles_with
from yuanxin.foundation.payments.choices import Permission
from yuanxin.foundation.payments.registry import kinds


def declared_kinds():
    """Those of departments, without the ones that these tests declare for themselves."""
    return [kind for kind in kinds() if not kind.code.startswith("tests.")]


def test_who_makes_and_pays_batches_and_somebody_who_checks_them_sees_every_kind():
    """Nobody signs what he cannot see: a kind hidden from one of the three could never be paid."""
    for kind in declared_kinds():
        seen_by = roles_with(kind.view)
        assert roles_with(Permission.PAY) <= seen_by, f"{kind.code}: the cashier may not see it"
        for step in (Permission.MAKE, Permission.CHECK):
            assert roles_with(step) & seen_by, f"{kind.code}: nobody with {step} may see it"


def test_every_kind_has_a_word_and_leads_to_its_cause():
    for kind in declared_kinds():
        assert str(kind.label)
        assert not kind.url_name or reverse(kind.url_name, args=[1])


def test_no_role_holds_all_three_parts_of_a_batch():
    three = {Permission.MAKE, Permission.CHECK, Permission.PAY}
    for role in Role:
        assert not all(role in roles_with(part) for part in three)
