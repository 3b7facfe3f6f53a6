"""困难职工档案: households that were on file before the district came to work here, a household a row."""

import datetime
import json
from collections.abc import Mapping
from typing import Any, ClassVar

import polars as pl
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.intake import later
from yuanxin.foundation.intake.choices import RowClass
from yuanxin.foundation.intake.declarations import Circumstances, Recorded
from yuanxin.foundation.intake.models import Batch, StagedRow
from yuanxin.foundation.intake.persons import keyed
from yuanxin.foundation.intake.problems import joined, token
from yuanxin.foundation.intake.records import NOTHING_TOLD, RecordDeclaration
from yuanxin.foundation.kernel import bulk
from yuanxin.foundation.kernel.bulk import rows_among
from yuanxin.foundation.kernel.masking import masked_bank_account, masked_number
from yuanxin.foundation.kernel.numbers import check_bank_accounts
from yuanxin.foundation.kernel.sealed import seal_many, unseal
from yuanxin.foundation.policies.queries import NoPolicy, policy
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.models import Household, HouseholdMember, Person
from yuanxin.organisation.members.queries import household_members
from yuanxin.organisation.members.services import form_household
from yuanxin.welfare.hardship.choices import Category, Permission
from yuanxin.welfare.hardship.intake.columns import COLUMNS, RELATIVES
from yuanxin.welfare.hardship.intake.households import (
    Known,
    declared_by,
    faults,
    members_told,
    relatives_from,
    relatives_of,
    sealed_text,
)
from yuanxin.welfare.hardship.models import FileRequest, FileSpell, HardshipFile
from yuanxin.welfare.hardship.queries.files import region_of
from yuanxin.welfare.hardship.rules.assessing import assess
from yuanxin.welfare.hardship.rules.declared import DeclaredMember
from yuanxin.welfare.hardship.rules.policies import CATEGORY_RULES, DIBAO_LINE, EXCLUSIONS
from yuanxin.welfare.hardship.services.requests import Card
from yuanxin.welfare.hardship.services.taking_over import Kept, take_over_file

HEAD = {"digest": pl.Binary, "person": pl.Int64, "union_id": pl.Int64, "official_name": pl.String}
FILE = {
    "told_apart": pl.Binary, "record": pl.Int64, "held_union": pl.Int64, "held_file_number": pl.String,
    "held_category": pl.String, "held_opened_on": pl.Date, "held_paired_with": pl.String, "version": pl.Int64,
}  # fmt: skip
HEAD_KEY = "household__head__document_digest"
OF_RELATIVES = [
    f"{code}_{place}" for place in RELATIVES for code in ("name", "relation", "number", "born_on", "health")
]
HIDDEN = frozenset({"income", "costs", "health", *(f"health_{place}" for place in RELATIVES)})


