"""疑似重复: the pairs of each kind, the searches that found them, and the merges made."""

import datetime
from typing import Any

from django import forms
from django.db import models
from django.db.models import Count
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.models import Change
from yuanxin.foundation.audit.queries import kind_label
from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.flow.inbox import Item, Source
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.choices import WorkState
from yuanxin.foundation.kernel.long_work import OPEN
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    BulkAction,
    ChipColumn,
    Column,
    Facts,
    NumberColumn,
    Register,
    Section,
    TimeColumn,
)
from yuanxin.foundation.ui.registers.filters import Choice
from yuanxin.foundation.unions.choices import Permission as Unions
from yuanxin.foundation.unions.models import Merge
from yuanxin.organisation.rosters import services
from yuanxin.organisation.rosters.choices import PairKind, PairState, Permission
from yuanxin.organisation.rosters.models import DuplicatePair, DuplicateSearch, EmployerPair, PersonPair, UnionPair
from yuanxin.organisation.rosters.models.duplicates import RECORDS
from yuanxin.organisation.rosters.queries.comparison import compared, suggested_to_keep, two_of
from yuanxin.organisation.rosters.queries.duplicates import COMPARED, open_pairs, reasons

PAIR_COLOURS: dict[str, str] = {PairState.OPEN: "due", PairState.MERGED: "done"}
WORK_COLOURS: dict[str, str] = {
    WorkState.WAITING: "running",
    WorkState.RUNNING: "running",
    WorkState.DONE: "done",
    WorkState.FAILED: "overdue",
}
REASONS_IN_A_ROW = 3


class StateOfPair(Choice):
    """What became of a pair; those to be decided unless another state is asked for."""

    def fields(self) -> dict[str, forms.Field]:
        # A merged pair has no second record that stands, and is told among the merges.
        others = [(each.value, each.label) for each in (PairState.REFUSED, PairState.LAPSED)]
        choices = [("", PairState.OPEN.label), *others]
        return {self.key: forms.ChoiceField(choices=choices, required=False, label=str(self.label))}

    def apply(self, rows: models.QuerySet[Any], cleaned: dict[str, Any]) -> models.QuerySet[Any]:
        return rows.filter(state=cleaned.get(self.key) or PairState.OPEN)


class ReasonsColumn(Column):
    """The weightiest reasons why two records look alike."""

    def as_kind(self, kind: type[Column]) -> Column:
        return self

    def render(self, value: Any, record: DuplicatePair) -> SafeString:  # type: ignore[override]
        return format_html_join("；", "{}", ((reason.said,) for reason in reasons(record)[:REASONS_IN_A_ROW]))

    def exported(self, record: DuplicatePair, *, clear: bool = False) -> str:  # type: ignore[override]
        return "；".join(reason.said for reason in reasons(record))


class Alike(Section):
    """Why the pair was found, and the two records side by side."""

    label = _("Why they look alike")
    template = "rosters/pair.html"

    def context(self, request: ActorRequest, record: DuplicatePair) -> dict[str, Any]:
        both = two_of(record)
        keep = suggested_to_keep(record.kind, *both)
        return {
            "reasons": reasons(record),
            "comparison": compared(record, both, keep, actor=request.actor, today=request.today),
        }


def is_open(pair: DuplicatePair) -> bool:
    """Whether somebody is still to decide the pair."""
    return pair.state == PairState.OPEN


def refuse(actor: Actor, rows: models.QuerySet[Any], today: datetime.date) -> str:
    """Say of the ticked pairs that they are two different records."""
    number = services.refuse_pairs(actor=actor, pairs=list(rows.values_list("pk", flat=True)), today=today)
    return ngettext(
        "%(number)s pair is settled: not the same. No search shows it again.",
        "%(number)s pairs are settled: not the same. No search shows them again.",
        number,
    ) % {"number": number}


