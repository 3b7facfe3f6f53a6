"""工会清册: the unions of a district with their place in the tree, and the term of their committees."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, ClassVar

import polars as pl
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.intake.declarations import Circumstances, Column
from yuanxin.foundation.intake.parsers import code_table, credit_code, date, paper_number, phone, text, whole_number
from yuanxin.foundation.intake.places import places
from yuanxin.foundation.intake.problems import joined, token
from yuanxin.foundation.intake.records import RecordDeclaration, held_blank, with_blanks
from yuanxin.foundation.kernel.bulk import rows_among
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.choices import Form, Level, Permission, UnionState
from yuanxin.foundation.unions.models import FormerCode, Term, Union
from yuanxin.foundation.unions.rules import may_stand_under
from yuanxin.foundation.unions.services import lock_tree, next_paths, sortable
from yuanxin.organisation.loading.intake.words import FORMS, FOUNDING_MODES, LEVELS

COLUMNS = (
    Column("code", "工会编码", ("工会代码", "工会编号", "组织编码"), text(20), required=True, as_text=True, width=16),
    Column("union_name", "工会名称", ("工会全称", "工会组织名称", "名称"), text(100), required=True, width=34),
    Column(
        "parent",
        "上级工会",
        ("上级工会编码", "上级工会名称", "上级工会代码", "主管工会"),
        text(100),
        as_text=True,
        note="编码或全称；不填为所选工会",
        width=24,
    ),
    Column(
        "level", "层级", ("工会层级", "级别"), code_table(LEVELS), choices=("街道", "园区", "基层"), note="不填为基层"
    ),
    Column("form", "组织形式", ("工会组织形式", "组织类型"), code_table(FORMS), note="不填按层级", width=18),
    Column(
        "founding_mode", "建会方式", ("建会形式",), code_table(FOUNDING_MODES), choices=("单独", "联合", "区域", "行业")
    ),
    Column(
        "credit_code", "统一社会信用代码", ("信用代码", "工会统一社会信用代码"), credit_code(), as_text=True, width=22
    ),
    Column("division", "行政区划代码", ("区划代码", "行政区划"), text(12), as_text=True),
    Column("approved_on", "批复日期", ("批准日期", "建会日期", "建会时间", "成立日期"), date(), width=12),
    Column("approval_number", "批复文号", ("批准文号", "文号"), paper_number(40), width=20),
    Column("address", "地址", ("工会地址", "办公地址", "单位地址"), text(200), width=30),
    Column("telephone", "办公电话", ("联系电话", "电话", "工会电话"), phone(), as_text=True, width=16),
    Column("term_number", "届次", ("第几届", "本届届次"), whole_number(1, 99), width=8),
    Column("term_from", "本届起始日期", ("任期开始", "届期开始", "任期起", "换届日期"), date(), width=14),
    Column("term_until", "本届届满日期", ("任期结束", "届期届满", "任期止", "届满日期"), date(), width=14),
)
FOUND_SCHEMA: Mapping[str, type[pl.DataType]] = {
    "code": pl.String,
    "id": pl.Int64,
    "version": pl.Int64,
    "state": pl.String,
    "name": pl.String,
    "form": pl.String,
    "founding_mode": pl.String,
    "credit_code": pl.String,
    "division": pl.String,
    "approved_on": pl.Date,
    "approval_number": pl.String,
    "address": pl.String,
    "telephone": pl.String,
    "level": pl.String,
    "parent_id": pl.Int64,
}
USUAL_FORM = {Level.GRASSROOTS.value: Form.COMMITTEE.value}


class UnionDeclaration(RecordDeclaration):
    """A union a row: where it stands, when it was approved, the present term."""

    code: ClassVar[str] = "unions"
    label = gettext_lazy("Register of unions")
    file_name: ClassVar[str] = "工会清册"
    permission: ClassVar[str] = Permission.CHANGE_TREE
    columns = COLUMNS
    model: ClassVar[type[Model]] = Union
    second: ClassVar[type[Model]] = Term
    identity = {"union_name": str, "code": str}
    written: ClassVar[Mapping[str, str]] = {
        "union_name": "name",
        "form": "form",
        "founding_mode": "founding_mode",
        "credit_code": "credit_code",
        "division": "division",
        "approved_on": "approved_on",
        "approval_number": "approval_number",
        "address": "address",
        "telephone": "telephone",
        "level": "level",
        "parent": "parent_id",
    }
    # A union moves, and its approval changes, by an act of its own.
    fixed = frozenset({"level", "parent", "approved_on", "approval_number"})
    problem_labels: ClassVar[Mapping[str, Any]] = {
        "no_such_union": gettext_lazy("There is no such union within the one you import into, nor in the file."),
        "under_itself": gettext_lazy("The union would stand under itself."),
        "above_does_not_go_in": gettext_lazy("Its upper union, in row %(value)s, does not go in."),
        "wrong_level": gettext_lazy("A union of this level cannot stand under that one."),
        "term_days": gettext_lazy("A term needs its number, its first and its last day, in this order."),
        "former_code": gettext_lazy("This code once named another union, and is never given twice."),
        "union_ended": gettext_lazy("This union is no longer in force; nothing is written to it."),
    }

    def resolve(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        frame = _with_defaults(rows)
        frame = _with_parents(frame, circumstances)
        term = [pl.col(name) for name in ("term_number", "term_from", "term_until")]
        half = pl.any_horizontal(each.is_not_null() for each in term) & pl.any_horizontal(
            each.is_null() for each in term
        )
        backwards = pl.col("term_until") <= pl.col("term_from")
        frame = frame.with_columns(
            joined(
                pl.col("errors"),
                token("parent", pl.col("parent_error")),
                pl.when(pl.col("approved_on") > circumstances.today).then(pl.lit("approved_on:not_yet")),
                pl.when(half | backwards.fill_null(value=False)).then(pl.lit("term_number:term_days")),
            ).alias("errors"),
            pl.col("code").alias("told_apart"),
            pl.col("union_name").alias("name"),
            pl.lit(circumstances.union.pk, dtype=pl.Int64).alias("union_id"),
        )
        return _barring_children(frame)

    def held(self, rows: pl.DataFrame) -> pl.DataFrame:
        codes = rows["code"].to_list()
        found = rows_among(Union.objects.all(), "code", codes, list(FOUND_SCHEMA), FOUND_SCHEMA)
        former = rows_among(FormerCode.objects.all(), "code", codes, ["code"], {"code": pl.String})
        held = found.select(
            pl.col("code").alias("told_apart"),
            pl.col("id").alias("record"),
            pl.col("id").alias("held_union"),
            "version",
            (pl.col("state") != UnionState.ACTIVE.value).alias("ended"),
            pl.lit(value=False).alias("former"),
            *held_blank(FOUND_SCHEMA, self.written),
        )
        given_up = former.select(pl.col("code").alias("told_apart"), pl.lit(value=True).alias("former"))
        return pl.concat([held, given_up], how="diagonal")

    def barred(self, rows: pl.DataFrame) -> pl.Expr:
        return (
            pl.when(pl.col("former").fill_null(value=False))
            .then(pl.lit("code:former_code"))
            .when(pl.col("ended").fill_null(value=False))
            .then(pl.lit("row:union_ended"))
        )

    def new(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        lock_tree()
        placed = _placed(rows, circumstances.union.pk)
        names = [sortable(name) for name in rows["union_name"]]
        frame = rows.join(placed, on="row", how="left", maintain_order="left").with_columns(
            pl.Series("pinyin", [pinyin for pinyin, _initials in names], dtype=pl.String),
            pl.Series("initials", [initials for _pinyin, initials in names], dtype=pl.String),
            pl.col("above").alias("parent"),
            pl.col("stated_level").alias("level"),
            pl.col("stated_form").alias("form"),
        )
        return frame.select(
            pl.col("record").alias("id"),
            "code",
            "path",
            "pinyin",
            "initials",
            pl.lit(1).alias("version"),
            pl.lit(UnionState.ACTIVE.value).alias("state"),
            *with_blanks(Union, self.written),
        )

    def brings_second(self) -> pl.Expr:
        return pl.col("term_number").is_not_null()

    def new_second(self, rows: pl.DataFrame) -> pl.DataFrame:
        return rows.select(
            pl.col("detail").alias("id"),
            pl.col("record").alias("union_id"),
            pl.col("term_number").alias("number"),
            pl.col("term_from").alias("begins_on"),
            pl.col("term_until").alias("ends_on"),
        )

    def stored(self, columns: Mapping[str, pl.Expr], rows: pl.DataFrame) -> list[pl.Expr]:
        renamed = [sortable(name) for name in rows["union_name"]]
        names = pl.col("changed").fill_null("").str.split(" ").list.contains("union_name")
        sorting = [
            pl.when(names).then(pl.Series([each[place] for each in renamed], dtype=pl.String)).alias(column)
            for place, column in enumerate(("pinyin", "initials"))
        ]
        return [*super().stored(columns, rows), *sorting]

    def restored(self, held: Mapping[str, Any]) -> dict[str, Any]:
        values = super().restored(held)
        if "name" in values:
            values["pinyin"], values["initials"] = sortable(values["name"])
        return values

    def shown(self, field: str, held: Any) -> str:
        if field == "parent" and held not in (None, ""):
            return str(Union.objects.get(pk=held))
        return super().shown(field, held)


def _with_defaults(rows: pl.DataFrame) -> pl.DataFrame:
    """A grassroots union with a committee unless the row says otherwise."""
    level = pl.col("level").fill_null(Level.GRASSROOTS.value)
    usual = level.replace_strict(USUAL_FORM, default=Form.FEDERATION.value)
    return rows.with_columns(level.alias("stated_level"), pl.coalesce("form", usual).alias("stated_form"))


def _with_parents(frame: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
    """`parent`, the id of the upper union that a row names; `above_row`, where that stands in the file itself."""
    frame = frame.with_columns(pl.col("parent").alias("above_text"))
    own = frame.filter(pl.col("code").is_not_null()).select(
        pl.col("row").alias("above_row"), "code", "union_name", pl.col("stated_level").alias("row_level")
    )
    by_code = own.drop("union_name").unique("code", keep="first", maintain_order=True)
    named = own.drop("code").group_by("union_name").agg(pl.all().first(), pl.len().alias("bearers"))
    by_name = named.filter(pl.col("bearers") == 1).drop("bearers")
    known = places(frame["above_text"], circumstances, Permission.CHANGE_TREE)
    frame = (
        frame.join(known, left_on="above_text", right_on="place", how="left", maintain_order="left")
        .join(by_code, left_on="above_text", right_on="code", how="left", maintain_order="left")
        .join(by_name, left_on="above_text", right_on="union_name", how="left", suffix="_named", maintain_order="left")
    )
    unnamed, registered = pl.col("above_text").is_null(), pl.col("place_id").is_not_null()
    above_row = pl.coalesce("above_row", "above_row_named")
    level = (
        pl.when(unnamed)
        .then(pl.lit(circumstances.union.level))
        .otherwise(pl.coalesce("place_level", "row_level", "row_level_named"))
    )
    frame = frame.with_columns(
        pl.when(~registered).then(above_row).alias("above_row"),
        pl.col("place_id").alias("parent"),
        level.alias("above_level"),
    )
    fits = pl.Series(
        [
            above is None or may_stand_under(own, above)
            for own, above in frame["stated_level", "above_level"].iter_rows()
        ],
        dtype=pl.Boolean,
    )
    nowhere = ~unnamed & ~registered & pl.col("above_row").is_null()
    error = pl.when(nowhere).then("place_error").when(~fits).then(pl.lit("wrong_level"))
    return frame.with_columns(error.alias("parent_error")).drop(
        "place_error", "above_row_named", "row_level", "row_level_named", "place_id", "place_code", "place_level",
        "above_level",
    )  # fmt: skip


def _barring_children(frame: pl.DataFrame) -> pl.DataFrame:
    """A row below one that does not go in stays out as well, and says which that is; so does a circle."""
    several = frame.group_by("code").agg(pl.col("union_name").n_unique().alias("names"))
    several_names = set(several.filter(pl.col("names") > 1)["code"])
    above_of: dict[int, int | None] = {}
    out: set[int] = set()
    for row, code, above_row, errors in frame.select("row", "code", "above_row", "errors").iter_rows():
        above_of[row] = above_row
        if errors is not None or code in several_names:
            out.add(row)
    told: list[tuple[int, str]] = []
    for row in above_of:
        passed, at = {row}, above_of[row]
        while at is not None and at not in passed and at not in out:
            passed.add(at)
            at = above_of.get(at)
        if at is not None and row not in out:
            told.append((row, "parent:under_itself" if at in passed else f"parent:above_does_not_go_in={at}"))
    barred = pl.DataFrame(told, schema={"row": frame.schema["row"], "barred": pl.String}, orient="row")
    return (
        frame.join(barred, on="row", how="left", maintain_order="left")
        .with_columns(joined(pl.col("errors"), pl.col("barred")).alias("errors"))
        .drop("barred")
    )


def _placed(rows: pl.DataFrame, top: int) -> pl.DataFrame:
    """`row`, its `path` and the id `above` it: upper unions first, the next free numbers under each.

    Args:
        top: the id of the union that rows stand under which name none.

    Raises:
        Refused: if an upper union that stands in the file is not written with them.
    """
    record_of = dict(rows.select("row", "record").iter_rows())
    waiting: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row, record, parent, above_row in rows.select("row", "record", "parent", "above_row").iter_rows():
        if above_row is not None and above_row not in record_of:
            raise Refused(
                _("The upper union in row %(row)s is not written, so those below it cannot be either.")
                % {"row": above_row},
                remedy=_("Bring the file in again."),
            )
        waiting[record_of[above_row] if above_row is not None else parent or top].append((row, record))
    paths = dict(Union.objects.filter(pk__in=list(waiting)).values_list("pk", "path"))
    ready = [above for above in waiting if above in paths]
    placed: list[tuple[int, str, int]] = []
    while ready:
        above = ready.pop()
        children = waiting[above]
        for (row, record), path in zip(children, next_paths(paths[above], len(children)), strict=True):
            placed.append((row, path, above))
            paths[record] = path
            if record in waiting:
                ready.append(record)
    return pl.DataFrame(placed, schema={"row": rows.schema["row"], "path": pl.String, "above": pl.Int64}, orient="row")


UNIONS = UnionDeclaration()
