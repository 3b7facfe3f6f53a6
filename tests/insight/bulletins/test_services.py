import datetime
import threading
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from tests.foundation.unions.factories import UnionFactory
from tests.insight.bulletins.factories import AFTER, H1_2016, frozen
from tests.organisation.members.factories import MembershipFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.insight.bulletins.choices import BulletinState
from yuanxin.insight.bulletins.models import Bulletin, FrozenFigure, FrozenRows, Run
from yuanxin.insight.bulletins.queries import taking
from yuanxin.insight.bulletins.queries.differences import named, rows_between, rows_since, values_between, values_since
from yuanxin.insight.bulletins.queries.frozen import broken_parts, frozen_rows
from yuanxin.insight.bulletins.services import NotOver, freeze, publish
from yuanxin.organisation.members.choices import JoinKind
from yuanxin.organisation.members.models import Membership


def join(union, day=datetime.date(2016, 3, 1)):
    return MembershipFactory(union=union, joined_on=day, join_kind=JoinKind.FIRST)


@pytest.fixture
def joined(street, grassroots):
    """Three first joinings of the half-year: two in the street, one directly under the district."""
    direct = UnionFactory(parent=street.parent)
    return [join(grassroots), join(grassroots), join(direct)]


def figure_of(run: Run, code: str = "members.joined") -> FrozenFigure:
    return run.figures.get(code=code)


def test_a_run_keeps_values_text_definition_and_rows_by_street(district, street, joined):
    run = frozen(district)
    figure = figure_of(run)
    assert (figure.value, figure.before, figure.text, figure.rows) == (Decimal(3), Decimal(0), "3名", 3)
    assert figure.definition["to"] == "2016-06-30"
    assert {chunk.union_id: chunk.value for chunk in figure.chunks.all()} == {street.pk: 2, district.pk: 1}
    assert [row.number for row in frozen_rows(figure)] == sorted(each.pk for each in joined)
    assert run.rows == sum(run.figures.values_list("rows", flat=True))
    assert run.bulletin.state == BulletinState.FROZEN


def test_every_frozen_value_is_that_of_the_figure(district, joined):
    run = frozen(district)
    for figure in run.figures.all():
        assert figure.value == measure(figure.code, district, H1_2016).value


def test_a_rule_that_belongs_to_no_union_is_frozen_in_a_street_too(street, district):
    for place in (street, district):
        figure = frozen(place).figures.get(code="allowances.rate")
        assert (figure.value, figure.rows, figure.chunks.get().union) == (500, 1, place)


def test_all_figures_of_a_run_tell_of_one_moment(own_database, monkeypatch, district, grassroots, joined):
    def join_elsewhere() -> None:
        join(grassroots)
        connection.close()

    read = taking.rows_by_street

    def read_while_somebody_writes(*asked):
        if threading.active_count() == alone:
            writer = threading.Thread(target=join_elsewhere)
            writer.start()
            writer.join()
        return read(*asked)

    alone = threading.active_count()
    monkeypatch.setattr(taking, "rows_by_street", read_while_somebody_writes)
    run = frozen(district)
    assert Membership.objects.count() > len(joined)
    assert figure_of(run, "members.joined").value == figure_of(run, "members.stock").value == len(joined)


def test_what_was_frozen_never_moves(district, grassroots, joined):
    run = frozen(district)
    join(grassroots)
    assert figure_of(run).value == 3
    assert {each.figure.code: each.change for each in values_since(run)}["members.joined"] == 1


def test_late_entries_and_corrections_are_told_row_by_row(district, grassroots, joined):
    run = frozen(district)
    late = join(grassroots, datetime.date(2016, 6, 30))
    joined[0].joined_on = datetime.date(2015, 1, 1)
    joined[0].save()
    found = rows_since(figure_of(run))
    assert [row.number for row in found.came] == [late.pk]
    assert [row.number for row in found.left] == [joined[0].pk]
    assert named(found.came, 10) == [(found.came[0], str(late))]
    assert {each.figure.code: each.change for each in values_since(run)}["members.joined"] == 0


