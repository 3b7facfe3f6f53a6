"""What an actor sees: from the top as from below."""

from django.db import connection

from tests.foundation.accounts.factories import UserFactory
from tests.foundation.unions.factories import OfficerFactory, UnionFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.unions.choices import Level
from yuanxin.foundation.unions.models import Officer, Union


def test_the_topmost_unions_officer_sees_everything_below_it_and_no_other_tree(actor_as, district, grassroots):
    elsewhere = UnionFactory(level=Level.DISTRICT)
    here, there = OfficerFactory(union=grassroots), OfficerFactory(union=UnionFactory(parent=elsewhere))
    assert list(Officer.objects.visible_to(actor_as(Role.DISTRICT_OFFICER, district))) == [here]
    assert list(Officer.objects.visible_to(actor_as(Role.DISTRICT_OFFICER, elsewhere))) == [there]


def test_several_appointments_add_up_and_none_shows_nothing(actor_as, street, grassroots):
    other = UnionFactory(parent=street)
    user = UserFactory()
    assert not Union.objects.visible_to(actor_as(Role.WORKER, other, user=user)).exists()
    actor_as(Role.GRASSROOTS_OFFICER, grassroots, user=user)
    both = actor_as(Role.LEADER, other, user=user)
    assert set(Union.objects.visible_to(both)) == {grassroots, other}


def test_a_list_seen_from_the_top_can_be_read_in_its_own_order(officer):
    if connection.vendor == "postgresql":
        # Its planner sorts a table of no rows whatever the indexes; without that choice only the order is left.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off")
    plan = Officer.objects.visible_to(officer).order_by("-id")[:20].explain()
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
