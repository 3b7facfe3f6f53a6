"""The register: files opened, moved, closed and opened again; levels that follow the honours; stocks on any day."""

import datetime

import pytest

from tests.foundation.unions.factories import UnionFactory
from tests.growth.honours.factories import HonourFactory, shipped
from tests.organisation.members.factories import PersonFactory
from tests.welfare.model_workers.factories import (
    CARD,
    BenefitFactory,
    IncomeStatementFactory,
    IncomeSurveyFactory,
    ModelWorkerFactory,
)
from tests.welfare.model_workers.ways import TODAY
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.figures.queries import exported_rows, measure
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.foundation.kernel.numbers import InvalidNumber
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.models import Merge
from yuanxin.foundation.unions.services import StillInUse, merge_unions, revoke_union
from yuanxin.foundation.unions.services.merging import MergeRefused
from yuanxin.growth.honours.services import Award, enter_honour, restore_honour, withdraw_honour
from yuanxin.organisation.members.services import merge_persons, unmerge_persons
from yuanxin.welfare.model_workers.choices import (
    BenefitKind,
    Employment,
    EntitlementState,
    Health,
    SpellEnd,
    WorkerState,
)
from yuanxin.welfare.model_workers.models import Benefit, ModelWorker, WorkerSpell
from yuanxin.welfare.model_workers.queries.workers import unregistered
from yuanxin.welfare.model_workers.services import (
    AlreadyRegistered,
    NoModelWorker,
    Particulars,
    annul_worker,
    correct_worker,
    move_out,
    register_together,
    register_worker,
    serve_by,
    show_private,
)

RETIRED = Particulars(employment=Employment.RETIRED)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def spells(worker) -> list[tuple[int, str, str, str]]:
    rows = WorkerSpell.objects.filter(worker=worker).order_by("begins_on", "pk")
    return [(row.level, str(row.begins_on), str(row.ends_on or ""), row.end_kind) for row in rows]


def stock(union, on: str) -> int:
    period = Period(day(on), day(on))
    found = measure("model_workers.stock", union, period)
    assert found.value == found.figure.measure.recomputed(exported_rows("model_workers.stock", union, period))
    return int(found.value)


@pytest.fixture
def person(grassroots):
    return PersonFactory(union=grassroots, name="李文三")


def honoured(person, code: str, on: str, **options):
    return HonourFactory(union=person.union, person=person, title=shipped(code), awarded_on=day(on), **options)


class TestRegistering:
    def test_the_level_is_the_highest_held_and_the_spells_are_the_honours_history(self, clerk, person, grassroots):
        honoured(person, "city_model_worker", "1995-04-28")
        highest = honoured(person, "provincial_model_worker", "2005-04-28")
        worker = register_worker(actor=clerk, person=person, particulars=RETIRED, today=TODAY)
        assert (worker.level, worker.honour, worker.union) == (2, highest, grassroots)
        assert spells(worker) == [(3, "1995-04-28", "2005-04-28", SpellEnd.LEVEL), (2, "2005-04-28", "", "")]
        assert [stock(grassroots, on) for on in ("1995-04-27", "1995-04-28", "2016-06-30")] == [0, 1, 1]

    def test_who_holds_no_such_honour_is_not_registered(self, clerk, person):
        honoured(person, "city_may_day_medal", "2010-04-28")
        with pytest.raises(NoModelWorker):
            register_worker(actor=clerk, person=person, particulars=RETIRED, today=TODAY)

    def test_nobody_is_registered_twice(self, clerk, worker):
        with pytest.raises(AlreadyRegistered) as refused:
            register_worker(actor=clerk, person=worker.person, particulars=RETIRED, today=TODAY)
        assert refused.value.field == "person"

    def test_who_moved_in_is_counted_from_then(self, clerk, person, grassroots):
        honoured(person, "city_model_worker", "1995-04-28")
        with pytest.raises(Refused) as refused:
            register_worker(actor=clerk, person=person, particulars=RETIRED, today=TODAY, moved_from="上城区")
        assert refused.value.field == "since"
        worker = register_worker(
            actor=clerk, person=person, particulars=RETIRED, today=TODAY, since=day("2016-02-01"), moved_from="上城区"
        )
        assert spells(worker) == [(3, "2016-02-01", "", "")]
        assert worker.moved_from == "上城区"

    def test_who_may_not_is_refused(self, actor_as, person, district, grassroots):
        honoured(person, "city_model_worker", "1995-04-28")
        for actor, error in (
            (actor_as(Role.GRASSROOTS_OFFICER, grassroots), NotAllowed),
            (actor_as(Role.STREET_OFFICER, UnionFactory(parent=district)), OutOfScope),
        ):
            with pytest.raises(error):
                register_worker(actor=actor, person=person, particulars=RETIRED, today=TODAY)

    def test_holders_who_have_no_file_are_offered_and_registered_together(self, clerk, street_officer, person, street):
        older = PersonFactory(union=street, name="周留下", born_on=day("1950-01-01"))
        honoured(older, "district_model_worker", "1990-04-28")
        honoured(older, "city_model_worker", "2000-04-28")
        honoured(person, "city_model_worker", "2010-04-28")
        honoured(PersonFactory(union=street), "city_may_day_medal", "2010-04-28")
        assert [(each.person, each.title.level) for each in unregistered(street_officer, TODAY)] == [
            (older, 3),
            (person, 3),
        ]
        offered = [each.person for each in unregistered(clerk, TODAY)]
        workers = register_together(actor=clerk, persons=offered, today=TODAY)
        assert [worker.employment for worker in workers] == [Employment.RETIRED, Employment.EMPLOYED]
        assert not unregistered(clerk, TODAY).exists()
        assert Event.objects.get(action="model_workers.registered").details["count"] == 2

    def test_an_open_survey_asks_of_who_comes_later_too(self, clerk, person, survey):
        honoured(person, "city_model_worker", "1995-04-28")
        worker = register_worker(actor=clerk, person=person, particulars=RETIRED, today=TODAY)
        assert worker.statements.get().survey == survey


