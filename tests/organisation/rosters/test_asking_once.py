"""The registry is asked while the rows are read, and asked anew only where that answer would not be the one wanted."""

import pytest
from django.core.exceptions import ObjectDoesNotExist

from tests.organisation.members.factories import MembershipFactory
from tests.organisation.rosters.books import workbook
from tests.organisation.rosters.conftest import ROSTER_DAY
from tests.organisation.rosters.test_classes import MAN, OTHER, WOMAN, row
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.intake import staging
from yuanxin.foundation.intake.models import Batch, StagedChunk
from yuanxin.foundation.intake.reading import tables
from yuanxin.foundation.intake.tasks import STAGING
from yuanxin.foundation.kernel import bulk, clock
from yuanxin.foundation.kernel.long_work import STALE_AFTER, take_up_stale
from yuanxin.organisation.rosters.intake import registry
from yuanxin.organisation.rosters.services import receive_roster

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch):
    """How many keys the registry was asked for, time by time."""
    known, times = registry.known, []

    def told(keys, *rest):
        times.append(len(keys))
        return known(keys, *rest)

    monkeypatch.setattr(registry, "known", told)
    return times


def test_a_file_without_doubts_asks_once_a_chunk(stage, grassroots, asked, monkeypatch):
    monkeypatch.setattr(tables, "CHUNK_ROWS", 2)
    MembershipFactory(union=grassroots, person__name="李四", person__number=WOMAN)
    batch = stage([row(), row("李四", WOMAN), row("王五", OTHER), row("赵六", "330106199001010017")], grassroots)
    assert [batch.counts[name] for name in ("new", "updated", "unchanged", "invalid")] == [2, 0, 1, 1]
    assert asked == [2, 1]


def test_rows_that_the_file_doubts_are_asked_for_no_more(stage, grassroots, asked, monkeypatch):
    monkeypatch.setattr(tables, "CHUNK_ROWS", 2)
    batch = stage([row(), row("李四", WOMAN), row("王五", OTHER), row("赵六", OTHER)], grassroots)
    assert (batch.counts["new"], batch.counts["conflict"]) == (2, 2)
    assert asked == [2, 2, 0]


def test_what_was_said_before_the_work_was_broken_off_does_not_count(importer, grassroots, asked, monkeypatch):
    batch = receive_roster(
        actor=actor_for(importer, today=clock.today()),
        user=importer,
        union=grassroots,
        content=workbook([row()]),
        file_name="花名册.xlsx",
        dated_on=ROSTER_DAY,
    )
    keep = staging._keep
    monkeypatch.setattr(staging, "_keep", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    STAGING._ask(batch)
    hold = STAGING._take(batch)
    with pytest.raises(KeyboardInterrupt):
        STAGING._do_steps(hold)
    monkeypatch.setattr(staging, "_keep", keep)
    MembershipFactory(union=grassroots, person__name="张三", person__number=MAN)
    Batch.objects.filter(pk=batch.pk).update(heartbeat=clock.now() - 2 * STALE_AFTER)
    take_up_stale()
    batch.refresh_from_db()
    assert (batch.counts["new"], batch.counts["unchanged"]) == (0, 1)
    assert asked == [1, 1]


def test_columns_of_megabytes_come_as_they_stand(stage, grassroots):
    chunk = StagedChunk.objects.get(batch=stage([row()], grassroots))
    assert bulk.large(StagedChunk, chunk.pk, "values", "number", "met") == (bytes(chunk.values), 1, bytes(chunk.met))
    with pytest.raises(ObjectDoesNotExist):
        bulk.large(StagedChunk, chunk.pk + 1, "values")
