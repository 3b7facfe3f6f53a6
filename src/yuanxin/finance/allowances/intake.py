"""编外人员名册: the off-establishment staff of units, a person a row, onto the drafts of a year's call."""

from collections.abc import Mapping
from typing import Any, ClassVar

import polars as pl
from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.finance.allowances.choices import AllowanceState, Basis, Permission
from yuanxin.finance.allowances.models import AllowanceCall, StaffAllowance, StaffEntry
from yuanxin.finance.allowances.services import NotBeingFilledIn
from yuanxin.foundation.intake.choices import RowClass
from yuanxin.foundation.intake.declarations import Circumstances, Column
from yuanxin.foundation.intake.models import Batch, StagedRow
from yuanxin.foundation.intake.parsers import text
from yuanxin.foundation.intake.persons import PERSON_COLUMNS
from yuanxin.foundation.intake.places import placed
from yuanxin.foundation.intake.problems import joined, token
from yuanxin.foundation.intake.records import RecordDeclaration
from yuanxin.foundation.kernel.bulk import rows_among
from yuanxin.foundation.kernel.masking import masked_number
from yuanxin.foundation.kernel.numbers import check_documents
from yuanxin.foundation.kernel.sealed import lookup_digests, seal_many
from yuanxin.foundation.unions.models import Union

YEAR = "year"
ALLOWANCES = {"union_id": pl.Int64, "allowance_id": pl.Int64, "state": pl.String, "basis": pl.String}