class KeptFiles(RecordDeclaration):
    """A household with its file, a row; written by the services of households and of files."""

    code: ClassVar[str] = "kept_files"
    label = gettext_lazy("Hardship files kept so far")
    file_name: ClassVar[str] = "困难职工档案"
    permission: ClassVar[str] = Permission.LOAD
    taken_over: ClassVar[bool] = True
    asks = ()
    columns = COLUMNS
    model: ClassVar[type[Model]] = HardshipFile
    identity = {"name": str, "document_number": masked_number}
    # A file that is here is only told who looks after the household: what it holds changes by requests.
    written: ClassVar[Mapping[str, str]] = {
        "file_number": "number", "category": "category", "opened_on": "opened_on", "paired_with": "paired_with",
    }  # fmt: skip
    fixed: ClassVar[frozenset[str]] = frozenset({"file_number", "category", "opened_on"})
    problem_labels: ClassVar[Mapping[str, Any]] = {
        "not_here": gettext_lazy(
            "Nobody with this number belongs to the union you import into; bring the roster first."
        ),
        "another_name": gettext_lazy("This number is registered under another name."),
        "in_another_household": gettext_lazy("This person belongs to another household; have that put right first."),
        "being_asked": gettext_lazy("Something is being asked about this household; have that decided first."),
        "number_taken": gettext_lazy("Another household's file has this number."),
        "twice_in_file": gettext_lazy("Two rows of the file have this number."),
        "twice_in_row": gettext_lazy("The same number stands in this row already."),
        "before_opening": gettext_lazy("This day lies before the file was opened."),
        "below_zero": gettext_lazy("An amount is not below 0."),
        "other_birthday": gettext_lazy("The document number tells another birthday."),
        "consent_missing": gettext_lazy(
            "A child below 14 is named; the guardian's consent to what is entered is needed."
        ),
        "household_known": gettext_lazy("The household is entered already; its members stay as they are."),
        "by_rule": gettext_lazy("By the rules of the day of opening the household would be: %(value)s."),
    }

    @property
    def records(self) -> tuple[str, ...]:  # type: ignore[override]
        """The file, and the household where the row brought that too."""
        return (HardshipFile._meta.label_lower, Household._meta.label_lower)

    def resolve(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        frame = keyed(rows, circumstances.today).rename({"key": "digest"})
        digests = frame["digest"].drop_nulls().to_list()
        frame = frame.join(heads_in(circumstances, digests), on="digest", how="left", maintain_order="left")
        frame = _with_accounts(_with_homes(frame, digests))
        here = pl.col("person").is_not_null()
        today = circumstances.today
        numbers = frame["file_number"].drop_nulls().to_list()
        taken = HardshipFile.objects.filter(number__in=numbers).values_list("number", HEAD_KEY)
        holders = pl.DataFrame(list(taken), schema={"file_number": pl.String, "holder": pl.Binary}, orient="row")
        frame = frame.join(holders, on="file_number", how="left", maintain_order="left")
        frame = frame.with_columns(
            joined(
                pl.col("errors"),
                pl.when(pl.col("digest").is_not_null() & ~here).then(pl.lit("document_number:not_here")),
                pl.when(here & (pl.col("name") != pl.col("official_name"))).then(pl.lit("name:another_name")),
                pl.when(pl.col("asked")).then(pl.lit("document_number:being_asked")),
                pl.when(pl.col("holder").ne_missing(pl.col("digest")) & pl.col("holder").is_not_null()).then(
                    pl.lit("file_number:number_taken")
                ),
                pl.when(pl.col("file_number").is_not_null() & pl.col("file_number").is_duplicated()).then(
                    pl.lit("file_number:twice_in_file")
                ),
                *(
                    pl.when(pl.col(code) > today).then(pl.lit(f"{code}:not_yet"))
                    for code in ("opened_on", "rechecked_on", "authorised_on")
                ),
                pl.when(pl.col("rechecked_on") < pl.col("opened_on")).then(pl.lit("rechecked_on:before_opening")),
                *(pl.when(pl.col(code) < 0).then(pl.lit(f"{code}:below_zero")) for code in ("income", "costs")),
                token("account", pl.col("wrong_account")),
            ).alias("errors"),
            pl.col("union_id").fill_null(circumstances.union.pk),
            pl.col("digest").bin.encode("hex").alias("told_apart"),
        )
        return _with_households(frame, today).drop("official_name", "holder", "asked", "wrong_account")

    def prepare(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        """Seal the numbers of relatives and cards, whose clear texts go no further."""
        sealed = pl.Series("sealed", seal_many(rows["kept_text"].to_list()), dtype=pl.Binary)
        return rows.with_columns(sealed).drop("kept_text", "account", "digest", *OF_RELATIVES)

    def held(self, rows: pl.DataFrame) -> pl.DataFrame:
        digests = [bytes.fromhex(text) for text in rows["told_apart"].drop_nulls().to_list()]
        columns = (HEAD_KEY, "pk", "union_id", "number", "category", "opened_on", "paired_with", "version")
        found = rows_among(HardshipFile.objects.all(), HEAD_KEY, digests, columns, FILE)
        nobody = pl.col("held_paired_with") != ""
        return found.with_columns(
            pl.col("told_apart").bin.encode("hex"),
            pl.when(nobody).then(pl.col("held_paired_with")).alias("held_paired_with"),
        )

    def new(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        raise TypeError("new files are written by their service")

    def write(self, rows: pl.DataFrame, batch: Batch, circumstances: Circumstances) -> pl.DataFrame:
        """Enter each household and its file by the services; `detail` tells the household that a row brought.

        Raises:
            Refused: where somebody has entered one of these people meanwhile.
        """
        new = rows.filter(pl.col("outcome") == RowClass.NEW.value).sort("record")
        told = [(row["row"], _take_over(row, circumstances)) for row in new.iter_rows(named=True)]
        self._change(rows.filter(pl.col("outcome") == RowClass.UPDATED.value))
        return pl.DataFrame(told, schema=dict(NOTHING_TOLD), orient="row")

    def later_work(self, batch: Batch, limit: int) -> list[str]:
        """As usual, and what was changed since of the people of a household that the batch brought."""
        told = super().later_work(batch, limit)
        members = HouseholdMember.objects.filter(household__in=brought(batch, "detail"))
        kind = HouseholdMember._meta.label_lower
        changed = later.changed_later(batch, kind, members.values("pk"), limit)
        names = {row.pk: row.full_name for row in members.filter(pk__in=dict(changed)).select_related("person")}
        told += [_("%(name)s (%(what)s)") % {"name": names[pk], "what": what} for pk, what in dict(changed).items()]
        return told[:limit]

    def undo(self, batch: Batch, circumstances: Circumstances) -> None:
        """Take back files with what stands by them, and the households that came with them."""
        files, households = list(brought(batch, "record")), list(brought(batch, "detail"))
        HardshipFile.objects.filter(pk__in=files).update(current=None)
        for model in (FileSpell, FileRequest):
            bulk.delete(model, list(model._default_manager.filter(file__in=files).values_list("pk", flat=True)))
        super().undo(batch, circumstances)
        members = HouseholdMember.objects.filter(household__in=households)
        bulk.delete(HouseholdMember, list(members.values_list("pk", flat=True)))
        bulk.delete(Household, households)

    def journal(self, row: Mapping[str, Any], values: Mapping[str, Any]) -> list[Recorded]:
        """Of a file that was there; a new one has the event of its service."""
        return super().journal(row, values) if row["outcome"] == RowClass.UPDATED else []

    def masked(self, field: str, written: str) -> str:
        if field == "account":
            return masked_bank_account(written)
        if field.startswith("number_") or field == "document_number":
            return masked_number(written)
        return "***" if field in HIDDEN and written else written


def heads_in(circumstances: Circumstances, digests: list[bytes]) -> pl.DataFrame:
    """The persons with these numbers whose files the actor may bring into the union."""
    persons = Person.objects.visible_to(circumstances.actor, Permission.LOAD).within(circumstances.union)
    return rows_among(persons, "document_digest", digests, ("document_digest", "pk", "union_id", "name"), HEAD)


def brought(batch: Batch, column: str) -> QuerySet[StagedRow, int]:
    """The ids in a column of the rows that a batch added."""
    rows = StagedRow.objects.filter(batch=batch, outcome=RowClass.NEW, **{f"{column}__isnull": False})
    return rows.values_list(column, flat=True)


def _with_homes(frame: pl.DataFrame, digests: list[bytes]) -> pl.DataFrame:
    """`household`, the one that the person of a row heads, and whether something is `asked` about it without a file."""
    households = Household.objects.open()
    columns = ("head__document_digest", "pk")
    found = rows_among(households, columns[0], digests, columns, {"digest": pl.Binary, "household": pl.Int64})
    waiting = FileRequest.objects.open().filter(household__in=found["household"].to_list(), file=None)
    asked = list(waiting.values_list("household", flat=True))
    frame = frame.join(found, on="digest", how="left", maintain_order="left")
    return frame.with_columns(pl.col("household").is_in(asked).fill_null(value=False).alias("asked"))


def _with_accounts(frame: pl.DataFrame) -> pl.DataFrame:
    """The card numbers as they are kept, and what is wrong with them."""
    told = check_bank_accounts(frame["account"])
    given = frame["account"].is_not_null()
    return frame.with_columns(
        told["number"].alias("account"),
        pl.select(pl.when(given).then(told["error"])).to_series().alias("wrong_account"),
    )


def _with_households(frame: pl.DataFrame, today: datetime.date) -> pl.DataFrame:
    """Errors and warnings about whole households, and `kept_text`, which is sealed."""
    rows = list(frame.iter_rows(named=True))
    told = [relatives_of(row, today) for row in rows]
    people = [each.digest for relatives, _wrong in told for each in relatives if each.digest]
    known = Known.of([*people, *frame["digest"].drop_nulls().to_list()])
    unions = Union.objects.in_bulk(frame["union_id"].unique().to_list())
    errors, warnings, texts = [], [], []
    for row, (relatives, wrong) in zip(rows, told, strict=True):
        found = [*wrong, *(faults(row, relatives, known, today) if row["digest"] else ())]
        errors.append(" ".join(found) or None)
        warnings.append(" ".join(_remarks(row, len(relatives), unions)) or None if not found else None)
        texts.append(sealed_text(row, relatives))
    return frame.with_columns(
        joined(pl.col("errors"), pl.lit(pl.Series(errors, dtype=pl.String))).alias("errors"),
        joined(pl.col("warnings"), pl.lit(pl.Series(warnings, dtype=pl.String))).alias("warnings"),
        pl.Series("kept_text", texts, dtype=pl.String),
    )


def _remarks(row: Mapping[str, Any], relatives: int, unions: Mapping[int, Union]) -> list[str]:
    """What whoever brings the file should know of a row without errors."""
    if row["errors"] or row["digest"] is None:
        return []
    remarks = ["name:household_known"] if row["household"] is not None and relatives else []
    members = 1 + relatives
    if row["household"] is not None:
        members = HouseholdMember.objects.open().filter(household=row["household"]).count()
    declared = declared_by(row, (DeclaredMember(member=number) for number in range(members)))
    region = region_of(unions[row["union_id"]])
    try:
        line, rules, exclusions = (
            policy(code, on=row["opened_on"], region=region) for code in (DIBAO_LINE, CATEGORY_RULES, EXCLUSIONS)
        )
    except NoPolicy:
        return remarks
    by_rule = assess(declared, line.monthly, rules, exclusions).category
    if by_rule != row["category"]:
        said = Category(by_rule).label if by_rule else _("not in hardship")
        remarks.append(f"category:by_rule={''.join(str(said).split())}")
    return remarks


def _take_over(row: Mapping[str, Any], circumstances: Circumstances) -> int | None:
    """Enter the household of a row, where there is none, and its file; the id of the household that is new."""
    actor, today = circumstances.actor, circumstances.today
    kept = json.loads(unseal(row["sealed"]))
    household = Household.objects.filter(pk=row["household"]).first()
    if household is None:
        household = form_household(
            actor=actor,
            head=Person.objects.get(pk=row["person"]),
            begins_on=row["opened_on"],
            relatives=relatives_from(kept["relatives"], row["opened_on"]),
            today=today,
        )
    health = {each["name"]: each["health"] for each in kept["relatives"]}
    members = members_told(
        household_members(household, today), health, row["health"] or "", bool(row["consent"]), row["opened_on"]
    )
    take_over_file(
        actor=actor,
        household=household,
        kept=Kept(
            category=row["category"],
            opened_on=row["opened_on"],
            authorised_on=row["authorised_on"],
            rechecked_on=row["rechecked_on"],
            number=row["file_number"] or "",
            paired_with=row["paired_with"] or "",
        ),
        declared=declared_by(row, members),
        card=Card(number=kept["account"], bank=row["bank"] or ""),
        today=today,
        pk=row["record"],
    )
    return household.pk if row["household"] is None else None


KEPT_FILES = KeptFiles()