class TestParticulars:
    GIVEN = Particulars(
        employment=Employment.RETIRED, health=Health.CHRONIC, account=CARD, bank="工商银行西湖支行",
        contact_name="王小明", contact_phone="13812345678",
    )  # fmt: skip

    def test_what_is_private_stands_sealed_and_is_shown_for_a_reason(self, clerk, reviewer, chair, worker):
        correct_worker(actor=clerk, worker=worker, particulars=self.GIVEN, today=TODAY, version=1)
        worker.refresh_from_db()
        assert Particulars.of(worker) == self.GIVEN
        kept = str(Change.objects.filter(kind="model_workers.modelworker").values_list("before", "after"))
        assert all(clear not in kept for clear in (CARD, "chronic", "13812345678"))
        shown = show_private(actor=reviewer, worker=worker, reason="核对发放账户", today=TODAY)
        assert (shown.account, shown.contact_phone) == (CARD, "13812345678")
        assert Event.objects.get(action="audit.clear_viewed").reason == "核对发放账户"
        with pytest.raises(NotAllowed):
            show_private(actor=chair, worker=worker, reason="看看", today=TODAY)
        with pytest.raises(Refused):
            show_private(actor=reviewer, worker=worker, reason=" ", today=TODAY)

    def test_what_is_given_as_before_is_no_change(self, clerk, worker):
        correct_worker(actor=clerk, worker=worker, particulars=self.GIVEN, today=TODAY, version=1)
        correct_worker(actor=clerk, worker=worker, particulars=self.GIVEN, today=TODAY, version=2)
        worker.refresh_from_db()
        assert worker.version == 2
        with pytest.raises(Stale):
            correct_worker(actor=clerk, worker=worker, particulars=RETIRED, today=TODAY, version=1)

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [({"account": "6212261202000000002"}, "account"), ({"contact_phone": "123"}, "contact_phone")],
    )
    def test_a_wrong_number_is_refused_at_its_field(self, clerk, worker, wrong, field):
        with pytest.raises(InvalidNumber) as refused:
            correct_worker(
                actor=clerk,
                worker=worker,
                particulars=Particulars(employment="retired", **wrong),
                today=TODAY,
                version=1,
            )
        assert refused.value.field == field


