"""The enrolment roster (参保名册) as the import engine knows it: a person a row, onto the lists of their unions."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

import polars as pl
from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.intake.choices import RowClass, Verdict
from yuanxin.foundation.intake.declarations import Addition, Circumstances, Declaration, Recorded
from yuanxin.foundation.intake.later import later_work
from yuanxin.foundation.intake.models import Batch, QueuedRow
from yuanxin.foundation.intake.persons import PERSON_COLUMNS, keyed
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.masking import masked_number
from yuanxin.welfare.mutual_aid.choices import EnrolmentState, Permission
from yuanxin.welfare.mutual_aid.intake.enrolments import deciding, registry, writing
from yuanxin.welfare.mutual_aid.models import Enrolment, Scheme
from yuanxin.welfare.mutual_aid.rules import listing

SCHEME = "scheme"


class EnrolmentDeclaration(Declaration):
    """参保名册: members to be enrolled in a scheme, each through the union in which the person is a member."""

    code: ClassVar[str] = "mutual_aid_roster"
    label = gettext_lazy("Enrolment roster")
    file_name: ClassVar[str] = "参保名册"
    permission: ClassVar[str] = Permission.ENROL
    columns = PERSON_COLUMNS
    records: ClassVar[tuple[str, ...]] = ("mutual_aid.enrolment", "mutual_aid.unitenrolment")
    identity = {"name": str, "document_number": masked_number}
    asks: ClassVar[Collection[str]] = ()
    afterwards = ("mutual_aid:roster-units", gettext_lazy("To the lists of the units"))
    problem_labels: ClassVar[Mapping[str, Any]] = {
        **listing.WORDS,
        "known_by_other_name": gettext_lazy("The registry knows this number under another name."),
        "same_person": gettext_lazy("The file has this person already, by another number."),
    }

    def questions(self) -> Mapping[str, forms.Field]:
        """Which scheme the file is for: those that are not over, the one being enrolled in chosen beforehand."""
        today = clock.today()
        schemes = list(Scheme.objects.filter(ends_on__gte=today).order_by("-begins_on", "id"))
        open_now = next((each for each in schemes if today in each.window), schemes[0] if schemes else None)
        return {
            SCHEME: forms.ChoiceField(
                label=gettext_lazy("Scheme"),
                choices=[(str(each.pk), str(each)) for each in schemes],
                initial=str(open_now.pk) if open_now is not None else None,
            )
        }

    def told(self, answers: Mapping[str, str]) -> Mapping[str, str]:
        return {_("Scheme"): str(scheme_of(answers))} if SCHEME in answers else {}

    def check(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        """Numbers against their type. A doubtful row is for the officers of the union imported into."""
        return keyed(rows, circumstances.today).with_columns(
            pl.lit(circumstances.union.pk, dtype=pl.Int64).alias("union_id")
        )

    def prepare(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        return rows

    def meet(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        return registry.meet(rows, scheme_of(circumstances.answers), circumstances)

    def reserve(self, met: pl.DataFrame) -> pl.DataFrame:
        return writing.reserve(met)

    def additions(self, rows: pl.DataFrame, circumstances: Circumstances) -> Sequence[Addition]:
        return writing.additions(rows, scheme_of(circumstances.answers))

    def write(self, rows: pl.DataFrame, batch: Batch, circumstances: Circumstances) -> pl.DataFrame:
        return writing.write(rows, scheme_of(circumstances.answers), batch, circumstances)

    def later_work(self, batch: Batch, limit: int) -> list[str]:
        return later_work(batch, self, limit)

    def standing_on(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Others on the same list do not keep from taking this file back."""
        model: type[Model] = rows.model
        return rows.none() if model is Enrolment else rows

    def names(self, column: str, ids: Sequence[int]) -> dict[int, str]:
        if column == "record":
            return dict(Enrolment.objects.filter(pk__in=ids).values_list("pk", "person__name"))
        return super().names(column, ids)

    def undo(self, batch: Batch, circumstances: Circumstances) -> None:
        writing.undo(batch, circumstances)

    def verdicts(self, queued: QueuedRow) -> tuple[Verdict, ...]:
        return deciding.VERDICTS

    def carry_out(
        self, queued: QueuedRow, verdict: Verdict, values: Mapping[str, Any], actor: Actor, reason: str
    ) -> None:
        deciding.carry_out(queued, verdict, values, scheme_of(queued.batch.answers), actor)

    def masked(self, field: str, written: str) -> str:
        return masked_number(written) if field == "document_number" else written

    def shown(self, field: str, held: Any) -> str:
        return "" if held is None else str(held)

    def journal(self, row: Mapping[str, Any], values: Mapping[str, Any]) -> list[Recorded]:
        """The enrolment that a row made, or one cancelled before that it took up again."""
        before = json.loads(row["before"]) if row["before"] else None
        after = {"unit_id": row["detail"], "state": EnrolmentState.LISTED.value}
        held = {name: before[name] for name in after} if before is not None else None
        return [Recorded(self.records[0], row["record"], held, after)] if row["outcome"] == RowClass.NEW else []


def scheme_of(answers: Mapping[str, str]) -> Scheme:
    """The scheme that a file is for."""
    return Scheme.objects.get(pk=answers[SCHEME])


ROSTER = EnrolmentDeclaration()
