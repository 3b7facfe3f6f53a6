"""Undoing a roster: what may forbid it, and putting everything back by the staged rows."""

import json
from typing import Any

import polars as pl
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from yuanxin.foundation.intake import later
from yuanxin.foundation.intake.choices import BatchState, RowClass
from yuanxin.foundation.intake.declarations import Circumstances, Declaration
from yuanxin.foundation.intake.later import STANDING
from yuanxin.foundation.intake.models import Batch, StagedRow
from yuanxin.foundation.kernel import bulk
from yuanxin.foundation.kernel.sealed import unseal_many
from yuanxin.foundation.unions.models import Versioned
from yuanxin.organisation.members.choices import TransferState
from yuanxin.organisation.members.models import Membership, Person, TransferProposal
from yuanxin.organisation.members.services import withdraw_transfer
from yuanxin.organisation.rosters.choices import EmployerState
from yuanxin.organisation.rosters.intake import monthly
from yuanxin.organisation.rosters.models import UnknownEmployer
from yuanxin.organisation.rosters.rules import BLANKS


def later_work(batch: Batch, declaration: Declaration, limit: int) -> list[str]:
    """As `intake.later.later_work`; besides, transfers proposed by the batch on which a union has spoken."""
    told = later.later_work(batch, declaration, limit)
    told += monthly.later_work(batch, limit - len(told))
    for row, name, state in decided_proposals(batch)[: limit - len(told)]:
        sentence = later.sentence(row, name, state)
        told += [sentence] if sentence not in told else []
    return told


def proposals_of(batch: Batch) -> QuerySet[TransferProposal]:
    """The transfers that the batch proposed."""
    rows = StagedRow.objects.filter(batch=batch, outcome=RowClass.TRANSFER, detail__isnull=False)
    return TransferProposal.objects.filter(pk__in=rows.values("detail")).select_related("person").order_by("pk")


def decided_proposals(batch: Batch) -> list[tuple[int, str, str]]:
    """Row, name and state of the batch's proposals on which a union has spoken."""
    rows = dict(batch.staged_rows.filter(outcome=RowClass.TRANSFER).values_list("detail", "number"))
    spoken = proposals_of(batch).exclude(state=TransferState.PROPOSED, version=1)
    return [(rows[each.pk], each.person.name, each.get_state_display()) for each in spoken]


def taken_back() -> QuerySet[Any]:
    """The ids of proposals that came from rosters undone since."""
    rows = StagedRow.objects.filter(batch__state=BatchState.UNDONE, outcome=RowClass.TRANSFER, detail__isnull=False)
    return rows.values("detail")


def undo(batch: Batch, circumstances: Circumstances) -> None:
    """Take back what was inserted, restore what was filled or overridden, withdraw what was proposed."""
    rows = StagedRow.objects.filter(batch=batch)
    joined = rows.filter(outcome=RowClass.NEW)
    inserted = joined.filter(before=None).values_list("record", flat=True)
    # What a roster undone before this one had proposed for these persons stands withdrawn, and goes with them.
    TransferProposal.objects.filter(person__in=inserted, pk__in=taken_back()).delete()
    bulk.delete(Membership, [key for key in joined.values_list("detail", flat=True) if key is not None])
    bulk.delete(Person, [key for key in inserted if key is not None])
    restore(
        list(
            rows.filter(outcome__in=STANDING)
            .exclude(before=None)
            .values_list("record", "detail", "outcome", "changed", "before")
        )
    )
    for proposal in proposals_of(batch):
        withdraw_transfer(actor=circumstances.actor, proposal=proposal, today=circumstances.today)
    withdraw_employers(batch)
    monthly.undo(batch, circumstances)


def withdraw_employers(batch: Batch) -> None:
    """Nobody need confirm the names that this and earlier undone batches brought, unless others bear them still."""
    bearers = Person.objects.filter(union=OuterRef("union"), employer_name=OuterRef("name"), employer=None)
    undone = Batch.objects.filter(Q(pk=batch.pk) | Q(state=BatchState.UNDONE))
    names = UnknownEmployer.objects.filter(batch__in=undone, state=EmployerState.OPEN)
    names.filter(~Exists(bearers)).update(state=EmployerState.WITHDRAWN)
    number = bearers.order_by().values("union").annotate(number=Count("pk")).values("number")
    names.update(persons=Subquery(number))


def restore(rows: list[Any]) -> None:
    """Write back what stood in the fields that rows changed, and the union of those who had rejoined."""
    if not rows:
        return
    befores = [json.loads(text) for text in unseal_many(before for *_facts, before in rows)]
    persons: dict[int, dict[str, Any]] = {}
    days: list[tuple[int, str]] = []
    for (record, detail, outcome, changed, _before), before in zip(rows, befores, strict=True):
        values = {code: before.get(code) for code in changed.split()}
        if "joined_on" in values:
            days.append((detail, values.pop("joined_on")))
        if outcome == RowClass.NEW:
            values["union_id"] = before["union_id"]
        if values:
            persons[record] = values | {name: before.get(name) for name in ("employer_id", "phone_digest")}
    _restore_persons(persons)
    frame = pl.DataFrame(days, schema={"id": pl.Int64, "joined_on": pl.String}, orient="row")
    bulk.update(Membership, frame.with_columns(pl.col("joined_on").str.to_date()))
    _raise_versions(Membership, frame["id"].to_list())


def _restore_persons(persons: dict[int, dict[str, Any]]) -> None:
    """One update a set of fields: the same few combinations stand in thousands of rows."""
    by_fields: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for record, values in persons.items():
        fields = {code for code in values if code in BLANKS or code == "union_id"}
        row: dict[str, Any] = {"id": record}
        for code in sorted(fields):
            held = values[code]
            row[code] = BLANKS.get(code) if held is None else held
        if "phone" in fields:
            row["phone"] = bytes.fromhex(values["phone"]) if values["phone"] else None
            row["phone_digest"] = bytes.fromhex(values["phone_digest"]) if values["phone_digest"] else None
        if "employer_name" in fields:
            row["employer_id"] = values["employer_id"]
        by_fields.setdefault(tuple(row), []).append(row)
    types = {
        "born_on": pl.String,
        "phone": pl.Binary,
        "phone_digest": pl.Binary,
        "migrant": pl.Boolean,
        "sex": pl.Int64,
    }
    for names, rows in by_fields.items():
        whole = {"id", "union_id", "employer_id"}
        schema = {name: pl.Int64 if name in whole else types.get(name, pl.String) for name in names}
        frame = pl.DataFrame(rows, schema=schema, orient="row")
        if "born_on" in names:
            frame = frame.with_columns(pl.col("born_on").str.to_date())
        bulk.update(Person, frame, blanks=True)
    _raise_versions(Person, list(persons))


def _raise_versions(model: type[Versioned], ids: list[int]) -> None:
    """Whoever has one of these records open writes over nothing."""
    for piece in bulk.in_pieces(ids):
        model._base_manager.filter(pk__among=piece).update(version=F("version") + 1)