class TestMoves:
    def test_another_union_serves_from_a_day_on_and_gets_the_statement(self, clerk, worker, street, survey):
        statement = IncomeStatementFactory(survey=survey, worker=worker, income=None)
        other = UnionFactory(parent=street)
        serve_by(actor=clerk, worker=worker, union=other, on=day("2016-03-01"), today=TODAY, version=1)
        statement.refresh_from_db()
        assert statement.union == other
        assert [stock(each, "2016-02-29") for each in (worker.union, other)] == [1, 0]
        assert [stock(each, "2016-03-01") for each in (worker.union, other, street)] == [0, 1, 1]
        with pytest.raises(Refused) as refused:
            serve_by(actor=clerk, worker=worker, union=other, on=TODAY, today=TODAY, version=2)
        assert refused.value.field == "union"

    def test_a_street_does_not_move_a_model_worker_out_of_its_sight(self, street_officer, worker, district):
        with pytest.raises(OutOfScope):
            serve_by(
                actor=street_officer, worker=worker, union=UnionFactory(parent=district), on=TODAY, today=TODAY,
                version=1,
            )  # fmt: skip

    def test_who_moves_out_leaves_on_that_day_and_may_come_back(self, clerk, worker, district):
        move_out(
            actor=clerk,
            worker=worker,
            on=day("2016-03-05"),
            to="上城区总工会",
            reason="户口迁移",
            today=TODAY,
            version=1,
        )
        worker.refresh_from_db()
        assert (worker.state, worker.moved_to) == (WorkerState.MOVED_OUT, "上城区总工会")
        assert [stock(district, on) for on in ("2016-03-04", "2016-03-05")] == [1, 0]
        with pytest.raises(Refused) as refused:
            register_worker(actor=clerk, person=worker.person, particulars=RETIRED, today=TODAY)
        assert refused.value.field == "since"
        again = register_worker(
            actor=clerk, person=worker.person, particulars=RETIRED, today=day("2016-09-10"), since=day("2016-09-01"),
            moved_from="上城区总工会",
        )  # fmt: skip
        assert again.pk == worker.pk
        assert [stock(district, on) for on in ("2016-08-31", "2016-09-01")] == [0, 1]

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"on": day("2016-03-11")}, "on"),
            ({"on": day("2000-01-01")}, "on"),
            ({"to": " "}, "to"),
            ({"reason": ""}, "reason"),
        ],
    )
    def test_a_move_that_cannot_be_is_refused_at_its_field(self, clerk, worker, wrong, field):
        given = {"on": TODAY, "to": "上城区", "reason": "迁移"} | wrong
        with pytest.raises(Refused) as refused:
            move_out(actor=clerk, worker=worker, today=TODAY, version=1, **given)
        assert refused.value.field == field

    def test_a_file_opened_by_mistake_counts_on_no_day_unless_something_was_applied_for(self, clerk, worker, district):
        used = ModelWorkerFactory(union=worker.union)
        BenefitFactory(worker=used)
        with pytest.raises(Refused):
            annul_worker(actor=clerk, worker=used, reason="录错人", today=TODAY, version=1)
        annul_worker(actor=clerk, worker=worker, reason="录错人", today=TODAY, version=1)
        assert [stock(district, on) for on in ("2010-01-01", "2016-03-10")] == [1, 1]
        again = register_worker(actor=clerk, person=worker.person, particulars=RETIRED, today=TODAY)
        assert again.pk == worker.pk
        assert stock(district, "2010-01-01") == 2


