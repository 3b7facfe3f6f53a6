"""Whom of the register the holders of a list of awards are."""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
from django.db.models import F
from django.db.models.functions import Coalesce

from yuanxin.foundation.intake.declarations import Circumstances
from yuanxin.foundation.kernel.bulk import in_pieces, rows_among
from yuanxin.foundation.kernel.names import normalise_name
from yuanxin.foundation.kernel.numbers import check_documents
from yuanxin.foundation.kernel.sealed import lookup_digests
from yuanxin.foundation.unions.models import Employer, Union
from yuanxin.growth.honours.choices import HolderKind
from yuanxin.organisation.members.models import Person

HOLDER_SCHEMA = {
    "row": pl.UInt32, "person_id": pl.Int64, "employer_id": pl.Int64, "holder_union_id": pl.Int64,
    "holder_place": pl.Int64, "official_name": pl.String, "holder_key": pl.String, "holder_error": pl.String,
    "holder_warning": pl.String,
}  # fmt: skip


def holder_key(person: pl.Expr, employer: pl.Expr, union: pl.Expr, place: pl.Expr) -> pl.Expr:
    """What tells one holder of a title from another, as the constraints of the table do."""
    return (
        pl.when(person.is_not_null())
        .then(pl.format("person {}", person))
        .when(union.is_not_null())
        .then(pl.format("union {}", union))
        .when(employer.is_not_null())
        .then(pl.format("employer {} {}", employer, pl.col("holder_name")))
        .otherwise(pl.format("name {} {}", place, pl.col("holder_name")))
    )


def holders(frame: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
    """Whom of the register each row's holder is, and what is wrong with it."""
    sound = frame.filter(pl.col("holder").is_not_null() & pl.col("holder_kind").is_not_null())
    parts = [
        _people(sound.filter(pl.col("holder_kind") == HolderKind.PERSON.value), circumstances),
        _collectives(sound.filter(pl.col("holder_kind") == HolderKind.COLLECTIVE.value), circumstances),
        _unions(sound.filter(pl.col("holder_kind") == HolderKind.UNION.value), circumstances),
    ]
    found = pl.concat(parts)
    named = frame.select("row", pl.col("holder").alias("holder_name"), "place_id")
    found = found.join(named, on="row", how="left", maintain_order="left")
    place = pl.coalesce("place_id", "holder_place", pl.lit(circumstances.union.pk))
    key = holder_key(pl.col("person_id"), pl.col("employer_id"), pl.col("holder_union_id"), place)
    keyed = pl.when(pl.col("holder_error").is_null()).then(key).alias("holder_key")
    return found.with_columns(keyed).drop("holder_name", "place_id").select(*HOLDER_SCHEMA)


def _told(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(HOLDER_SCHEMA) | dict(row) for row in rows], schema=HOLDER_SCHEMA)


