"""The exchange file of the city federation: members out, and in as a roster."""

import datetime
from collections.abc import Iterator, Sequence
from typing import IO, Any

from django.db.models import QuerySet

from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.audit.services import record_export, required
from yuanxin.foundation.documents.spreadsheets import Column, Kind, Sheet, write_text, write_workbook
from yuanxin.foundation.intake import services as intake
from yuanxin.foundation.intake.choices import Mode
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.masking import masked_number, masked_phone
from yuanxin.foundation.kernel.sealed import unseal_many
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.members.models import Membership
from yuanxin.organisation.rosters.choices import ExchangeKind
from yuanxin.organisation.rosters.intake import ROSTER
from yuanxin.organisation.rosters.intake.exchange import as_roster, said
from yuanxin.organisation.rosters.rules.exchange import CityFormat

CITY_FORMAT = "exchange.city_members"
CHUNK = 2000
NAME = "市总会员交换文件"


def city_format(day: datetime.date) -> CityFormat:
    """The mapping in force on a day.

    Raises:
        NoPolicy: if no version holds on that day.
    """
    return policy(CITY_FORMAT, on=day)  # type: ignore[no-any-return]


def write_city_file(
    stream: IO[bytes],
    *,
    actor: Actor,
    union: Union,
    kind: ExchangeKind,
    clear: bool,
    reason: str,
    today: datetime.date,
) -> int:
    """Write the members of `union` and everything below it as the city's format in force has them; how many.

    Only with clear numbers can the file be read back; masked it is for looking at.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may export the union's members, and see them in clear if asked for.
        NoPolicy: if no version of the format holds today.
        Refused: without a reason.
    """
    actor.require(Permission.EXPORT, union)
    if clear:
        actor.require(Permission.VIEW_CLEAR, union)
    reason = required(reason)
    format = city_format(today)
    lines = _Lines(Membership.objects.within(union).on(today), format, clear)
    sheet = Sheet(NAME, [Column(head, kind=Kind.TEXT) for head in format.heads.values()], lines)
    if kind is ExchangeKind.CSV:
        write_text(stream, sheet)
    else:
        write_workbook(stream, [sheet], mark=actor.label)
    record_export(
        actor, "members.person", rows=lines.number, reason=reason, union=union.pk, label=NAME, clear=clear,
        format=str(kind),
    )  # fmt: skip
    return lines.number


class _Lines:
    """The lines of the file, read by the thousand; afterwards it knows how many they were."""

    def __init__(self, members: QuerySet[Membership], format: CityFormat, clear: bool) -> None:
        self.members, self.format, self.clear, self.number = members, format, clear, 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        rows = self.members.select_related("person__employer", "union").order_by("pk").iterator(chunk_size=CHUNK)
        chunk: list[Membership] = []
        for membership in rows:
            chunk.append(membership)
            if len(chunk) == CHUNK:
                yield from self._lines(chunk)
                chunk = []
        yield from self._lines(chunk)

    def _lines(self, chunk: Sequence[Membership]) -> Iterator[Sequence[Any]]:
        numbers = unseal_many([each.person.document_number for each in chunk])
        with_phone = [each.person.phone for each in chunk if each.person.phone is not None]
        phones = iter(unseal_many(with_phone))
        for membership, number in zip(chunk, numbers, strict=True):
            phone = next(phones) if membership.person.phone is not None else ""
            values = self._values(membership, number, phone)
            self.number += 1
            yield [values[column] for column in self.format.heads]

    def _values(self, membership: Membership, number: str, phone: str) -> dict[str, str]:
        person = membership.person
        coded = {
            "document_type": person.document_type,
            "sex": str(person.sex),
            "ethnicity": person.ethnicity,
            "political_status": person.political_status,
            "education": person.education,
            "employment_form": person.employment_form,
            "new_form": person.new_form,
            "household_registration": person.household_registration,
            "migrant": {True: "yes", False: "no", None: ""}[person.migrant],
        }
        return {
            "name": person.name,
            "document_number": number if self.clear else masked_number(number),
            "phone": (phone if self.clear else masked_phone(phone)) if phone else "",
            "born_on": person.born_on.isoformat() if person.born_on else "",
            "employer_name": person.employer_name or (person.employer.name if person.employer else ""),
            "credit_code": (person.employer.credit_code or "") if person.employer else "",
            "job": person.job,
            "joined_on": membership.joined_on.isoformat(),
            "union_code": membership.union.code,
            "union_name": membership.union.name,
            "note": person.note,
            **{column: said(self.format, column, code) for column, code in coded.items()},
        }


def receive_city_file(
    *,
    actor: Actor,
    user: User,
    union: Union,
    content: bytes,
    file_name: str,
    mode: Mode = Mode.FILL,
    dated_on: datetime.date,
    today: datetime.date,
) -> Batch:
    """Take the city's file in as a roster, by the format in force; a worker begins to read it.

    Raises:
        NoPolicy: if no version of the format holds today.
        UnreadableFile: if it cannot be read, or has other heads than the format says.
        OutOfScope, NotAllowed, Refused: as `intake.services.receive`.
    """
    actor.require(Permission.IMPORT, union)
    return intake.receive_and_stage(
        actor=actor,
        user=user,
        declaration=ROSTER,
        union=union,
        content=as_roster(content, city_format(today)),
        file_name=file_name,
        mode=mode,
        dated_on=dated_on,
    )