def acts_on_pairs(merging: str) -> tuple[Action, ...]:
    """What is done with pairs, by who may decide them; `merging` is what it takes to make one record of the two."""
    decide = Permission.DECIDE_DUPLICATES
    return (
        Action(_("Search again"), "rosters:duplicatesearch-new", decide, record=False),
        Action(_("Compare and merge"), "rosters:pair-merge", merging, primary=True, in_rows=True, when=is_open),
        Action(
            _("Not the same"), "rosters:pair-refuse", decide, in_rows=True, post=True, when=is_open,
            confirm=_("These are two different records. No search will show this pair again."),
        ),
    )  # fmt: skip


class PairRegister(Register):
    """The pairs of one kind that look like one record entered twice."""

    kind: str
    permission = Permission.DECIDE_DUPLICATES
    order = "-score"
    advice = _("Start a search: what looks like one record entered twice appears here to be decided.")
    columns = (
        Column("label", _("Names"), css="wrapping"),
        NumberColumn("score", sort="score"),
        ReasonsColumn("explanation", _("Why they look alike"), css="wrapping"),
        ChipColumn("state", PAIR_COLOURS),
        TimeColumn("found_at"),
    )
    filters = (StateOfPair("state"),)
    search = ("label",)
    actions = acts_on_pairs(Permission.DECIDE_DUPLICATES)
    bulk_actions = (
        BulkAction(
            "refuse",
            _("Not the same"),
            Permission.DECIDE_DUPLICATES,
            refuse,
            confirm=_("Each of these pairs is two different records. No search will show them again."),
        ),
    )
    detail = (Alike(), Timeline())

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return super().rows(actor).filter(kind=self.kind)


class PersonPairs(PairRegister):
    """疑似重复人员."""

    model = PersonPair
    kind = PairKind.PERSON
    title = _("People perhaps entered twice")


class EmployerPairs(PairRegister):
    """疑似重复单位."""

    model = EmployerPair
    kind = PairKind.EMPLOYER
    title = _("Employers perhaps entered twice")


class UnionPairs(PairRegister):
    """疑似重复工会; who may not change the tree asks for a merger, or says that the two are not the same."""

    model = UnionPair
    actions = acts_on_pairs(Unions.CHANGE_TREE)
    kind = PairKind.UNION
    title = _("Unions perhaps entered twice")


class SearchResult(Section):
    """How far a search has come, or what it compared."""

    template = "rosters/search.html"

    def context(self, request: ActorRequest, record: DuplicateSearch) -> dict[str, Any]:
        large = [block for block in record.counts.get("blocks", []) if block["oversized"]]
        return {
            "search": record,
            "working": record.work_state in OPEN,
            "failed": record.work_state == WorkState.FAILED,
            "compared": record.counts.get("compared", 0),
            "large": [
                gettext(
                    "%(blocks)s groups with the same %(what)s are too large to compare everybody with everybody: each "
                    "of their %(rows)s records was compared with its nearest neighbours by name."
                )
                % {"blocks": block["oversized"], "rows": block["oversized_rows"], "what": block_label(block["code"])}
                for block in large
            ],
            "pairs_url": PAIRS[record.kind].url(),
        }  # fmt: skip


def block_label(code: str) -> str:
    """What the records of a block have in common, in words."""
    labels = {
        "birth": COMPARED["born_on"],
        "core": COMPARED["name"],
        "beginning": _("beginning of the name"),
        "initials": _("pinyin initials"),
        "initials_employer": _("pinyin initials and employer"),
        "name_year": _("name and year of birth"),
        "name_day": _("name and day of birth"),
        "sequence": _("name and last digits of the number"),
    }
    return str(labels.get(code, COMPARED.get(code, code)))


class SearchRegister(Register):
    """查重记录: the searches for records entered twice."""

    model = DuplicateSearch
    title = _("Searches for duplicates")
    advice = _("Start a search over your union and everything below it.")
    columns = (
        NumberColumn("pk", _("Search")),
        "kind",
        "union",
        ChipColumn("work_state", WORK_COLOURS),
        NumberColumn("records"),
        NumberColumn("found"),
        "made_by",
        TimeColumn("made_at"),
    )
    filters = ("kind", "union")
    actions = (
        Action(
            _("Start a search"), "rosters:duplicatesearch-new", Permission.DECIDE_DUPLICATES, record=False, primary=True
        ),
        Action(
            _("Cancel the search"), "rosters:duplicatesearch-cancel", Permission.DECIDE_DUPLICATES, post=True,
            when=lambda search: search.work_state in OPEN,
        ),
    )  # fmt: skip
    detail = (
        SearchResult(),
        Facts("kind", "union", "made_by", TimeColumn("made_at"), TimeColumn("ended_at"), "records", "found"),
        Timeline(),
    )


