"""The roster as the import engine knows it."""

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import polars as pl
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.intake.choices import RowClass, Verdict
from yuanxin.foundation.intake.declarations import Addition, Circumstances, Declaration, Recorded
from yuanxin.foundation.intake.models import Batch, QueuedRow
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.masking import masked_number, masked_phone
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.organisation.members.choices import JoinKind, Permission
from yuanxin.organisation.members.models import Membership, Person, TransferProposal
from yuanxin.organisation.rosters.intake import checks, deciding, monthly, registry, undoing, writing
from yuanxin.organisation.rosters.intake.columns import COLUMNS
from yuanxin.organisation.rosters.rules import BLANKS, SHARED_PHONE_FROM, joining_day

# What is written together with a particular.
BESIDE = {"employer_name": "employer_id", "phone": "phone_digest"}

BARRED = _("A former membership does not allow it; ask the district federation.")


class RosterDeclaration(Declaration):
    """会员名册: persons and their memberships, by document number."""

    code: ClassVar[str] = "roster"
    label = _("Member roster")
    file_name: ClassVar[str] = "会员名册"
    permission: ClassVar[str] = Permission.IMPORT
    columns = COLUMNS
    records: ClassVar[tuple[str, ...]] = ("members.person", "members.membership")
    identity = {"name": str, "document_number": masked_number}
    seldom_shared: ClassVar[Mapping[str, int]] = {"phone": SHARED_PHONE_FROM}
    compares: ClassVar[str] = "rosters:monthly"
    problem_labels: ClassVar[Mapping[str, Any]] = {
        "not_a_name": _("This is not a person's name: 2 to 50 Chinese characters, or letters."),
        "against_number": _("This does not agree with the document number."),
        "no_such_union": _("There is no such union within the one you import into."),
        "several_unions": _("Several unions have this name; write the code in 工会编码."),
        "union_not_in_force": _("This union is no longer in force."),
        "known_by_other_name": _("The registry knows this number under another name."),
        # One sentence for both: the file's reader may not see the union in which that membership ended.
        "ended_by_death": BARRED,
        "ended_by_expulsion": BARRED,
        "active_elsewhere": _("Active elsewhere; a transfer is proposed to both unions."),
        "upgraded": _("An old number of 15 digits; it is kept with 18."),
        "age": _("%(value)s years old at the date of the roster."),
        "shared": _("Many rows have this phone."),
        "same_person": _("The file has this person already, by the number that stands since two entries were merged."),
        "unknown_employer": _("The registry does not know this employer; the name is kept and waits to be confirmed."),
        "in_the_future": _("The day is still to come."),
        "before_last_leaving": _("Before the last leaving; the roster's date is taken."),
    }

    def check(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        return checks.check(rows, circumstances)

    def prepare(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        return checks.prepare(rows)

    def meet(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        return registry.meet(rows, circumstances)

    def reserve(self, met: pl.DataFrame) -> pl.DataFrame:
        return writing.reserve(met)

    def additions(self, rows: pl.DataFrame, circumstances: Circumstances) -> Sequence[Addition]:
        return writing.additions(rows, circumstances)

    def write(self, rows: pl.DataFrame, batch: Batch, circumstances: Circumstances) -> pl.DataFrame:
        return writing.write(rows, batch, circumstances)

    def later_work(self, batch: Batch, limit: int) -> list[str]:
        return undoing.later_work(batch, self, limit)

    def names(self, column: str, ids: Sequence[int]) -> dict[int, str]:
        people = Person.with_merged if column == "record" else Membership.objects
        named = people.filter(pk__in=ids)
        return dict(named.values_list("pk", "name" if column == "record" else "person__name"))

    def standing_on(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.exclude(pk__in=undoing.taken_back()) if rows.model is TransferProposal else rows

    def undo(self, batch: Batch, circumstances: Circumstances) -> None:
        undoing.undo(batch, circumstances)

    def compared(self, batch: Batch) -> None:
        monthly.compare(batch)

    def write_besides(self, batch: Batch, circumstances: Circumstances) -> None:
        monthly.write(batch, circumstances)

    def verdicts(self, queued: QueuedRow) -> tuple[Verdict, ...]:
        return deciding.verdicts(queued)

    def carry_out(
        self, queued: QueuedRow, verdict: Verdict, values: Mapping[str, Any], actor: Actor, reason: str
    ) -> None:
        deciding.carry_out(queued, verdict, values, actor, reason)

    def masked(self, field: str, written: str) -> str:
        masks = {"phone": masked_phone, "document_number": masked_number}
        return masks.get(field, str)(written)

    def shown(self, field: str, held: Any) -> str:
        if held in (None, ""):
            return ""
        if field == "phone":
            return masked_phone(unseal(bytes.fromhex(held)))
        if field == "migrant":
            return str(_("Yes") if held else _("No"))
        if field == "joined_on":
            return str(held)
        return str(dict(Person._meta.get_field(field).flatchoices).get(held, held))  # type: ignore[union-attr]

    def journal(self, row: Mapping[str, Any], values: Mapping[str, Any]) -> list[Recorded]:
        """A new person with all it was given, a known one with the fields that changed; and the membership."""
        before = json.loads(row["before"]) if row["before"] else None
        fields = row["changed"].split() if before is not None else list(BLANKS)
        overridden = "joined_on" in fields
        fields = [code for code in fields if code in BLANKS]
        fields += [beside for code, beside in BESIDE.items() if code in fields]
        after = {code: _held(code, values.get("phone_sealed" if code == "phone" else code)) for code in fields}
        if before is None:
            after |= {"name": values["name"], "document_number": _plain(values["document_sealed"])}
        person, membership = self.records
        recorded = []
        if row["outcome"] == RowClass.NEW:
            after["union_id"] = values["union_id"]
            recorded.append(Recorded(membership, row["detail"], None, _spell(row, values, before)))
        elif before is not None and overridden:
            days = ({"joined_on": before["joined_on"]}, {"joined_on": _plain(values["joined_on"])})
            recorded.append(Recorded(membership, row["detail"], *days))
        held = None if before is None else {code: _held(code, before.get(code)) for code in after}
        return [Recorded(person, row["record"], held, after), *recorded] if after else recorded


def _spell(row: Mapping[str, Any], values: Mapping[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """The membership that a new row opened, on the day that the writing chose."""
    ended_on = datetime.date.fromisoformat(before["ended_on"]) if before and before["ended_on"] else None
    given, ended = (pl.lit(day, dtype=pl.Date) for day in (values["joined_on"], ended_on))
    return {
        "person_id": row["record"],
        "union_id": values["union_id"],
        "joined_on": _plain(pl.select(joining_day(given, row["dated_on"], ended)).item()),
        "join_kind": JoinKind.REJOIN.value if ended_on else JoinKind.FIRST.value,
    }


def _held(code: str, value: Any) -> Any:
    """A value as the registry's row has it, blanks among them."""
    return BLANKS.get(code) if value is None else _plain(value)


def _plain(value: Any) -> Any:
    """As JSON can hold it."""
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if hasattr(value, "isoformat") else value


ROSTER = RosterDeclaration()