class TestHonours:
    """Level and state follow what is held, in the transaction that changes it."""

    def test_a_higher_honour_raises_the_level_from_its_day(self, officer, worker, district):
        award = Award(
            title=shipped("national_model_worker"), year=2015, awarded_on=day("2015-04-28"), person=worker.person
        )
        enter_honour(actor=officer, award=award, today=TODAY)
        worker.refresh_from_db()
        assert worker.level == 1
        assert spells(worker) == [(3, "2005-04-28", "2015-04-28", SpellEnd.LEVEL), (1, "2015-04-28", "", "")]
        assert [
            measure("model_workers.stock", district, Period(day(on), day(on))).value
            for on in ("2015-01-01", "2016-01-01")
        ] == [1, 1]

    def test_a_lower_honour_changes_nothing(self, officer, worker):
        award = Award(
            title=shipped("district_model_worker"), year=2015, awarded_on=day("2015-04-28"), person=worker.person
        )
        enter_honour(actor=officer, award=award, today=TODAY)
        assert spells(worker) == [(3, "2005-04-28", "", "")]

    def test_a_withdrawal_falls_back_to_the_next_honour_or_ends_the_file(self, officer, worker, district):
        lower = HonourFactory(
            union=worker.union,
            person=worker.person,
            title=shipped("district_model_worker"),
            awarded_on=day("1999-04-28"),
        )
        withdraw_honour(
            actor=officer, honour=worker.honour, today=TODAY, version=1, reason="违纪", withdrawn_on=day("2016-03-01")
        )
        worker.refresh_from_db()
        assert (worker.level, worker.state, worker.honour) == (4, WorkerState.ACTIVE, lower)
        benefit = BenefitFactory(worker=worker, level=4)
        withdraw_honour(
            actor=officer, honour=lower, today=TODAY, version=1, reason="违法", withdrawn_on=day("2016-03-08")
        )
        worker.refresh_from_db()
        assert worker.state == WorkerState.REVOKED
        assert [stock(district, on) for on in ("2016-03-07", "2016-03-08")] == [1, 0]
        assert Benefit.objects.get(pk=benefit.pk).state == EntitlementState.STOPPED
        assert Event.objects.filter(action="model_workers.revoked").count() == 1

    def test_a_withdrawal_taken_back_does_not_open_the_file_by_itself(self, officer, clerk, worker):
        honour = withdraw_honour(
            actor=officer, honour=worker.honour, today=TODAY, version=1, reason="违纪", withdrawn_on=day("2016-03-01")
        )
        restore_honour(actor=officer, honour=honour, today=TODAY, version=2, reason="复议改正")
        worker.refresh_from_db()
        assert worker.state == WorkerState.REVOKED
        again = register_worker(
            actor=clerk, person=worker.person, particulars=RETIRED, today=TODAY, since=day("2016-03-01")
        )
        assert (again.pk, again.state) == (worker.pk, WorkerState.ACTIVE)

    def test_a_withdrawal_before_a_move_leaves_no_day_behind_it(self, officer, clerk, worker, street, district):
        serve_by(
            actor=clerk, worker=worker, union=UnionFactory(parent=street), on=day("2016-02-01"), today=TODAY, version=1
        )
        withdraw_honour(
            actor=officer, honour=worker.honour, today=TODAY, version=1, reason="违纪", withdrawn_on=day("2016-01-15")
        )
        assert [stock(district, on) for on in ("2016-01-14", "2016-01-15", "2016-02-15")] == [1, 0, 0]


class TestMerging:
    def test_a_file_follows_the_person_and_goes_back(self, officer, worker, grassroots):
        other = PersonFactory(union=grassroots, name="王启真")
        merge = merge_persons(actor=officer, survivor=other, absorbed=worker.person, today=TODAY, reason="同一人")
        assert ModelWorker.objects.get().person == other
        unmerge_persons(actor=officer, merge=merge, today=TODAY, reason="不是同一人")
        assert ModelWorker.objects.get().person == worker.person

    def test_of_two_files_one_stays_with_what_was_applied_for_in_both(self, officer, worker, grassroots, district):
        twice = ModelWorkerFactory(union=grassroots, person__name="王启真")
        moved = BenefitFactory(worker=twice)
        merge = merge_persons(
            actor=officer, survivor=worker.person, absorbed=twice.person, today=TODAY, reason="同一人"
        )
        assert stock(district, "2016-03-10") == 1
        moved.refresh_from_db()
        twice.refresh_from_db()
        assert (moved.worker, twice.state) == (worker, WorkerState.MISTAKE)
        unmerge_persons(actor=officer, merge=merge, today=TODAY, reason="不是同一人")
        moved.refresh_from_db()
        assert (moved.worker, stock(district, "2016-03-10")) == (twice, 2)

    def test_two_files_with_the_same_gift_wait_until_one_is_withdrawn(self, officer, worker, grassroots):
        twice = ModelWorkerFactory(union=grassroots, person__name="王启真")
        for each in (worker, twice):
            BenefitFactory(worker=each, kind=BenefitKind.HOLIDAY)
        with pytest.raises(MergeRefused):
            merge_persons(actor=officer, survivor=worker.person, absorbed=twice.person, today=TODAY, reason="同一人")

    def test_a_merged_union_hands_its_model_workers_on_and_a_revoked_one_must_first(
        self, officer, worker, street, grassroots, district
    ):
        open_one = IncomeStatementFactory(survey=IncomeSurveyFactory(union=district), worker=worker, income=None)
        benefit = BenefitFactory(worker=worker)
        with pytest.raises(StillInUse):
            revoke_union(actor=officer, union=grassroots, on=TODAY, today=TODAY, reason="撤销")
        survivor = UnionFactory(parent=street)
        merge_unions(actor=officer, absorbed=grassroots, survivor=survivor, on=TODAY, today=TODAY, reason="合并")
        for row in (worker, open_one, benefit):
            row.refresh_from_db()
        assert {worker.union, open_one.union, benefit.union} == {survivor}
        assert [stock(grassroots, on) for on in ("2016-03-09", "2016-03-10")] == [1, 0]
        assert stock(survivor, "2016-03-10") == 1
        assert Merge.objects.get().rows > 4
