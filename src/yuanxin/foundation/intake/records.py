"""Lists of records: spreadsheets whose every row is one record of a model, told apart by a text of its own.

Such a declaration says which columns go into which fields, how the registry's records are found, and what makes a new
row's other values; comparing, writing, undoing and the history of each record are done here.
"""

import json
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import polars as pl
from django.db.models import F, Model
from django.utils.translation import gettext as _

from yuanxin.foundation.intake import later
from yuanxin.foundation.intake.choices import Mode, RowClass
from yuanxin.foundation.intake.declarations import (
    MEETING_SCHEMA,
    Circumstances,
    Declaration,
    Recorded,
    RegistryMoved,
)
from yuanxin.foundation.intake.models import Batch, StagedRow
from yuanxin.foundation.intake.problems import joined
from yuanxin.foundation.kernel import bulk
from yuanxin.foundation.kernel.sealed import unseal_many
from yuanxin.foundation.unions.models import Versioned

HELD = "held_"
NOTHING_TOLD: Mapping[str, type[pl.DataType]] = {"row": pl.UInt32, "detail": pl.Int64}


class RecordDeclaration(Declaration):
    """A spreadsheet of records of `model`; `second` is a model of which a row may bring one record besides."""

    names_places: ClassVar[bool] = True
    model: ClassVar[type[Model]]
    second: ClassVar[type[Model] | None] = None
    # Codes of columns, or of what `resolve` made of them, by the table's columns that they are written to.
    written: ClassVar[Mapping[str, str]]
    # Of these, what an import never changes on a record that is there, not even when it may override.
    fixed: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def resolve(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        """Checks over several columns and look-ups of what rows name.

        Adds `told_apart` (a text; null where a row's own is wrong), `name`, `union_id`, and what `written` speaks of;
        `errors` and `warnings` grow.
        """

    @abstractmethod
    def held(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The registry's records that rows may be about.

        One row each: `told_apart`, `record`, `held_union`, a `held_…` for each of `written`, and `version` where the
        model has one.
        """

    @abstractmethod
    def new(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        """Rows of the model's table for new rows, whose ids are in `record`."""

    def barred(self, rows: pl.DataFrame) -> pl.Expr:
        """The problem for which a sound row, which knows its record, goes to the queue all the same; null elsewhere."""
        return pl.lit(None, dtype=pl.String)

    def leans_on(self) -> pl.Expr:
        """The second record that a known record leans on, and that is written with it."""
        return pl.lit(None, dtype=pl.Int64)

    def brings_second(self) -> pl.Expr:
        """Whether a new row brings a record of `second`."""
        return pl.lit(value=False)

    def new_second(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows of the second model's table, whose ids are in `detail`."""
        raise TypeError(f"{self.code} brings one kind of record only")

    @property
    def records(self) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(each._meta.label_lower for each in (self.model, self.second) if each is not None)

    def check(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        frame = self.resolve(rows, circumstances)
        return frame.with_columns(pl.col("told_apart").cast(pl.Binary).alias("key"))

    def prepare(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        return rows

    def meet(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        held = self.held(rows).with_columns(pl.col("told_apart").cast(pl.Binary).alias("key")).drop("told_apart")
        frame = rows.join(held, on="key", how="left", maintain_order="left")
        changed, kept = self._differing(override=circumstances.mode == Mode.OVERRIDE)
        frame = frame.with_columns(joined(*changed).alias("changed"), joined(*kept).alias("kept"))
        known = pl.col("record").is_not_null()
        barred = self.barred(frame)
        outcome = (
            pl.when(barred.is_not_null())
            .then(pl.lit(RowClass.CONFLICT.value))
            .when(~known)
            .then(pl.lit(RowClass.NEW.value))
            .when(pl.col("changed").is_not_null())
            .then(pl.lit(RowClass.UPDATED.value))
            .otherwise(pl.lit(RowClass.UNCHANGED.value))
        )
        differs = known & (pl.col("changed").is_not_null() | pl.col("kept").is_not_null())
        return frame.select(
            "row",
            outcome.alias("outcome"),
            barred.alias("problems"),
            pl.lit(None, dtype=pl.String).alias("warnings"),
            "record",
            self.leans_on().alias("detail"),
            pl.when(known).then("changed").alias("changed"),
            pl.when(known).then("kept").alias("kept"),
            pl.when(differs).then(self._before()).alias("before"),
            pl.when(known).then(self._before(whole=True)).alias("seen"),
        ).cast(dict(MEETING_SCHEMA))  # type: ignore[arg-type]

    def _differing(self, *, override: bool) -> tuple[list[pl.Expr], list[pl.Expr]]:
        """The codes that a known record's row writes, and those that differ and stay."""
        changed: list[pl.Expr] = []
        kept: list[pl.Expr] = []
        for code in self.written:
            given, held = pl.col(code), pl.col(HELD + code)
            fills = given.is_not_null() & held.is_null()
            other = given.is_not_null() & held.is_not_null() & (given != held)
            if code in self.fixed:
                kept.append(pl.when(fills | other).then(pl.lit(code)))
                continue
            changed.append(pl.when(fills | other if override else fills).then(pl.lit(code)))
            if not override:
                kept.append(pl.when(other).then(pl.lit(code)))
        return changed, kept

    def _before(self, *, whole: bool = False) -> pl.Expr:
        """JSON of what the registry holds; `whole` tells any change of the record."""
        version = [pl.col("version")] if whole and issubclass(self.model, Versioned) else []
        held = [pl.col(HELD + code).cast(pl.String).alias(code) for code in self.written]
        return pl.struct(pl.col("held_union").alias("union_id"), *held, *version).struct.json_encode()

    def reserve(self, met: pl.DataFrame) -> pl.DataFrame:
        new = met.filter(pl.col("outcome") == RowClass.NEW.value).sort("key").select("row")
        given = {"record": self.model} | ({"detail": self.second} if self.second is not None else {})
        ids = pl.DataFrame(
            {
                "row": new["row"],
                **{f"new_{name}": bulk.reserve_ids(model, new.height) for name, model in given.items()},
            },
            schema={"row": pl.UInt32, **{f"new_{name}": pl.Int64 for name in given}},
        )
        return (
            met.join(ids, on="row", how="left", maintain_order="left")
            .with_columns(pl.coalesce(name, f"new_{name}").alias(name) for name in given)
            .drop(f"new_{name}" for name in given)
        )

    def write(self, rows: pl.DataFrame, batch: Batch, circumstances: Circumstances) -> pl.DataFrame:
        new = rows.filter(pl.col("outcome") == RowClass.NEW.value).sort("record")
        bulk.insert(self.model, self.new(new, circumstances))
        if self.second is not None:
            bulk.insert(self.second, self.new_second(new.filter(self.brings_second())))
        self._change(rows.filter(pl.col("outcome") == RowClass.UPDATED.value))
        # The id of a second record that is not brought leads nowhere, and is not kept.
        without = new.filter(~self.brings_second()) if self.second is not None else new.clear()
        return without.select("row", pl.lit(None, dtype=pl.Int64).alias("detail")).cast(dict(NOTHING_TOLD))  # type: ignore[arg-type]

    def _change(self, rows: pl.DataFrame) -> None:
        """Write the fields that `changed` names; what else stands in the row stays out."""
        columns = {
            column: pl.when(_names(code)).then(pl.col(code))
            for code, column in self.written.items()
            if code not in self.fixed
        }
        frame = rows.select(pl.col("record").alias("id"), *self.stored(columns, rows))
        if issubclass(self.model, Versioned):
            version = rows["seen"].str.json_path_match("$.version").cast(pl.Int64).alias("version")
            frame = frame.with_columns(version)
        if bulk.update(self.model, frame) != frame.height:
            raise RegistryMoved

    def stored(self, columns: Mapping[str, pl.Expr], rows: pl.DataFrame) -> list[pl.Expr]:
        """The values of a change as the table has them, by its columns; here may come what follows from them."""
        return [value.alias(column) for column, value in columns.items()]

    def later_work(self, batch: Batch, limit: int) -> list[str]:
        return later.later_work(batch, self, limit)

    def undo(self, batch: Batch, circumstances: Circumstances) -> None:
        rows = StagedRow.objects.filter(batch=batch)
        inserted = rows.filter(outcome=RowClass.NEW)
        if self.second is not None:
            bulk.delete(self.second, [pk for pk in inserted.values_list("detail", flat=True) if pk is not None])
        bulk.delete(self.model, [pk for pk in inserted.values_list("record", flat=True) if pk is not None])
        updated = list(rows.filter(outcome=RowClass.UPDATED).values_list("record", "changed", "before"))
        befores = [json.loads(text) for text in unseal_many(bytes(before or b"") for *_facts, before in updated)]
        for (record, changed, _before), before in zip(updated, befores, strict=True):
            values = self.restored({code: before[code] for code in changed.split()})
            if issubclass(self.model, Versioned):
                values["version"] = F("version") + 1
            self.model._base_manager.filter(pk=record).update(**values)

    def restored(self, held: Mapping[str, Any]) -> dict[str, Any]:
        """What an update is taken back with, by the names of fields; a blank text where nothing stood."""
        fields = {self._field(code): value for code, value in held.items()}
        return {
            field.attname: (None if field.null else field.get_default()) if value is None else field.to_python(value)
            for field, value in fields.items()
        }

    def journal(self, row: Mapping[str, Any], values: Mapping[str, Any]) -> list[Recorded]:
        before = json.loads(row["before"]) if row["before"] else None
        codes = list(self.written) if row["outcome"] == RowClass.NEW else row["changed"].split()
        after = {self._field(code).attname: _plain(values.get(code)) for code in codes}
        if row["outcome"] == RowClass.NEW:
            return [Recorded(self.records[0], row["record"], None, after)]
        held = {self._field(code).attname: before.get(code) for code in codes} if before is not None else None
        return [Recorded(self.records[0], row["record"], held, after)] if after else []

    def shown(self, field: str, held: Any) -> str:
        if held in (None, ""):
            return ""
        if held in ("true", "false"):
            return str(_("Yes") if held == "true" else _("No"))
        return str({str(value): label for value, label in self._field(field).flatchoices}.get(str(held), held))

    def _field(self, code: str) -> Any:
        column = self.written[code]
        return next(field for field in self.model._meta.concrete_fields if field.column == column)


def with_blanks(model: type[Model], written: Mapping[str, str]) -> list[pl.Expr]:
    """What is `written` as columns of the table, defaults where a row says nothing and the field takes no null."""
    fields = {field.column: field for field in model._meta.concrete_fields}
    return [
        (pl.col(code) if fields[column].null else pl.col(code).fill_null(pl.lit(fields[column].get_default()))).alias(
            column
        )
        for code, column in written.items()
    ]


def held_blank(schema: Mapping[str, type[pl.DataType]], written: Mapping[str, str]) -> list[pl.Expr]:
    """The columns of the table as `held_…`, blank texts made null: where nothing stands, a row may fill in."""
    return [
        (pl.when(pl.col(column) != "").then(pl.col(column)) if schema[column] == pl.String else pl.col(column)).alias(
            HELD + code
        )
        for code, column in written.items()
    ]


def _names(code: str) -> pl.Expr:
    """Whether the row writes the column."""
    return pl.col("changed").fill_null("").str.split(" ").list.contains(code)


def _plain(value: Any) -> Any:
    """As JSON can hold it."""
    return value.isoformat() if hasattr(value, "isoformat") else value
