"""From raw rows to checked, compared and classified ones; reads the registry, writes nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from yuanxin.foundation.intake.choices import RowClass
from yuanxin.foundation.intake.declarations import FOUND, Circumstances, Declaration
from yuanxin.foundation.intake.parsers import Cells
from yuanxin.foundation.intake.problems import joined, token
from yuanxin.foundation.intake.reading import Header, RawChunk

MET_ONLY = ("record", "detail", "changed", "kept", "before", "seen", FOUND)


@dataclass(frozen=True)
class CheckedChunk:
    """Some rows as written (`cells`) and as read (`values`)."""

    number: int
    cells: pl.DataFrame
    values: pl.DataFrame


@dataclass(frozen=True)
class Part:
    """A chunk as it is compared: what all rows of the file are compared by, and where the whole of it is.

    `met` is what the registry said of its sound rows when they were read, where it was asked.
    """

    light: pl.DataFrame
    values: Callable[[], pl.DataFrame]
    met: pl.DataFrame | None = None


def comparable(values: pl.DataFrame, seldom_shared: Iterable[str] = ()) -> pl.DataFrame:
    """What the rows of the whole file are compared by."""
    return values.select("row", "key", "name", "errors", "warnings", *[f"{code}_digest" for code in seldom_shared])


def met_when_read(values: pl.DataFrame, declaration: Declaration, circumstances: Circumstances) -> pl.DataFrame:
    """How the sound rows of a chunk stand to the registry, whatever the rest of the file says against them."""
    return declaration.meet(values.filter(pl.col("errors").is_null()), circumstances)


def check(
    raw: RawChunk, header: Header, declaration: Declaration, circumstances: Circumstances, *, prepare: bool
) -> CheckedChunk:
    """Read each column, then what several columns say together; with `prepare`, also seal what will be stored."""
    height = raw.cells.height
    values = [raw.cells["row"]]
    errors: list[pl.Expr] = []
    warnings: list[pl.Expr] = []
    problems: dict[str, pl.Series] = {}

    def note(kind: str, code: str, found: pl.Series | None, into: list[pl.Expr]) -> None:
        if found is not None and found.null_count() < height:
            name = f"{kind}_{code}"
            problems[name] = found.alias(name)
            into.append(token(code, pl.col(name)))

    for column in declaration.columns:
        position = header.position(column.code)
        place = f"c{position}"
        absent = position is None
        texts = pl.repeat(None, height, dtype=pl.String, eager=True) if absent else raw.cells[place]
        parsed = column.parse(Cells(texts, raw.typed.get(place), raw.day_zero), circumstances.today)
        values.append(parsed.value.alias(column.code))
        values += [series.alias(f"{column.code}_{name}") for name, series in parsed.besides.items()]
        if column.required:
            missing = texts.to_frame("text").select(pl.when(pl.col("text").is_null()).then(pl.lit("missing")))
            note("missing", column.code, missing.to_series(), errors)
        note("error", column.code, parsed.error, errors)
        note("warning", column.code, parsed.warning, warnings)
    nothing = pl.lit(None, dtype=pl.String)
    frame = pl.DataFrame([*values, *problems.values()]).with_columns(
        (joined(*errors) if errors else nothing).alias("errors"),
        (joined(*warnings) if warnings else nothing).alias("warnings"),
    )
    frame = declaration.check(frame.drop(list(problems)), circumstances)
    if prepare:
        frame = declaration.prepare(frame, circumstances)
    return CheckedChunk(raw.number, raw.cells, frame)


def compared(light: pl.DataFrame) -> pl.DataFrame:
    """What the file says against itself: `row`, `outcome` (conflict or duplicate) and `problems`, for such rows only.

    Two names for one number make all its rows conflicts, whichever of them are otherwise sound; a duplicate repeats an
    earlier sound row.
    """
    known = light.filter(pl.col("key").is_not_null() & pl.col("name").is_not_null())
    first = known.group_by("key", "name").agg(pl.col("row").min())
    names = first.sort("row").group_by("key", maintain_order=True).agg(pl.col("name"), pl.col("row"))
    several = names.filter(pl.col("name").list.len() > 1).select(
        "key",
        pl.col("name").list.first().alias("first_name"),
        pl.col("row").list.first().alias("first_row"),
        pl.col("row").list.get(1).alias("second_row"),
    )
    other = pl.when(pl.col("name") == pl.col("first_name")).then(pl.col("second_row")).otherwise(pl.col("first_row"))
    sound = known.filter(pl.col("errors").is_null())
    conflicts = sound.join(several, on="key", how="inner").select(
        "row",
        pl.lit(RowClass.CONFLICT.value).alias("outcome"),
        token("row", pl.format("two_names={}", other)).alias("problems"),
    )
    earliest = sound.group_by("key").agg(pl.col("row").min().alias("earliest"))
    duplicates = (
        sound.join(several, on="key", how="anti")
        .join(earliest, on="key", how="inner")
        .filter(pl.col("row") > pl.col("earliest"))
        .select(
            "row",
            pl.lit(RowClass.DUPLICATE.value).alias("outcome"),
            token("row", pl.format("duplicate_of={}", pl.col("earliest"))).alias("problems"),
        )
    )
    return pl.concat([conflicts, duplicates])


def shared(light: pl.DataFrame, seldom_shared: Mapping[str, int]) -> pl.DataFrame:
    """Whose value so many different keys of the file have that it can hardly be each one's own: `row` and `told`."""
    found = light.select("row", pl.lit(None, dtype=pl.String).alias("told")).clear()
    for code, many in seldom_shared.items():
        given = light.select("row", "key", f"{code}_digest").drop_nulls(f"{code}_digest")
        bearers = given.group_by(f"{code}_digest").agg(pl.col("key").drop_nulls().n_unique().alias("bearers"))
        rows = given.join(bearers.filter(pl.col("bearers") >= many), on=f"{code}_digest", how="semi").select("row")
        found = pl.concat([found, rows.with_columns(pl.lit(f"{code}:shared").alias("told"))])
    return found.group_by("row").agg(pl.col("told").str.join(" "))


