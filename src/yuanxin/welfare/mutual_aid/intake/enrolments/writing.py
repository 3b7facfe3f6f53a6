"""Writing an enrolment roster inside the import's transaction: lists begun, people put on them; and taking it back."""

import json
from collections.abc import Sequence

import polars as pl
from django.utils.translation import gettext as _

from yuanxin.foundation.flow.services import act, begin_all
from yuanxin.foundation.intake.choices import RowClass
from yuanxin.foundation.intake.declarations import Addition, Circumstances, RegistryMoved
from yuanxin.foundation.intake.models import Batch, StagedRow
from yuanxin.foundation.kernel import bulk
from yuanxin.foundation.kernel.sealed import unseal_many
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.services.writing import check_in_force
from yuanxin.welfare.mutual_aid.choices import EnrolmentState, UnitKind, UnitState
from yuanxin.welfare.mutual_aid.intake.enrolments.registry import split_found
from yuanxin.welfare.mutual_aid.models import Enrolment, Scheme, UnitEnrolment
from yuanxin.welfare.mutual_aid.queries.standing import regular_units, units_under_way

NEW = RowClass.NEW.value


def reserve(met: pl.DataFrame) -> pl.DataFrame:
    """Ids for the enrolments to come, ascending with the person, and for the lists of unions that have none.

    A person whom the file has twice, by two numbers in rows far apart, is enrolled by the first of them.
    """
    new = split_found(met.filter(pl.col("outcome") == NEW).select("row", "record", "detail", "found"))
    twice = new.filter(pl.col("person").cum_count().over("person", order_by="row") > 1)["row"]
    new = new.filter(~pl.col("row").is_in(twice.implode())).sort("person")
    made = new.filter(pl.col("record").is_null()).select("row")
    made = made.with_columns(pl.Series("made", bulk.reserve_ids(Enrolment, made.height), dtype=pl.Int64))
    without = new.filter(pl.col("detail").is_null()).select("enrols").unique().sort("enrols")
    lists = without.with_columns(pl.Series("begun", bulk.reserve_ids(UnitEnrolment, without.height), dtype=pl.Int64))
    placed = new.join(made, on="row", how="left").join(lists, on="enrols", how="left").select("row", "made", "begun")
    repeats = pl.col("row").is_in(twice.implode())
    return (
        met.join(placed, on="row", how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("record", "made").alias("record"),
            pl.coalesce("detail", "begun").alias("detail"),
            pl.when(repeats).then(pl.lit(RowClass.DUPLICATE.value)).otherwise(pl.col("outcome")).alias("outcome"),
            pl.when(repeats).then(pl.lit("row:same_person")).otherwise(pl.col("problems")).alias("problems"),
        )
        .drop("made", "begun")
    )


def additions(rows: pl.DataFrame, scheme: Scheme) -> list[Addition]:
    """The enrolments of people who had none in the scheme, on the lists as they stand now."""
    placed = on_lists(rows.filter(pl.col("outcome") == NEW), scheme)
    return [Addition(Enrolment, enrolments(placed.sort("record"), scheme))]


def on_lists(rows: pl.DataFrame, scheme: Scheme) -> pl.DataFrame:
    """New rows with `list`: the union's list under way where there is one by now, else the one that was reserved."""
    frame = split_found(rows)
    units = units_under_way(scheme, frame["enrols"].unique().to_list()).rename({"union_id": "enrols"})
    return frame.join(units, on="enrols", how="left", maintain_order="left").with_columns(
        pl.coalesce("unit", "detail").alias("list")
    )


def enrolments(rows: pl.DataFrame, scheme: Scheme) -> pl.DataFrame:
    """Rows of the table of enrolments."""
    return rows.select(
        pl.col("record").alias("id"),
        pl.lit(1).alias("version"),
        pl.col("enrols").alias("union_id"),
        pl.lit(scheme.pk).alias("scheme_id"),
        pl.col("list").alias("unit_id"),
        pl.col("person").alias("person_id"),
        "kind",
        pl.lit(EnrolmentState.LISTED.value).alias("state"),
    )


