import io

import pytest
from django.core.management import CommandError, call_command

from tests.foundation.accounts.factories import UserFactory
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.kernel.resealing import Resealed, reseal, sealed_columns
from yuanxin.foundation.kernel.sealed import needs_resealing, seal, unseal

pytestmark = pytest.mark.django_db
OLD, NEW = "11" * 32, "22" * 32
RING = f"lookup:{OLD},1:{OLD},2:{NEW}"


@pytest.fixture
def sealed_under_the_old_key(settings):
    settings.DATA_KEY = OLD
    users = [UserFactory(phone=seal(f"1380000000{number}")) for number in range(5)]
    UserFactory(phone=None)
    settings.DATA_KEY = RING
    return users


def column():
    return next(one for one in sealed_columns() if one.model is User)


def left():
    return sum(needs_resealing(user.phone) for user in User.objects.exclude(phone=None))


def test_every_sealed_column_of_the_site_is_known():
    assert {"accounts.user.phone", "members.person.document_number", "members.person.phone"} <= {
        str(one) for one in sealed_columns()
    }


def test_values_come_under_the_present_key_and_stay_the_same(sealed_under_the_old_key):
    assert list(reseal(column(), chunk=4)) == [Resealed(4, 4), Resealed(6, 5)]
    assert left() == 0
    phones = [unseal(user.phone) for user in User.objects.exclude(phone=None).order_by("pk")]
    assert phones == [f"1380000000{number}" for number in range(5)]


def test_what_was_stopped_goes_on_where_it_is_not_done(sealed_under_the_old_key):
    assert next(reseal(column(), chunk=2)) == Resealed(2, 2)
    assert left() == 3
    assert list(reseal(column()))[-1] == Resealed(6, 3)
    assert list(reseal(column()))[-1] == Resealed(6, 0)


def test_a_row_changed_meanwhile_keeps_what_was_written(sealed_under_the_old_key, monkeypatch):
    changed = sealed_under_the_old_key[0]

    def seal_while_somebody_writes(texts):
        User.objects.filter(pk=changed.pk).update(phone=seal("13999999999"))
        return [seal(text) for text in texts]

    monkeypatch.setattr("yuanxin.foundation.kernel.resealing.seal_many", seal_while_somebody_writes)
    assert list(reseal(column()))[-1] == Resealed(6, 4)
    changed.refresh_from_db()
    assert unseal(changed.phone) == "13999999999"


def test_the_command_tells_what_it_did_and_leaves_its_trace(sealed_under_the_old_key):
    out = io.StringIO()
    call_command("reseal", stdout=out)
    assert "accounts.user.phone: 5" in out.getvalue()
    assert Event.objects.get(action="config.resealed").details["columns"]["accounts.user.phone"] == 5
    call_command("reseal", stdout=io.StringIO())
    assert Event.objects.filter(action="config.resealed").count() == 1


def test_a_key_that_is_gone_is_named(sealed_under_the_old_key, settings):
    settings.DATA_KEY = f"lookup:{OLD},2:{NEW}"
    with pytest.raises(CommandError, match=r"accounts\.user\.phone.*key 1"):
        call_command("reseal", stdout=io.StringIO())
