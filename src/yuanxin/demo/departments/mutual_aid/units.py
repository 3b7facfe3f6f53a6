"""The units through which people are enrolled: their steps, their fee, and the enrolments themselves."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

import polars as pl

from yuanxin.demo.departments.mutual_aid.people import Enrolled
from yuanxin.demo.invention.days import ONE_DAY
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.kernel import bulk, clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.bulk import write_rows
from yuanxin.foundation.kernel.money import to_fen
from yuanxin.welfare.mutual_aid.choices import EnrolmentKind, EnrolmentState, UnitKind, UnitState
from yuanxin.welfare.mutual_aid.models import Enrolment, FeeReceipt, Scheme, UnitEnrolment
from yuanxin.welfare.mutual_aid.queries.terms import cover_in, fee_rule

UNITS = Actor(key="system:demo-units", label="各单位工会", everywhere=True)
STREETS = Actor(key="system:demo-streets", label="各街道、园区总工会", everywhere=True)
SYSTEM = Actor.system("flow")

# Action, the state it leads to, by whom, and on which of the unit's days.
STEPS: tuple[tuple[str, UnitState, Actor, str], ...] = (
    ("begin", UnitState.DRAFT, UNITS, "begun_on"),
    ("submit", UnitState.SUBMITTED, UNITS, "submitted_on"),
    ("pay", UnitState.PAID, UNITS, "paid_on"),
    ("check", UnitState.CHECKED, STREETS, "checked_on"),
    ("come_into_force", UnitState.IN_FORCE, SYSTEM, "effective_from"),
    ("end", UnitState.ENDED, SYSTEM, "ended_on"),
)
REACHED = {state: place for place, (_action, state, _actor, _day) in enumerate(STEPS)}


@dataclass(slots=True)
class UnitDraft:
    """A unit's enrolment to be written, with its people."""

    id: int
    union: int
    scheme: Scheme
    kind: UnitKind
    state: UnitState
    people: Sequence[Enrolled]
    begun_on: datetime.date
    submitted_on: datetime.date | None = None
    paid_on: datetime.date | None = None
    checked_on: datetime.date | None = None
    effective_from: datetime.date | None = None
    ended_on: datetime.date | None = None
    renews: int | None = None

    @property
    def persons(self) -> int:
        return len(self.people)

    def fee(self, per_head: Decimal) -> Decimal:
        """What is paid for its people."""
        return self.persons * per_head