class KindColumn(Column):
    """A kind of record, as people call it."""

    def render(self, value: str) -> str:
        return kind_label(value)


class StandingColumn(Column):
    """Whether a merge holds, or was taken apart."""

    def as_kind(self, kind: type[Column]) -> Column:
        return self

    def render(self, value: Any, record: Merge) -> SafeString:  # type: ignore[override]
        if record.undone_by is None:
            return format_html('<span class="chip done">{}</span>', gettext("Holds"))
        return format_html('<span class="chip closed">{}</span>', gettext("Taken apart"))

    def exported(self, record: Merge, *, clear: bool = False) -> str:  # type: ignore[override]
        return gettext("Holds") if record.undone_by is None else gettext("Taken apart")


class MovedRows(Section):
    """How many rows of each kind a merge changed."""

    label = _("Rows the merge changed")
    template = "rosters/moved.html"

    def context(self, request: ActorRequest, record: Merge) -> dict[str, Any]:
        counted = Change.objects.filter(event__in=record.events).order_by().values("kind").annotate(number=Count("pk"))
        return {"moved": sorted((kind_label(row["kind"]), row["number"]) for row in counted)}


class MergeRegister(Register):
    """合并记录: what was merged into what; each can be taken apart while no later work stands on it."""

    model = Merge
    permission = Permission.DECIDE_DUPLICATES
    title = _("Merges")
    advice = _("Records merged into one appear here, and can be taken apart.")
    columns = (
        KindColumn("kind"),
        Column("absorbed_label", css="wrapping"),
        Column("survivor_label", css="wrapping"),
        "union",
        NumberColumn("rows"),
        StandingColumn("pk", _("State")),
        "merged_by",
        TimeColumn("merged_at"),
    )
    filters = ("union",)
    search = ("absorbed_label", "survivor_label")
    actions = (
        Action(
            _("Take apart"), "rosters:merge-take-apart", Permission.DECIDE_DUPLICATES, in_rows=True,
            when=lambda merge: merge.undone_by is None,
        ),
    )  # fmt: skip
    detail = (
        Facts(
            KindColumn("kind"), "absorbed_label", "survivor_label", "union", "reason", "merged_by",
            TimeColumn("merged_at"), StandingColumn("pk", _("State")),
        ),
        MovedRows(),
        Timeline(),
    )  # fmt: skip

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        mergeable = [model._meta.label_lower for model in RECORDS.values()]
        return super().rows(actor).filter(kind__in=mergeable)


PERSON_PAIRS, EMPLOYER_PAIRS, UNION_PAIRS = PersonPairs(), EmployerPairs(), UnionPairs()
PAIRS: dict[str, PairRegister] = {
    PairKind.PERSON: PERSON_PAIRS,
    PairKind.EMPLOYER: EMPLOYER_PAIRS,
    PairKind.UNION: UNION_PAIRS,
}
SEARCHES = SearchRegister()
MERGES = MergeRegister()


def pair_as_item(pair: DuplicatePair, _actor: Actor, _today: datetime.date) -> Item:
    """A pair to be decided, with the weightiest reason why it was found."""
    why = reasons(pair)
    return Item(
        kind=gettext("Perhaps entered twice"),
        subject=f"{pair.label} — {why[0].said}" if why else pair.label,
        url=PAIRS[pair.kind].url("detail", pair.pk),
        state=pair.get_state_display(),
        due_on=None,
        overdue=False,
    )


PAIRS_TO_DECIDE = Source(
    code="rosters.pairs",
    label=_("Records perhaps entered twice"),
    waiting=lambda actor, _today: open_pairs(actor, *PairKind.values),
    item=pair_as_item,
)