class StaffRosterDeclaration(RecordDeclaration):
    """One of a unit's off-establishment staff, a row, for the call of the year that is asked for."""

    code: ClassVar[str] = "allowance_staff"
    label = gettext_lazy("Rosters of off-establishment staff")
    file_name: ClassVar[str] = "编外人员名册"
    permission: ClassVar[str] = Permission.APPLY
    asks = ("mode",)
    columns = (
        *PERSON_COLUMNS,
        Column("job", "岗位", ("职务", "工种", "职位", "岗位名称"), text(50), width=14),
        Column(
            "place",
            "所在工会",
            ("工会", "工会编码", "工会名称", "单位工会", "单位", "单位名称"),
            text(100),
            as_text=True,
            note="编码或全称，不填为导入时所选的工会",
            width=30,
        ),
        Column("note", "备注", ("说明",), text(100), width=20),
    )
    model: ClassVar[type[Model]] = StaffEntry
    identity = {"name": str, "document_number": masked_number}
    written: ClassVar[Mapping[str, str]] = {"job": "job", "note": "note"}
    problem_labels: ClassVar[Mapping[str, Any]] = {
        "no_allowance": gettext_lazy("The unit was not asked in this year's call; begin its allowance first."),
        "not_being_filled_in": gettext_lazy("The unit has submitted; take it back or have it returned first."),
        "by_heads": gettext_lazy("The unit gives a number of heads; go back to the roster first."),
        "known_by_other_name": gettext_lazy("This number stands on the roster under another name."),
        "on_another_roster": gettext_lazy("This person stands on another unit's roster of the year."),
        "on_the_roster_of": gettext_lazy("This person stands on the roster of %(value)s for the year."),
    }

    def questions(self) -> Mapping[str, forms.Field]:
        years = AllowanceCall.objects.order_by("-year").values_list("year", flat=True).distinct()[:10]
        return {YEAR: forms.ChoiceField(label=gettext_lazy("Year"), choices=[(str(year), str(year)) for year in years])}

    def told(self, answers: Mapping[str, str]) -> Mapping[str, str]:
        return {str(gettext_lazy("Year")): answers[YEAR]} if YEAR in answers else {}

    def resolve(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        frame = _with_numbers(placed(rows, circumstances, Permission.APPLY), circumstances)
        year = int(circumstances.answers[YEAR])
        frame = frame.join(_asked(frame["union_id"], year), on="union_id", how="left", maintain_order="left")
        obstacle = (
            pl.when(pl.col("allowance_id").is_null())
            .then(pl.lit("no_allowance"))
            .when(pl.col("state") != AllowanceState.DRAFT.value)
            .then(pl.lit("not_being_filled_in"))
            .when(pl.col("basis") == Basis.HEADCOUNT.value)
            .then(pl.lit("by_heads"))
        )
        placed_well = ~pl.col("errors").fill_null("").str.contains("place:", literal=True)
        return frame.with_columns(
            joined(pl.col("errors"), pl.when(placed_well).then(token("place", obstacle))).alias("errors"),
            pl.lit(year, dtype=pl.Int64).alias("year"),
            pl.col("document_digest").bin.encode("hex").alias("told_apart"),
        ).drop("place_id", "place_level", "state", "basis")

    def prepare(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        """Seal the numbers, whose clear texts go no further."""
        sealed = iter(seal_many(rows["document"].drop_nulls().to_list()))
        column = [next(sealed) if there else None for there in rows["document"].is_not_null()]
        return rows.with_columns(pl.Series("document_sealed", column, dtype=pl.Binary)).drop(
            "document", "document_number"
        )

    def held(self, rows: pl.DataFrame) -> pl.DataFrame:
        schema = {
            "document_digest": pl.Binary,
            "record": pl.Int64,
            "held_union": pl.Int64,
            "held_name": pl.String,
            "held_job": pl.String,
            "held_note": pl.String,
            "version": pl.Int64,
        }
        years = rows["year"].unique().to_list()
        on_rosters = StaffEntry.objects.filter(active=True, year__in=years)
        found = rows_among(
            on_rosters,
            "document_digest",
            rows["document_digest"].drop_nulls().to_list(),
            ("document_digest", "pk", "union_id", "name", "job", "note", "version"),
            schema,
        )
        blank = [
            pl.when(pl.col(column) != "").then(pl.col(column)).alias(column) for column in ("held_job", "held_note")
        ]
        digest = pl.col("document_digest").bin.encode("hex").alias("told_apart")
        return found.with_columns(digest, *blank).drop("document_digest")

    def barred(self, rows: pl.DataFrame) -> pl.Expr:
        known = pl.col("record").is_not_null()
        return (
            pl.when(known & (pl.col("held_union") != pl.col("union_id")))
            .then(pl.lit("document_number:on_another_roster"))
            .when(known & (pl.col("held_name") != pl.col("name")))
            .then(pl.lit("name:known_by_other_name"))
        )

    def meet(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        """As usual; the unit on whose roster somebody stands is named to who sees it."""
        met = super().meet(rows, circumstances)
        elsewhere = (pl.col("problems") == "document_number:on_another_roster").fill_null(value=False)
        holder = pl.col("seen").str.json_path_match("$.union_id").cast(pl.Int64)
        holders = met.filter(elsewhere).select(holder.alias("holder"))["holder"].unique().to_list()
        seen = Union.objects.visible_to(circumstances.actor, Permission.VIEW_STAFF).filter(pk__in=holders)
        names = {union.pk: "".join(union.name.split()) for union in seen}
        named = pl.Series(
            [
                f"document_number:on_the_roster_of={names[key]}" if is_elsewhere and key in names else problem
                for problem, key, is_elsewhere in met.select("problems", holder, elsewhere.alias("elsewhere")).rows()
            ],
            dtype=pl.String,
        )
        return met.with_columns(named.alias("problems"))

    def new(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        return rows.select(
            pl.col("record").alias("id"),
            "union_id",
            "allowance_id",
            "year",
            "name",
            "document_type",
            pl.col("document_sealed").alias("document_number"),
            "document_digest",
            pl.col("job").fill_null(""),
            pl.col("note").fill_null(""),
            pl.lit(value=True).alias("active"),
        )

    def write(self, rows: pl.DataFrame, batch: Batch, circumstances: Circumstances) -> pl.DataFrame:
        """As usual, while every unit is still at it.

        Raises:
            NotBeingFilledIn: if one has submitted since the preview.
        """
        drafts = StaffAllowance.objects.select_for_update(no_key=True, of=("self",)).select_related("union")
        for allowance in drafts.filter(pk__in=rows["allowance_id"].unique().to_list()).order_by("pk"):
            if allowance.state != AllowanceState.DRAFT or allowance.basis != Basis.ROSTER:
                raise NotBeingFilledIn(
                    _("%(union)s has submitted since the file was read.") % {"union": allowance.union.name},
                    remedy=_("Take it back, or leave the unit out of the file."),
                )
        return super().write(rows, batch, circumstances)

    def later_work(self, batch: Batch, limit: int) -> list[str]:
        """As usual, and the units that have submitted with these names."""
        told = super().later_work(batch, limit)
        brought = StagedRow.objects.filter(batch=batch, outcome=RowClass.NEW).values("record")
        units = (
            StaffAllowance.objects.filter(entries__in=brought)
            .exclude(state=AllowanceState.DRAFT)
            .select_related("union")
            .distinct()
            .order_by("union__path")[:limit]
        )
        told += [_("%(union)s: %(state)s") % {"union": each.union, "state": each.get_state_display()} for each in units]
        return told[:limit]

    def masked(self, field: str, written: str) -> str:
        return masked_number(written) if field == "document_number" else written


def _with_numbers(frame: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
    """`document` (the number, where it is right), its type and look-up digest; what is wrong with it."""
    told = check_documents(frame["document_number"], frame["document_type"], today=circumstances.today)
    frame = frame.with_columns(
        told["number"].alias("document"),
        told["kind"].alias("document_type"),
        told["error"].alias("document_error"),
        told["warning"].alias("document_warning"),
    )
    readable = pl.col("document_number").is_not_null() & ~pl.col("errors").fill_null("").str.contains(
        "document_number:", literal=True
    )
    frame = frame.with_columns(
        joined(pl.col("errors"), pl.when(readable).then(token("document_number", pl.col("document_error")))).alias(
            "errors"
        ),
        joined(pl.col("warnings"), token("document_number", pl.col("document_warning"))).alias("warnings"),
        pl.when(readable & pl.col("document_error").is_null()).then(pl.col("document")).alias("document"),
    ).drop("document_error", "document_warning")
    digests = iter(lookup_digests(frame["document"].drop_nulls().to_list()))
    column = [next(digests) if there else None for there in frame["document"].is_not_null()]
    return frame.with_columns(pl.Series("document_digest", column, dtype=pl.Binary))


def _asked(unions: pl.Series, year: int) -> pl.DataFrame:
    """The allowance of each union in the call of a year."""
    asked = StaffAllowance.objects.filter(call__year=year, union__in=unions.drop_nulls().unique().to_list())
    rows = asked.exclude(state=AllowanceState.WITHDRAWN).values_list("union_id", "pk", "state", "basis")
    return pl.DataFrame(list(rows), schema=ALLOWANCES, orient="row")


STAFF_ROSTER = StaffRosterDeclaration()
