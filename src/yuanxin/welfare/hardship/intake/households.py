"""The household of a row: what is wrong with it, what its rule says of its means, and what a file is made of."""

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from yuanxin.foundation.kernel.bulk import in_pieces
from yuanxin.foundation.kernel.money import from_fen
from yuanxin.foundation.kernel.numbers import check_documents
from yuanxin.foundation.kernel.sealed import lookup_digest
from yuanxin.organisation.members.choices import Relation
from yuanxin.organisation.members.models import HouseholdMember, Person
from yuanxin.organisation.members.services import Relative
from yuanxin.welfare.hardship.choices import CostKind, IncomeKind
from yuanxin.welfare.hardship.intake.columns import RELATIVES
from yuanxin.welfare.hardship.rules.declared import Declared, DeclaredMember, Money, is_child

NOT_STATED = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One relative of a row, the number in clear; `place` is which of the five."""

    place: int
    name: str
    relation: str
    number: str
    digest: bytes | None
    born_on: datetime.date | None
    health: str

    def kept(self) -> dict[str, Any]:
        """As JSON can hold it."""
        born_on = self.born_on.isoformat() if self.born_on else None
        return {"name": self.name, "relation": self.relation, "number": self.number, "born_on": born_on,
                "health": self.health}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What the registry knows of the people of a file, by the look-up keys of their numbers.

    `names` of persons; `homes` the households they belonged to, by id, each with the day on which that ended.
    """

    names: Mapping[bytes, str]
    homes: Mapping[bytes, Sequence[tuple[int, datetime.date | None]]]

    def lives_elsewhere(self, digest: bytes, household: int | None, since: datetime.date | None) -> bool:
        """Whether somebody belongs to another household than that one on a day from `since` on."""
        return any(
            home != household and (ends_on is None or (since is not None and ends_on > since))
            for home, ends_on in self.homes.get(digest, ())
        )

    @classmethod
    def of(cls, digests: Iterable[bytes]) -> "Known":
        """Asked at once for all of them."""
        wanted = list(dict.fromkeys(digests))
        names: dict[bytes, str] = {}
        homes: dict[bytes, list[tuple[int, datetime.date | None]]] = {}
        members = HouseholdMember.objects.lived()
        for piece in in_pieces(wanted):
            for digest, name in Person.objects.filter(document_digest__among=piece).values_list(
                "document_digest", "name"
            ):
                names[bytes(digest)] = name
            for column in ("document_digest", "person__document_digest"):
                found = members.filter(**{f"{column}__among": piece}).values_list(column, "household", "ends_on")
                for digest, household, ends_on in found:
                    homes.setdefault(bytes(digest), []).append((household, ends_on))
        return cls(names, homes)


def relatives_of(row: Mapping[str, Any], today: datetime.date) -> tuple[list[Told], list[str]]:
    """The relatives whom a row names, and what is wrong with them as written."""
    told, wrong = [], []
    for place in RELATIVES:
        name, relation, number, born_on, health = (
            row[f"{code}_{place}"] for code in ("name", "relation", "number", "born_on", "health")
        )
        if name is None and all(value is None for value in (relation, number, born_on, health)):
            continue
        if name is None:
            wrong.append(f"name_{place}:missing")
        if relation is None:
            wrong.append(f"relation_{place}:missing")
        digest = None
        if number is not None:
            read = check_documents(pl.Series([number]), today=today).row(0, named=True)
            if read["error"]:
                wrong.append(f"number_{place}:{read['error']}")
            else:
                number, digest = read["number"], lookup_digest(read["number"])
                if born_on is not None and read["born_on"] not in (None, born_on):
                    wrong.append(f"born_on_{place}:other_birthday")
                born_on = born_on or read["born_on"]
        if born_on is not None and born_on > today:
            wrong.append(f"born_on_{place}:not_yet")
        told.append(Told(place, name or "", relation or "", number or "", digest, born_on, health or NOT_STATED))
    return told, wrong


def faults(row: Mapping[str, Any], told: list[Told], known: Known, today: datetime.date) -> Iterator[str]:
    """What is wrong with the household of a row, as against the registry."""
    head, household, since = row["digest"], row["household"], row["opened_on"]
    if known.lives_elsewhere(head, household, since):
        yield "document_number:in_another_household"
    seen = {head}
    for each in told:
        if each.digest is None:
            continue
        if each.digest in seen:
            yield f"number_{each.place}:twice_in_row"
        seen.add(each.digest)
        if known.names.get(each.digest, each.name) != each.name:
            yield f"name_{each.place}:another_name"
        if known.lives_elsewhere(each.digest, household, since):
            yield f"number_{each.place}:in_another_household"
    if not row["consent"] and any(is_child(each.born_on, today) for each in told):
        yield "consent:consent_missing"


def sealed_text(row: Mapping[str, Any], told: list[Told]) -> str:
    """What of a row is kept sealed until it is written."""
    return json.dumps({"relatives": [each.kept() for each in told], "account": row["account"] or ""})


def relatives_from(kept: Iterable[Mapping[str, Any]], since: datetime.date) -> list[Relative]:
    """The relatives as the services of households take them: there `since` that day, or since they were born."""
    relatives = []
    for each in kept:
        born_on = datetime.date.fromisoformat(each["born_on"]) if each["born_on"] else None
        relatives.append(
            Relative(
                relation=each["relation"],
                name=each["name"],
                document_number=each["number"],
                born_on=born_on,
                since=max(since, born_on) if born_on else since,
            )
        )
    return relatives


def declared_by(row: Mapping[str, Any], members: Iterable[DeclaredMember]) -> Declared:
    """What a row says that the household declared."""
    return Declared(
        household_type=row["household_type"],
        housing=row["housing"] or NOT_STATED,
        members=tuple(members),
        main_cause=row["main_cause"],
        vehicle=NOT_STATED,
        income=lines(IncomeKind.OTHER, row["income"]),
        costs=lines(CostKind.OTHER, row["costs"]),
    )


def lines(kind: str, fen: int | None) -> tuple[Money, ...]:
    """One line for all of the household, where there is an amount."""
    return (Money(kind=kind, amount=Decimal(from_fen(fen))),) if fen else ()


def members_told(
    rows: Iterable[HouseholdMember], health: Mapping[str, str], head: str, consent: bool, day: datetime.date
) -> list[DeclaredMember]:
    """What is declared of each member; `health` by the name of a relative, `head` that of the head."""
    return [
        DeclaredMember(
            member=row.pk,
            health=head if row.relation == Relation.SELF else health.get(row.full_name, NOT_STATED),
            consent=consent and is_child(row.birthday, day),
        )
        for row in rows
    ]