def classified(
    part: Part, verdicts: pl.DataFrame, declaration: Declaration, circumstances: Circumstances
) -> pl.DataFrame:
    """Every row of a chunk in its class: a frame of `MEETING_SCHEMA` and `key`, in the rows' order.

    The order of the classes is the order of the tests: invalid, conflict (in the file, with the registry), duplicate,
    then what the registry says.
    """
    judged = part.light.select("row", "key", "errors", "warnings").join(
        verdicts, on="row", how="left", maintain_order="left"
    )
    conflict = (pl.col("outcome") == RowClass.CONFLICT.value).fill_null(value=False)
    asked = judged.select(pl.col("errors").is_null() & ~conflict).to_series()
    met = part.met
    if met is None or not met["row"].equals(judged["row"].filter(asked)):
        met = declaration.meet(part.values().filter(asked), circumstances)
    frame = judged.join(met, on="row", how="left", suffix="_met", maintain_order="left")
    registry_conflict = (pl.col("outcome_met") == RowClass.CONFLICT.value).fill_null(value=False)
    duplicate = (pl.col("outcome") == RowClass.DUPLICATE.value).fill_null(value=False)
    invalid = pl.col("errors").is_not_null()
    passes = ~invalid & ~conflict & ~(duplicate & ~registry_conflict)
    return frame.select(
        "row",
        pl.when(invalid)
        .then(pl.lit(RowClass.INVALID.value))
        .when(passes)
        .then(pl.col("outcome_met"))
        .otherwise(pl.col("outcome"))
        .alias("outcome"),
        pl.when(invalid)
        .then(pl.col("errors"))
        .when(passes)
        .then(pl.col("problems_met"))
        .otherwise(pl.col("problems"))
        .alias("problems"),
        joined(pl.col("warnings"), pl.col("told"), pl.when(passes).then(pl.col("warnings_met"))).alias("warnings"),
        *[pl.when(passes).then(pl.col(name)).alias(name) for name in MET_ONLY if name in met.columns],
        "key",
    )


def classify(
    parts: Sequence[Part],
    declaration: Declaration,
    circumstances: Circumstances,
    progress: Callable[[int], Any] | None = None,
) -> Iterator[pl.DataFrame]:
    """The classified rows of each of a file's chunks, of which there is at least one."""
    light = pl.concat([part.light for part in parts])
    told = shared(light, declaration.seldom_shared)
    verdicts = compared(light).join(told, on="row", how="full", coalesce=True)
    done = 0
    for part in parts:
        yield classified(part, verdicts, declaration, circumstances)
        done += part.light.height
        if progress is not None:
            progress(done)


def counted(met: pl.DataFrame) -> dict[str, int]:
    """How many rows fall in each class, every class named."""
    found = dict(met.group_by("outcome").len().iter_rows())
    return {name: found.get(name, 0) for name in RowClass.values}
