"""收入调查表: what each model worker lives on, a row each, onto the statements that a survey awaits."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

import polars as pl
from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy

from yuanxin.foundation.intake.choices import Mode, RowClass
from yuanxin.foundation.intake.declarations import Circumstances, Column, Recorded
from yuanxin.foundation.intake.models import Batch, StagedRow
from yuanxin.foundation.intake.parsers import amount, code_table, whole_number
from yuanxin.foundation.intake.persons import PERSON_COLUMNS, keyed
from yuanxin.foundation.intake.problems import joined
from yuanxin.foundation.intake.records import RecordDeclaration
from yuanxin.foundation.kernel.actors import PathRange
from yuanxin.foundation.kernel.bulk import rows_among
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.money import from_fen
from yuanxin.foundation.kernel.sealed import seal, seal_many, unseal_many
from yuanxin.foundation.unions.models.scope import in_range
from yuanxin.welfare.model_workers.choices import Employment, Insurance, Permission, SurveyState
from yuanxin.welfare.model_workers.models import IncomeStatement, IncomeSurvey
from yuanxin.welfare.model_workers.rules.incomes import band, twelve, written
from yuanxin.welfare.model_workers.services.surveys import SurveyClosed, follow_statements

YEAR = "year"
EMPLOYMENTS = {
    "在职": Employment.EMPLOYED.value, "在岗": Employment.EMPLOYED.value, "退休": Employment.RETIRED.value,
    "离退休": Employment.RETIRED.value, "农民": Employment.FARMER.value, "务农": Employment.FARMER.value,
}  # fmt: skip
INSURANCES = {
    "职工医保": Insurance.EMPLOYEE.value, "职工基本医疗保险": Insurance.EMPLOYEE.value,
    "居民医保": Insurance.RESIDENT.value, "城乡居民医疗保险": Insurance.RESIDENT.value,
    "公费医疗": Insurance.PUBLIC.value, "未参保": Insurance.NONE.value,
}  # fmt: skip
COLUMNS = (
    *PERSON_COLUMNS,
    Column("employment", "人员类别", ("类别", "在职退休"), code_table(EMPLOYMENTS), required=True, width=10,
           choices=("在职", "退休", "农民")),
    Column("insurance", "医保类型", ("医保", "医疗保险"), code_table(INSURANCES), width=16,
           choices=("职工医保", "居民医保", "公费医疗", "未参保")),
    Column("income", "月收入（元）", ("月收入", "月均收入", "月收入元", "收入"), amount(), required=True, width=14),
    Column("changed_from", "变动起始月份", ("变动月份",), whole_number(2, 12), note="年中收入有变动的填写", width=14),
    Column("after", "变动后月收入（元）", ("变动后月收入", "变动后收入"), amount(), width=20,
           note="与变动起始月份同时填写"),
)  # fmt: skip
STATEMENT = {
    "key": pl.Binary,
    "record": pl.Int64,
    "union_id": pl.Int64,
    "official_name": pl.String,
    "held_employment": pl.String,
    "held_insurance": pl.String,
    "held_incomes": pl.Binary,
    "held_stated_on": pl.Date,
    "held_stated_by": pl.String,
    "version": pl.Int64,
}
FOUND_BY = "worker__person__document_digest"


class IncomeDeclaration(RecordDeclaration):
    """What one model worker lives on in the year that is asked for, a row."""

    code: ClassVar[str] = "incomes"
    label = gettext_lazy("Income survey of model workers")
    file_name: ClassVar[str] = "劳模收入调查表"
    permission: ClassVar[str] = Permission.SURVEY
    asks = ("mode",)
    columns = COLUMNS
    model: ClassVar[type[Model]] = IncomeStatement
    identity = {"name": str}
    written: ClassVar[Mapping[str, str]] = {
        name: name for name in ("employment", "insurance", "incomes", "stated_on", "stated_by")
    }
    problem_labels: ClassVar[Mapping[str, Any]] = {
        "not_asked": gettext_lazy("No open survey of the year asks for this person within the union you import into."),
        "another_name": gettext_lazy("This number is registered under another name."),
        "both": gettext_lazy("An income that changed has its month and its amount."),
    }

    def questions(self) -> Mapping[str, forms.Field]:
        surveys = IncomeSurvey.objects.filter(state=SurveyState.OPEN).order_by("-year")
        years = surveys.values_list("year", flat=True).distinct()
        return {YEAR: forms.ChoiceField(label=gettext_lazy("Year"), choices=[(str(year), str(year)) for year in years])}

    def told(self, answers: Mapping[str, str]) -> Mapping[str, str]:
        return {str(gettext_lazy("Year")): answers[YEAR]} if YEAR in answers else {}

    def resolve(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        frame = keyed(rows, circumstances.today).rename({"key": "digest"})
        asked = statements_of(asked_in(circumstances), frame["digest"].drop_nulls().to_list())
        frame = frame.join(
            asked.select(pl.col("key").alias("digest"), "union_id", "official_name", "held_incomes"),
            on="digest",
            how="left",
            maintain_order="left",
        )
        known = pl.col("union_id").is_not_null()
        uneven = pl.col("changed_from").is_null() != pl.col("after").is_null()
        frame = frame.with_columns(
            joined(
                pl.col("errors"),
                pl.when(pl.col("digest").is_not_null() & ~known).then(pl.lit("document_number:not_asked")),
                pl.when(known & (pl.col("name") != pl.col("official_name"))).then(pl.lit("name:another_name")),
                pl.when(uneven).then(pl.lit("after:both")),
            ).alias("errors"),
            pl.col("digest").bin.encode("hex").alias("told_apart"),
        )
        return _with_incomes(frame, circumstances).drop("digest", "official_name", "held_incomes")

    def held(self, rows: pl.DataFrame) -> pl.DataFrame:
        digests = [bytes.fromhex(text) for text in rows["told_apart"].drop_nulls().to_list()]
        years = rows["survey_year"].drop_nulls().unique().to_list()
        found = statements_of(
            IncomeStatement.objects.filter(survey__state=SurveyState.OPEN, survey__year__in=years), digests
        )
        blank = [
            pl.when(pl.col(name) != "").then(pl.col(name)).alias(name)
            for name in ("held_employment", "held_insurance", "held_stated_by")
        ]
        told_apart = pl.col("key").bin.encode("hex").alias("told_apart")
        return found.with_columns(told_apart, *blank).select(
            "told_apart", "record", pl.col("union_id").alias("held_union"),
            *(f"held_{name}" for name in self.written), "version",
        )  # fmt: skip

    def new(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        raise TypeError("a statement that no survey awaits is an error of its row")

    def write(self, rows: pl.DataFrame, batch: Batch, circumstances: Circumstances) -> pl.DataFrame:
        """Write the statements, while the survey is being answered.

        Raises:
            SurveyClosed: if it was closed since the preview.
        """
        year = int(circumstances.answers[YEAR])
        surveys = IncomeSurvey.objects.select_for_update(no_key=True).filter(year=year).order_by("pk")
        if not any(survey.state == SurveyState.OPEN for survey in surveys):
            raise SurveyClosed(str(gettext_lazy("The survey was closed since the file was read.")))
        self._change(rows.filter(pl.col("outcome") == RowClass.UPDATED.value))
        return rows.clear().select("row", pl.lit(None, dtype=pl.Int64).alias("detail"))

    def write_besides(self, batch: Batch, circumstances: Circumstances) -> None:
        """Let the files of the model workers say what the statements said of standing and insurance."""
        brought = StagedRow.objects.filter(batch=batch, outcome=RowClass.UPDATED).values("record")
        statements = IncomeStatement.objects.filter(pk__in=brought).select_related("worker").order_by("pk")
        follow_statements(actor=circumstances.actor, statements=list(statements))

    def stored(self, columns: Mapping[str, pl.Expr], rows: pl.DataFrame) -> list[pl.Expr]:
        """The incomes sealed; a statement that changes says when, and who stated it."""
        clear = rows.select(columns["incomes"].alias("incomes"))["incomes"]
        sealed = iter(seal_many(clear.drop_nulls().to_list()))
        column = pl.Series(
            "incomes", [next(sealed) if there else None for there in clear.is_not_null()], dtype=pl.Binary
        )
        others = {name: value for name, value in columns.items() if name != "incomes"}
        return [*super().stored(others, rows), pl.lit(column).alias("incomes")]

    def restored(self, held: Mapping[str, Any]) -> dict[str, Any]:
        before = super().restored({code: value for code, value in held.items() if code != "incomes"})
        if "incomes" in held:
            before["incomes"] = seal(held["incomes"]) if held["incomes"] else None
        return before

    def journal(self, row: Mapping[str, Any], values: Mapping[str, Any]) -> list[Recorded]:
        """As usual, the incomes told as bands: the trail opens nothing."""
        return [
            each._replace(before=_in_bands(each.before), after=_in_bands(each.after))
            for each in super().journal(row, values)
        ]

    def shown(self, field: str, held: Any) -> str:
        return band(held) if field == "incomes" and held else super().shown(field, held)

    def masked(self, field: str, written: str) -> str:
        return f"{written[:1]}***" if field in {"income", "after"} and written else written


def asked_in(circumstances: Circumstances) -> QuerySet[IncomeStatement]:
    """The statements that a row may be about: of the open survey of the year, within the union, for who brings it."""
    rows = IncomeStatement.objects.visible_to(circumstances.actor, Permission.SURVEY)
    within = in_range("union__path", PathRange.below(circumstances.union.path))
    return rows.filter(within, survey__state=SurveyState.OPEN, survey__year=int(circumstances.answers[YEAR]))


def statements_of(rows: QuerySet[IncomeStatement], digests: list[bytes]) -> pl.DataFrame:
    """Those of people by the digests of their numbers, the incomes opened."""
    columns = (
        FOUND_BY, "pk", "union_id", "worker__person__name", "employment", "insurance", "incomes", "stated_on",
        "stated_by", "version",
    )  # fmt: skip
    found = rows_among(rows, FOUND_BY, digests, columns, STATEMENT)
    opened = iter(unseal_many(found["held_incomes"].drop_nulls().to_list()))
    texts = [next(opened) if there else None for there in found["held_incomes"].is_not_null()]
    return found.with_columns(pl.Series("held_incomes", texts, dtype=pl.String))


def _with_incomes(frame: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
    """`incomes` of the twelve months; who stated them, and when, where the row writes them."""
    incomes = [_twelve(*values) for values in frame.select("income", "changed_from", "after").rows()]
    frame = frame.with_columns(pl.Series("incomes", incomes, dtype=pl.String))
    may = pl.col("held_incomes").is_null()
    if circumstances.mode == Mode.OVERRIDE:
        may = pl.col("incomes").ne_missing(pl.col("held_incomes"))
    differs = pl.col("incomes").is_not_null() & may
    return frame.with_columns(
        pl.when(differs).then(pl.lit(circumstances.today)).alias("stated_on"),
        pl.when(differs).then(pl.lit(circumstances.actor.label[:100])).alias("stated_by"),
        pl.lit(int(circumstances.answers[YEAR]), dtype=pl.Int64).alias("survey_year"),
    )


def _twelve(income: int | None, changed_from: int | None, after: int | None) -> str | None:
    if income is None:
        return None
    later: Decimal | None = from_fen(after) if after is not None else None
    try:
        return written(twelve(from_fen(income), changed_from=changed_from, after=later))
    except Refused:
        # Told as an error of the row.
        return None


def _in_bands(values: dict[str, Any] | None) -> dict[str, Any] | None:
    if values is None or not values.get("incomes"):
        return values
    return values | {"incomes": band(values["incomes"])}


INCOMES = IncomeDeclaration()