def test_a_change_of_one_record_moves_only_its_figures(district, joined):
    run = frozen(district)
    person = joined[0].person
    person.migrant = not person.migrant
    person.save()
    moved = {each.figure.code for each in values_since(run) if each.change}
    assert moved == {"members.migrant"}


def test_two_runs_are_compared(district, grassroots, joined):
    first = frozen(district)
    late = join(grassroots)
    second = frozen(district)
    assert (first.bulletin_id, second.number) == (second.bulletin_id, 2)
    assert {each.figure.code: each.change for each in values_between(first, second)}["members.joined"] == 1
    assert [row.number for row in rows_between(figure_of(first), figure_of(second)).came] == [late.pk]


@pytest.mark.parametrize("model", [Run, FrozenFigure, FrozenRows])
@pytest.mark.parametrize("act", ["update", "delete"])
def test_nobody_changes_what_was_frozen(district, joined, model, act):
    frozen(district)
    rows = model.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(union=district) if act == "update" else rows._raw_delete(rows.db)


def test_a_run_proves_itself(district, joined, monkeypatch):
    run = frozen(district)
    assert broken_parts(run) == []
    run.digest = b"\0" * 32
    assert broken_parts(run) == [str(run)]


def test_the_event_tells_digest_and_values(district, joined):
    run = frozen(district)
    event = Event.objects.get(action="bulletins.frozen")
    assert event.details["digest"] == run.digest_words
    assert event.details["figures"]["members.joined"] == "3"


def test_a_period_that_is_not_over_is_not_frozen(district):
    with pytest.raises(NotOver):
        freeze(actor=Actor.system("tests"), union=district, period=H1_2016, today=H1_2016.end)
    assert not Bulletin.objects.exists()


def test_freezing_takes_the_permission_in_this_union(district, street, actor_as):
    here = actor_as(Role.STREET_OFFICER, street)
    sibling = UnionFactory(parent=district)
    assert freeze(actor=here, union=street, period=H1_2016, today=AFTER).number == 1
    with pytest.raises(OutOfScope):
        freeze(actor=here, union=sibling, period=H1_2016, today=AFTER)
    with pytest.raises(NotAllowed):
        freeze(actor=actor_as(Role.REVIEWER, street), union=street, period=H1_2016, today=AFTER)


def test_a_frozen_bulletin_is_published_by_somebody_else(district, officer, actor_as):
    run = frozen(district, actor=officer)
    bulletin = publish(actor=actor_as(Role.LEADER, district), bulletin=run.bulletin, version=run.bulletin.version)
    assert (bulletin.state, bulletin.published) == (BulletinState.PUBLISHED, 1)
    with pytest.raises(Refused):
        publish(actor=actor_as(Role.APPROVER, district), bulletin=bulletin, version=bulletin.version)


def test_who_froze_does_not_publish(district, actor_as):
    leader = actor_as(Role.LEADER, district)
    run = frozen(district, actor=leader)
    with pytest.raises(NotAllowed):
        publish(actor=leader, bulletin=run.bulletin, version=run.bulletin.version)


def test_an_old_view_publishes_nothing(district, officer, actor_as):
    shown = frozen(district, actor=officer).bulletin.version
    run = frozen(district, actor=officer)
    with pytest.raises(Stale):
        publish(actor=actor_as(Role.LEADER, district), bulletin=run.bulletin, version=shown)


def test_a_published_run_stays_published_when_another_follows(district, officer, actor_as):
    run = frozen(district, actor=officer)
    publish(actor=actor_as(Role.LEADER, district), bulletin=run.bulletin, version=run.bulletin.version)
    again = frozen(district, actor=officer)
    again.bulletin.refresh_from_db()
    assert (again.bulletin.state, again.bulletin.published, again.number) == (BulletinState.FROZEN, 1, 2)