def write(rows: pl.DataFrame, scheme: Scheme, batch: Batch, circumstances: Circumstances) -> pl.DataFrame:
    """Begin the lists that are not there, take up cancelled enrolments again; the others are the `additions`.

    Returns `row` and `detail` where a list was begun by somebody else since the preview.

    Raises:
        RegistryMoved: if a list was submitted, or an enrolment changed, since the preview.
        UnionEnded: if a union was merged or revoked since.
    """
    new = on_lists(rows.filter(pl.col("outcome") == NEW), scheme)
    if new.is_empty():
        return new.select("row", "detail")
    begun = new.filter(pl.col("unit").is_null()).select("enrols", "list").unique().sort("list")
    begin_lists(begun, scheme, batch, circumstances)
    hold_lists(new["list"].unique().to_list())
    take_up(new.filter(pl.col("seen").is_not_null()))
    return new.filter(pl.col("list") != pl.col("detail")).select("row", pl.col("list").alias("detail"))


def begin_lists(begun: pl.DataFrame, scheme: Scheme, batch: Batch, circumstances: Circumstances) -> None:
    """The lists of unions that have none under way: of those that enrolled before, supplements."""
    ids = begun["enrols"].to_list()
    unions = Union.objects.in_bulk(ids)
    before = regular_units(scheme, ids)
    units = []
    for union_id, pk in begun.iter_rows():
        check_in_force(unions[union_id])
        units.append(
            UnitEnrolment(
                pk=pk,
                union=unions[union_id],
                scheme=scheme,
                kind=UnitKind.SUPPLEMENT if union_id in before else UnitKind.REGULAR,
                begun_on=circumstances.today,
                batch=batch.pk,
            )
        )
    begin_all(units, actor=circumstances.actor, today=circumstances.today, union=batch.union_id, batch=batch.pk)


def hold_lists(ids: Sequence[int]) -> None:
    """Hold the lists until the transaction ends.

    Raises:
        RegistryMoved: if one of them was submitted or given up.
    """
    held = UnitEnrolment.objects.select_for_update(no_key=True).filter(pk__among=ids, state=UnitState.DRAFT)
    if len(held.order_by("pk").values_list("pk", flat=True)) != len(ids):
        raise RegistryMoved


def take_up(rows: pl.DataFrame) -> None:
    """Put people whose enrolment was cancelled onto a list again.

    Raises:
        RegistryMoved: if one of them has another version by now.
    """
    frame = rows.select(
        pl.col("record").alias("id"),
        pl.col("seen").str.split("/").list.get(1).cast(pl.Int64).alias("version"),
        pl.col("enrols").alias("union_id"),
        pl.col("list").alias("unit_id"),
        "kind",
        pl.lit(EnrolmentState.LISTED.value).alias("state"),
    )
    if bulk.update(Enrolment, frame) != frame.height:
        raise RegistryMoved


def undo(batch: Batch, circumstances: Circumstances) -> None:
    """Take people off the lists again; a list that the batch began and nobody else is on is given up."""
    rows = StagedRow.objects.filter(batch=batch, outcome=RowClass.NEW)
    bulk.delete(Enrolment, [pk for pk in rows.filter(before=None).values_list("record", flat=True) if pk is not None])
    taken_up = list(rows.exclude(before=None).values_list("record", "before"))
    befores = [json.loads(text) for text in unseal_many(bytes(before or b"") for _pk, before in taken_up)]
    frame = pl.DataFrame(
        [
            (pk, held["union_id"], held["unit_id"], held["kind"], held["state"])
            for (pk, _before), held in zip(taken_up, befores, strict=True)
        ],
        schema={"id": pl.Int64, "union_id": pl.Int64, "unit_id": pl.Int64, "kind": pl.String, "state": pl.String},
        orient="row",
    )
    versions = dict(Enrolment.objects.filter(pk__among=frame["id"].to_list()).values_list("pk", "version"))
    bulk.update(Enrolment, frame.with_columns(pl.col("id").replace_strict(versions, default=None).alias("version")))
    emptied = UnitEnrolment.objects.filter(batch=batch.pk, state=UnitState.DRAFT, enrolments=None).order_by("pk")
    for unit in emptied.select_related("union", "scheme"):
        said = _("Import batch %(batch)s was undone.") % {"batch": batch.pk}
        act(unit, "give_up", actor=circumstances.actor, today=circumstances.today, opinion=said)
