"""慰问对象名单: the workers whom a programme is for, a row each."""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

import polars as pl
from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.intake.declarations import Circumstances, Column
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.parsers import document_number, name, phone, text
from yuanxin.foundation.intake.problems import joined, token
from yuanxin.foundation.intake.records import RecordDeclaration
from yuanxin.foundation.kernel.bulk import rows_among
from yuanxin.foundation.kernel.masking import masked_number, masked_phone
from yuanxin.foundation.kernel.numbers import check_documents
from yuanxin.foundation.kernel.sealed import lookup_digests, seal_many
from yuanxin.organisation.members.models import Person
from yuanxin.welfare.care.choices import Permission
from yuanxin.welfare.care.forms.condolence import ProgrammeChoice
from yuanxin.welfare.care.models import CondolenceProgramme, Recipient
from yuanxin.welfare.care.queries.recipients import key_text
from yuanxin.welfare.care.services.recipients import OPEN, ProgrammeOver, receivers_of

PROGRAMME = "programme"


class RecipientDeclaration(RecordDeclaration):
    """A worker a row, told apart by the document number, or by name and phone."""

    code: ClassVar[str] = "condolence_list"
    label = gettext_lazy("Lists of receivers")
    file_name: ClassVar[str] = "慰问对象名单"
    permission: ClassVar[str] = Permission.RUN
    asks = ("mode",)
    columns = (
        Column("name", "姓名", ("职工姓名", "名字", "人员姓名"), name(), required=True, width=10),
        Column("phone", "手机号码", ("手机", "联系电话", "电话", "手机号"), phone(), as_text=True,
               note="手机号码、身份证号至少填一项", width=14),
        Column(
            "document_number",
            "身份证号",
            ("证件号码", "身份证号码", "身份证", "证件号", "公民身份号码"),
            document_number(),
            as_text=True,
            note="单元格须为文本格式",
            width=22,
        ),
        Column("employer_name", "单位或标段", ("工作单位", "单位", "标段", "班组", "项目部"), text(100), width=28),
    )  # fmt: skip
    model: ClassVar[type[Model]] = Recipient
    identity = {"name": str, "phone": masked_phone, "document_number": masked_number}
    written: ClassVar[Mapping[str, str]] = {"employer_name": "employer_name"}
    problem_labels: ClassVar[Mapping[str, Any]] = {
        "nothing_to_tell_by": gettext_lazy("A phone or a document number is needed."),
        "no_programme": gettext_lazy("You run no such programme."),
        "programme_over": gettext_lazy("The programme is closed or was dropped."),
    }

    def questions(self) -> Mapping[str, forms.Field]:
        still_open = partial(CondolenceProgramme.objects.filter, state__in=OPEN)
        return {
            PROGRAMME: ProgrammeChoice(
                still_open, permission=Permission.RUN, label=gettext_lazy("Condolence programme")
            )
        }

    def told(self, answers: Mapping[str, str]) -> Mapping[str, str]:
        found = CondolenceProgramme.objects.filter(pk=int(answers.get(PROGRAMME) or 0)).first()
        return {str(gettext_lazy("Condolence programme")): found.name if found is not None else ""}

    def resolve(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        programme = programme_of(circumstances)
        obstacle = None if programme is not None and programme.state in OPEN else "programme_over"
        obstacle = "no_programme" if programme is None else obstacle
        told = check_documents(rows["document_number"], None, today=circumstances.today)
        number = pl.Series("number", told["number"])
        wrong = pl.Series("wrong", told["error"])
        given = pl.col("document_number").is_not_null()
        read = given & ~pl.col("errors").fill_null("").str.contains("document_number:", literal=True)
        frame = rows.with_columns(number, wrong).with_columns(
            pl.when(read & pl.col("wrong").is_null()).then(pl.col("number")).alias("number"),
            pl.when(read).then(pl.col("wrong")).alias("wrong"),
        )
        neither = pl.col("document_number").is_null() & pl.col("phone").is_null()
        neither &= ~pl.col("errors").fill_null("").str.contains("phone:", literal=True)
        frame = frame.with_columns(
            joined(
                pl.col("errors"),
                token("document_number", pl.col("wrong")),
                pl.when(neither).then(pl.lit("phone:nothing_to_tell_by")),
                pl.lit(f"row:{obstacle}" if obstacle else None, dtype=pl.String),
            ).alias("errors"),
            pl.lit(circumstances.union.pk if programme is None else programme.union_id, dtype=pl.Int64).alias(
                "union_id"
            ),
            pl.lit(programme.pk if programme is not None else None, dtype=pl.Int64).alias("programme_id"),
        )
        texts = [
            key_text(who, call or "", card or "") if who and (call or card) else None
            for who, call, card in frame.select("name", "phone", "number").rows()
        ]
        digests = iter(lookup_digests([each for each in texts if each is not None]))
        keys = [next(digests) if each is not None else None for each in texts]
        return frame.with_columns(
            pl.Series("digest", keys, dtype=pl.Binary),
            pl.Series("told_apart", [key.hex() if key else None for key in keys], dtype=pl.String),
        ).drop("wrong")

    def prepare(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        """Seal phones and numbers, whose clear texts go no further."""
        return rows.with_columns(
            _sealed(rows["phone"]).alias("phone_sealed"), _sealed(rows["number"]).alias("number_sealed")
        ).drop("phone", "document_number", "number")

    def held(self, rows: pl.DataFrame) -> pl.DataFrame:
        schema = {
            "digest": pl.Binary,
            "record": pl.Int64,
            "held_union": pl.Int64,
            "held_employer_name": pl.String,
            "version": pl.Int64,
        }
        programmes = rows["programme_id"].drop_nulls().unique().to_list()
        listed = Recipient.objects.listed().filter(programme__in=programmes)
        columns = ("receiver__digest", "pk", "union_id", "employer_name", "version")
        found = rows_among(listed, "receiver__digest", rows["digest"].drop_nulls().to_list(), columns, schema)
        return found.with_columns(
            pl.col("digest").bin.encode("hex").alias("told_apart"),
            pl.when(pl.col("held_employer_name") != "").then(pl.col("held_employer_name")).alias("held_employer_name"),
        ).drop("digest")

    def new(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        digests = rows["digest"].to_list()
        receivers = receivers_of(digests)
        people = _people(digests)
        persons = [
            people[digest][0] if digest in people and people[digest][1] == who else None
            for digest, who in zip(digests, rows["name"].to_list(), strict=True)
        ]
        return rows.select(
            pl.col("record").alias("id"),
            "union_id",
            "programme_id",
            pl.Series("receiver_id", [receivers[digest] for digest in digests], dtype=pl.Int64),
            pl.Series("person_id", persons, dtype=pl.Int64),
            "name",
            pl.col("employer_name").fill_null(""),
            pl.col("phone_sealed").alias("phone"),
            pl.col("number_sealed").alias("document_number"),
            pl.lit(value=False).alias("withdrawn"),
        )

    def write(self, rows: pl.DataFrame, batch: Batch, circumstances: Circumstances) -> pl.DataFrame:
        """As usual, while the programme is open.

        Raises:
            ProgrammeOver: if it was closed since the preview.
        """
        programme = programme_of(circumstances)
        if programme is None or programme.state not in OPEN:
            raise ProgrammeOver(
                _("The programme was closed since the file was read."), remedy=_("Have it opened again first.")
            )
        return super().write(rows, batch, circumstances)

    def masked(self, field: str, written: str) -> str:
        masks = {"phone": masked_phone, "document_number": masked_number}
        return masks[field](written) if field in masks else written


def programme_of(circumstances: Circumstances) -> CondolenceProgramme | None:
    """The programme that the file is for, inside the union imported into, if the bringer runs it."""
    rows = CondolenceProgramme.objects.visible_to(circumstances.actor, Permission.RUN).within(circumstances.union)
    return rows.filter(pk=int(circumstances.answers.get(PROGRAMME) or 0)).first()


def _people(digests: list[bytes]) -> dict[bytes, tuple[int, str]]:
    """The people of the registry with these numbers: id and name."""
    schema = {"digest": pl.Binary, "pk": pl.Int64, "name": pl.String}
    found = rows_among(Person.objects.all(), "document_digest", digests, ("document_digest", "pk", "name"), schema)
    return {digest: (pk, name) for digest, pk, name in found.rows()}


def _sealed(values: pl.Series) -> pl.Series:
    sealed = iter(seal_many(values.drop_nulls().to_list()))
    return pl.Series([next(sealed) if there else None for there in values.is_not_null()], dtype=pl.Binary)


CONDOLENCE_LIST = RecipientDeclaration()
