"""The members whose records fail a rule of data quality, as a roster to be filled in and brought in again."""

import datetime
from collections.abc import Iterator
from itertools import islice
from typing import IO

from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import record_export, required
from yuanxin.foundation.documents.spreadsheets import Column, Kind, Sheet, write_workbook
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.rosters.intake import ROSTER
from yuanxin.organisation.rosters.intake.exchange import CITY_MEMBERS
from yuanxin.organisation.rosters.queries.quality import Rule

# By these an import finds the member again.
TOLD_APART = ("name", "document_type", "document_number", "union_code")
MOST = 100_000
CHUNK = 2000


def write_roster_to_fill(
    stream: IO[bytes], *, actor: Actor, rule: Rule, union: Union, reason: str, today: datetime.date
) -> int:
    """Write a roster of the members of `union` that fail `rule`, blank where it is to be filled in; how many.

    The numbers stand in clear, or no import would find the members again; it fills blanks only.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may export the union's members and see them in clear.
        Refused: without a reason, or for a rule that no roster mends.
    """
    actor.require(Permission.EXPORT, union)
    actor.require(Permission.VIEW_CLEAR, union)
    reason = required(reason)
    if not rule.fills:
        raise Refused(_("No roster mends this rule."), remedy=_("Mend its rows one by one."))
    columns = [ROSTER.column(code) for code in (*TOLD_APART, *rule.fills)]
    members = rule.rows(union, today).select_related("person__employer", "union")[:MOST]
    number = 0

    def lines() -> Iterator[list[str]]:
        nonlocal number
        read = members.iterator(chunk_size=CHUNK)
        while chunk := list(islice(read, CHUNK)):
            for values in CITY_MEMBERS.values(chunk, clear=True):
                number += 1
                yield [
                    CITY_MEMBERS.words.get(each.code, {}).get(values[each.code], values[each.code]) for each in columns
                ]

    drawn = [
        Column(each.label, Kind.TEXT, required=each.code in rule.fills, choices=each.choices, width=each.width)
        for each in columns
    ]
    write_workbook(stream, [Sheet(ROSTER.file_name, drawn, lines())], mark=actor.label)
    record_export(
        actor, "members.person", rows=number, reason=reason, union=union.pk, label=str(rule.label), clear=True
    )
    return number