def _people(rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
    """People by their number; without one, by a name that one alone bears in the union or at the employer named."""
    numbers = check_documents(rows["document"], today=circumstances.today)
    given = numbers["number"].to_list()
    digests = [lookup_digests([number])[0] if number else None for number in given]
    known = _by_digest({digest for digest in digests if digest is not None}, circumstances.union)
    names = {normalise_name(name) for name, number in zip(rows["holder"], given, strict=True) if not number}
    namesakes = _by_name(names, circumstances.union)
    told: list[dict[str, Any]] = []
    columns = rows.select("row", "holder", "employer", "place_id").iter_rows(named=True)
    for row, number, digest, wrong in zip(columns, given, digests, numbers["error"], strict=True):
        name = normalise_name(row["holder"])
        if number and wrong is not None:
            told.append({"row": row["row"], "holder_error": "document:wrong_number"})
            continue
        if digest is None:
            told.append({"row": row["row"], **_by_work(namesakes.get(name, []), row)})
            continue
        person = known.get(digest)
        if person is None:
            told.append({"row": row["row"], "holder_error": "document:no_such_person"})
        elif name not in person["names"]:
            told.append({"row": row["row"], "holder_error": "holder:another_name"})
        else:
            told.append({"row": row["row"], **_person(person)})
    return _told(told)


def _by_work(namesakes: list[dict[str, Any]], row: Mapping[str, Any]) -> dict[str, Any]:
    """The one of a name whom the row's employer or union tells; nobody where neither does."""
    here = [
        each
        for each in namesakes
        if (row["employer"] and each["employer_name"] == row["employer"])
        or (row["place_id"] and each["union_id"] == row["place_id"])
    ]
    if len(here) > 1:
        return {"holder_error": "holder:several_people"}
    if not here:
        return {"holder_warning": "holder:not_registered"}
    return _person(here[0])


def _person(known: Mapping[str, Any]) -> dict[str, Any]:
    return {"person_id": known["pk"], "holder_place": known["union_id"], "official_name": known["name"]}


def _by_digest(digests: set[bytes], union: Union) -> dict[bytes, dict[str, Any]]:
    """Those registered within the union, by their number or by that of an entry merged into theirs."""
    standing: dict[bytes, int] = {}
    for piece in in_pieces(sorted(digests)):
        rows = Person.with_merged.filter(document_digest__among=piece)
        standing |= {
            bytes(digest): pk for digest, pk in rows.values_list("document_digest", Coalesce(F("merged_into"), F("pk")))
        }
    people: dict[int, dict[str, Any]] = {}
    for ids in in_pieces(sorted(set(standing.values()))):
        within = Person.objects.within(union).filter(pk__among=ids)  # type: ignore[attr-defined]
        people |= {row["pk"]: row | {"names": {row["name"]}} for row in within.values("pk", "name", "union_id")}
        merged = Person.with_merged.filter(merged_into__isnull=False, merged_into__among=ids)
        for pk, name in merged.values_list("merged_into__pk", "name"):
            if pk in people:
                people[pk]["names"].add(name)
    return {digest: people[pk] for digest, pk in standing.items() if pk in people}


def _by_name(names: set[str], union: Union) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for piece in in_pieces(sorted(names)):
        people = Person.objects.within(union).filter(name__among=piece)  # type: ignore[attr-defined]
        for row in people.values("pk", "name", "union_id", "employer_name"):
            found.setdefault(row["name"], []).append(dict(row))
    return found


def _collectives(rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
    """Employers by credit code, else by the name of the holder, else by that of the employer a team belongs to."""
    visible = Employer.with_merged.visible_to(circumstances.actor)
    columns = (Coalesce("merged_into_id", "id"), "credit_code", "name")
    schema = {"pk": pl.Int64, "credit_code": pl.String, "name": pl.String}
    codes = rows["credit_code"].drop_nulls().unique().to_list()
    names = pl.concat([rows["holder"], rows["employer"].alias("holder")]).drop_nulls().unique().to_list()
    by_code = {code: pk for pk, code, _name in rows_among(visible, "credit_code", codes, columns, schema).iter_rows()}
    by_name: dict[str, set[int]] = {}
    for pk, _code, name in rows_among(visible, "name", names, columns, schema).iter_rows():
        by_name.setdefault(name, set()).add(pk)
    meant: list[tuple[int, int | None, str | None]] = []
    for row in rows.select("row", "holder", "employer", "credit_code").iter_rows(named=True):
        bearers = by_name.get(row["holder"]) or by_name.get(row["employer"]) or set()
        pk = by_code.get(row["credit_code"]) or (next(iter(bearers)) if len(bearers) == 1 else None)
        meant.append((row["row"], pk, "employer:several_employers" if pk is None and bearers else None))
    areas = dict(Employer.objects.filter(pk__in={pk for _row, pk, _error in meant if pk}).values_list("pk", "union_id"))
    inside = set(
        Union.objects.within(circumstances.union).filter(pk__in=set(areas.values())).values_list("pk", flat=True)
    )
    return _told(
        {
            "row": row,
            "employer_id": pk,
            "holder_place": areas[pk] if pk and areas[pk] in inside else None,
            "holder_error": error,
            "holder_warning": "holder:not_registered" if pk is None and error is None else None,
        }
        for row, pk, error in meant
    )


def _unions(rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
    """Unions by name or code, within the one imported into."""
    names = rows["holder"].to_list()
    within = Union.objects.within(circumstances.union)
    found: dict[str, Union] = {}
    for piece in in_pieces(names):
        found |= {union.name: union for union in within.filter(name__among=piece)}
        found |= {union.code: union for union in within.filter(code__among=piece)}
    told: list[dict[str, Any]] = []
    for row, written in rows.select("row", "holder").iter_rows():
        union = found.get(written)
        if union is None:
            told.append({"row": row, "holder_error": "holder:no_such_holder_union"})
        else:
            told.append(
                {"row": row, "holder_union_id": union.pk, "holder_place": union.pk, "official_name": union.name}
            )
    return _told(told)