class Writer:
    """Gives the ids of a demonstration's units, enrolments and receipts, and writes them a table at a time."""

    def __init__(self, names: Mapping[int, str]) -> None:
        self.names = names
        self.units, self.enrolments, self.receipts = count(1), count(1), count(1)
        self.written: dict[str, int] = defaultdict(int)

    def settled(
        self,
        scheme: Scheme,
        people: Sequence[Enrolled],
        day_of: Callable[[datetime.date, datetime.date], datetime.date],
        today: datetime.date,
        last: Mapping[int, int],
    ) -> list[UnitDraft]:
        """The units of a scheme, checked in its window; newcomers come by a supplement of their union.

        Args:
            day_of: draws a day between two.
            last: the unit of each union in the scheme before, which this one renews.
        """
        groups: dict[tuple[int, bool], list[Enrolled]] = defaultdict(list)
        for each in people:
            groups[each.union, each.kind == EnrolmentKind.NEWCOMER].append(each)
        regular = {union for union, late in groups if not late}
        over = scheme.ends_on < today
        drafts = []
        for (union, late), rows in sorted(groups.items()):
            # Cover of a list begins on one day: that of the last of its newcomers.
            begins = max(each.begins for each in rows)
            submitted = begins - 2 * ONE_DAY if late else day_of(scheme.opens_on + 3 * ONE_DAY, scheme.closes_on)
            paid = begins - ONE_DAY if late else min(submitted + 3 * ONE_DAY, scheme.closes_on)
            draft = UnitDraft(
                id=next(self.units),
                union=union,
                scheme=scheme,
                kind=UnitKind.SUPPLEMENT if late and union in regular else UnitKind.REGULAR,
                state=UnitState.ENDED if over else UnitState.IN_FORCE,
                people=rows,
                begun_on=submitted - ONE_DAY,
                submitted_on=submitted,
                paid_on=paid,
                checked_on=begins if late else paid + 5 * ONE_DAY,
                effective_from=begins,
                ended_on=scheme.ends_on + ONE_DAY if over else None,
                renews=last.get(union),
            )
            drafts.append(draft)
        return drafts

    def write(self, drafts: Sequence[UnitDraft]) -> None:
        """Units, their people, their receipts and the steps that brought them where they are."""
        if drafts:
            self._units(drafts)
            self._enrolments(drafts)
            self._receipts(drafts)
            self._decisions(drafts)

    def _units(self, drafts: Sequence[UnitDraft]) -> None:
        rule, fee = fee_rule(drafts[0].scheme)

        def charged(draft: UnitDraft) -> tuple[int, int, int]:
            return to_fen(fee.per_head), to_fen(draft.fee(fee.per_head)), rule.pk

        columns = (
            "id", "version", "round", "due_on", "union_id", "scheme_id", "kind", "state", "renews_id", "begun_on",
            "submitted_on", "paid_on", "checked_on", "effective_from", "persons", "per_head", "fee", "fee_policy_id",
            "payer",
        )  # fmt: skip
        rows = [
            (
                each.id, steps_of(each), steps_of(each), due_on(each), each.union, each.scheme.pk, each.kind.value,
                each.state.value, each.renews, each.begun_on, each.submitted_on, each.paid_on, each.checked_on,
                each.effective_from, each.persons if each.submitted_on else 0,
                *(charged(each) if each.submitted_on else (None, None, None)),
                self.names[each.union] if each.paid_on else "",
            )
            for each in drafts
        ]  # fmt: skip
        self.written["units_enrolled"] += write_rows(UnitEnrolment, columns, rows)

    def _enrolments(self, drafts: Sequence[UnitDraft]) -> None:
        people = [(unit, each) for unit in drafts for each in unit.people]
        scheme = drafts[0].scheme
        kinds = {(each.kind, unit.effective_from) for unit, each in people if unit.effective_from is not None}
        covers = {(kind, begins): cover_in(scheme, kind, begins) for kind, begins in kinds if begins is not None}
        days = [covers.get((each.kind, unit.effective_from or datetime.date.min)) for unit, each in people]
        frame = pl.DataFrame(
            {
                "id": [next(self.enrolments) for _each in people],
                "version": [2 if cover else 1 for cover in days],
                "union_id": [each.union for _unit, each in people],
                "scheme_id": [scheme.pk] * len(people),
                "unit_id": [unit.id for unit, _each in people],
                "person_id": [each.person for _unit, each in people],
                "kind": [each.kind.value for _unit, each in people],
                "state": [(EnrolmentState.VALID if cover else EnrolmentState.LISTED).value for cover in days],
                "effective_from": pl.Series([cover.begins if cover else None for cover in days], dtype=pl.Date),
                "effective_to": pl.Series([cover.ends if cover else None for cover in days], dtype=pl.Date),
                "waiting_until": pl.Series([cover.waiting_until if cover else None for cover in days], dtype=pl.Date),
            }
        )
        bulk.insert(Enrolment, frame)
        self.written["enrolments"] += frame.height

    def _receipts(self, drafts: Sequence[UnitDraft]) -> None:
        _rule, fee = fee_rule(drafts[0].scheme)
        columns = ("id", "union_id", "unit_id", "number", "amount", "received_on", "payer")
        rows = [
            (
                number, each.union, each.id, f"HZ{each.scheme.begins_on.year}{number:06d}",
                to_fen(each.fee(fee.per_head)), each.paid_on, self.names[each.union],
            )
            for each in drafts
            if each.paid_on is not None and fee.per_head and (number := next(self.receipts))
        ]  # fmt: skip
        self.written["fee_receipts"] += write_rows(FeeReceipt, columns, rows)

    def _decisions(self, drafts: Sequence[UnitDraft]) -> None:
        columns = (
            "kind", "object_id", "label", "round", "action", "side", "from_state", "to_state", "actor", "actor_label",
            "for_actor", "for_label", "union", "opinion", "at",
        )  # fmt: skip
        rows = []
        for each in drafts:
            label, before = f"{self.names[each.union]} {each.scheme.name}"[:200], ""
            for place, (action, state, actor, day) in enumerate(STEPS[: steps_of(each)]):
                taken = at_hour(getattr(each, day) or each.begun_on, 9 + place)
                rows.append(
                    (
                        UnitEnrolment._meta.label_lower, each.id, label, max(place, 1), action, "", before, state.value,
                        actor.key, actor.label, "", "", each.union, "", taken,
                    )
                )  # fmt: skip
                before = state.value
        write_rows(Decision, columns, rows)


def steps_of(draft: UnitDraft) -> int:
    """How many steps brought it into its state."""
    return REACHED[UnitState.ENDED if draft.state == UnitState.RENEWED else draft.state] + 1


def due_on(draft: UnitDraft) -> datetime.date | None:
    """The deadline of a list that is not settled: the end of the window."""
    return draft.scheme.closes_on if draft.state in {UnitState.DRAFT, UnitState.SUBMITTED} else None


def at_hour(day: datetime.date, hour: int) -> datetime.datetime:
    """An instant of a working day."""
    return datetime.datetime.combine(day, datetime.time(hour, 20), clock.SHANGHAI)
