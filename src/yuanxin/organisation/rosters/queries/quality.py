"""The rules of data quality, declared: what is asked of which records, and where a row that fails is mended."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.figures.catalogue import figure_of
from yuanxin.foundation.figures.queries import Measured, measure, measured
from yuanxin.foundation.intake.choices import BatchState
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.kernel.actors import PathRange
from yuanxin.foundation.kernel.periods import Period, month
from yuanxin.foundation.unions.choices import Permission as Unions
from yuanxin.foundation.unions.models import Employer, Union
from yuanxin.foundation.unions.models.scope import in_range, in_scope
from yuanxin.foundation.unions.queries import StreetRow, by_street, with_street
from yuanxin.organisation.members.choices import DocumentType, Sex, TransferState
from yuanxin.organisation.members.choices import Permission as Members
from yuanxin.organisation.members.models import Membership, Retention, TransferProposal
from yuanxin.organisation.members.queries import quits_since
from yuanxin.organisation.rosters.choices import Check, Dimension, LeaverState
from yuanxin.organisation.rosters.models import Leaver
from yuanxin.organisation.rosters.queries.checks import open_on
from yuanxin.organisation.rosters.rules.quality import NOTHING, Found, added, overall, score

Text = str | Promise
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """The records that rules are asked of: those of a day, their union, who may see them, and their name."""

    code: str
    label: Text
    rows: Callable[[datetime.date], QuerySet[Any]]
    permission: str
    path: str = "union__path"
    named: str = "name"
    union: str = "union"
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of data quality.

    Args:
        code: names it for ever, and the figure `rosters.flaws_<code>` that counts it where the daily cells can.
        label: what is wrong with a row that fails.
        condition: which rows fail, by the records of a day.
        route, focus: the form that mends a row and the field in it; `of` leads from the row to the form's record.
        permission: what it takes to open that form.
        kept: whether the daily cells count it; the condition then asks neither the day nor other rows.
        watches: look-up and fields of the other tables that a kept condition reads.
        fills: the columns of a roster by which an import mends many rows at once.
    """

    code: str
    dimension: Dimension
    asked: Asked
    label: Text
    remedy: Text
    condition: Callable[[datetime.date], Q]
    route: str
    permission: str
    of: str = "pk"
    focus: str = ""
    kept: bool = False
    watches: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fills: tuple[str, ...] = ()

    @property
    def figure(self) -> str:
        """The code of the figure that counts it."""
        return f"rosters.flaws_{self.code}"

    def rows(self, union: Union, day: datetime.date) -> QuerySet[Any]:
        """The rows of `union` and all below it that fail by the records of the day, in their order."""
        rows = self.asked.rows(day).filter(in_scope(self.asked.path, PathRange.below(union.path)))
        return rows.filter(self.condition(day)).select_related(*self.asked.related).order_by("pk")

    def number(self, union: Union, day: datetime.date) -> int:
        """How many rows fail: as the cells have it, where they keep the rule."""
        if self.kept:
            return int(measure(self.figure, union, Period(day, day)).value)
        return self.rows(union, day).count()


def same_named(_day: datetime.date) -> Q:
    """Another employer of the same area has the same name."""
    twins = Employer.objects.filter(name=OuterRef("name"), union=OuterRef("union"), merged_into=None)
    return Q(Exists(twins.exclude(pk=OuterRef("pk"))))


def left_out(day: datetime.date) -> Q:
    """The last whole roster of the union leaves the member out, as one did that is as old as the policy asks of those
    who are deemed to have left; and the membership is not retained.
    """
    out = Leaver.objects.filter(membership=OuterRef("pk"), state=LeaverState.STAYS, batch__state=BatchState.APPLIED)
    newer = Batch.objects.filter(
        union=OuterRef("batch__union"), whole=True, state=BatchState.APPLIED, dated_on__gt=OuterRef("batch__dated_on")
    )
    long_ago = out.filter(batch__dated_on__lte=quits_since(day))
    retained = Retention.objects.filter(membership=OuterRef("pk"), ends_on=None)
    return Q(Exists(long_ago)) & Q(Exists(out.exclude(Exists(newer)))) & ~Q(Exists(retained))


def kept_though_left_out(day: datetime.date) -> QuerySet[Any]:
    """The members whom a whole roster did not list and whose leaving was not accepted."""
    stays = Leaver.objects.filter(state=LeaverState.STAYS)
    return Membership.objects.on(day).filter(pk__in=stays.values("membership"))


MEMBERS = Asked(
    "members", _("Members"), lambda day: Membership.objects.on(day), Members.VIEW,
    named="person__name", related=("person", "union"),
)  # fmt: skip
UNIONS = Asked(
    "unions", _("Unions"), lambda _day: Union.objects.in_force(), Unions.VIEW, path="path", union="", related=()
)
EMPLOYERS = Asked(
    "employers", _("Employers"), lambda _day: Employer.objects.filter(merged_into=None), Unions.VIEW, related=("union",)
)
TRANSFERS = Asked(
    "transfers", _("Undecided transfers"), lambda _day: TransferProposal.objects.filter(state=TransferState.PROPOSED),
    Members.VIEW, named="person__name", related=("person", "union"),
)  # fmt: skip
LEFT_OUT = Asked(
    "left_out", _("Members kept whom a whole roster left out"), kept_though_left_out, Members.VIEW,
    named="person__name", related=("person", "union"),
)  # fmt: skip
ASKED = (MEMBERS, UNIONS, EMPLOYERS, TRANSFERS, LEFT_OUT)
PERSON: dict[str, Any] = {"route": "members:person-edit", "permission": Members.EDIT, "of": "person_id", "kept": True}
UNION: dict[str, Any] = {"route": "founding:union-edit", "permission": Unions.EDIT}


def check(code: Check) -> Callable[[datetime.date], Q]:
    """The condition that a check of the cleaning is open."""
    return lambda day: open_on(day)[code]


RULES: tuple[Rule, ...] = (
    Rule("no_phone", Dimension.COMPLETENESS, MEMBERS, _("Members without a phone"), _("Enter the mobile phone."),
         lambda _day: Q(person__phone=None), focus="phone", watches={"person": ("phone",)}, fills=("phone",), **PERSON),
    Rule("no_employer", Dimension.COMPLETENESS, MEMBERS, _("Members without an employer"),
         _("Choose the employer of the register."),
         lambda _day: Q(person__employer=None, person__new_form=""), focus="employer",
         watches={"person": ("employer", "new_form")}, fills=("employer_name", "credit_code"), **PERSON),
    Rule("no_particulars", Dimension.COMPLETENESS, MEMBERS, _("Members without education or political status"),
         _("Enter education and political status."),
         lambda _day: Q(person__education="") | Q(person__political_status=""), focus="education",
         watches={"person": ("education", "political_status")}, fills=("education", "political_status"), **PERSON),
    Rule("no_chair", Dimension.COMPLETENESS, UNIONS, _("Unions without a chair"), _("Enter who is the chair."),
         check(Check.CHAIR), "founding:officer-new", Unions.EDIT, focus="name"),
    Rule("no_address", Dimension.COMPLETENESS, UNIONS, _("Unions without an address"), _("Enter the address."),
         lambda _day: Q(address=""), focus="address", **UNION),
    Rule("no_credit_code", Dimension.COMPLETENESS, EMPLOYERS, _("Employers without a credit code"),
         _("Enter the unified social credit code."), lambda _day: Q(credit_code=None), "founding:employer-edit",
         Unions.EDIT_EMPLOYERS, focus="credit_code"),
    Rule("no_birth", Dimension.VALIDITY, MEMBERS, _("Members whose birth or sex is not known"),
         _("Compare the document and enter it."),
         lambda _day: Q(person__born_on=None) | Q(person__sex__in=[Sex.UNKNOWN.value, Sex.UNSTATED.value]),
         focus="document_number", watches={"person": ("born_on", "sex")}, fills=("sex", "born_on"), **PERSON),
    Rule("other_document", Dimension.VALIDITY, MEMBERS, _("Members whose document number cannot be checked"),
         _("Ask for the resident identity card, and enter its number."),
         lambda _day: Q(person__document_type=DocumentType.OTHER.value), focus="document_type",
         watches={"person": ("document_type",)}, **PERSON),
    Rule("no_members", Dimension.VALIDITY, UNIONS, _("Unions without a member"),
         _("Admit its members, or have it merged or revoked."), check(Check.MEMBERS), "founding:union-detail",
         Unions.VIEW),
    Rule("covers_nobody", Dimension.VALIDITY, UNIONS, _("Unions that cover no employer"),
         _("Enter the employer it covers."), check(Check.EXISTS), "founding:coverage-new", Unions.EDIT_EMPLOYERS,
         focus="employer"),
    Rule("same_union", Dimension.UNIQUENESS, UNIONS, _("Unions registered more than once"),
         _("Compare the two; merge them, or correct the name or the credit code."), check(Check.DUPLICATE),
         "founding:union-detail", Unions.VIEW),
    Rule("same_employer", Dimension.UNIQUENESS, EMPLOYERS, _("Employers registered more than once"),
         _("Compare the two; merge them, or correct the name."), same_named, "founding:employer-detail", Unions.VIEW),
    Rule("term_over", Dimension.TIMELINESS, UNIONS, _("Unions whose term is over"),
         _("Enter the new term, or when the old one ends by consent."), check(Check.TERM), "founding:term-new",
         Unions.EDIT, focus="begins_on"),
    Rule("transfer_late", Dimension.TIMELINESS, TRANSFERS, _("Transfers not answered in time"),
         _("Have both unions decide."), lambda day: Q(due_on__lt=day), "members:transferproposal-detail",
         Members.VIEW),
    Rule("left_out", Dimension.TIMELINESS, LEFT_OUT, _("Members whom whole rosters left out too long"),
         _("Talk to them, then enter how they left, or keep them: what they paid and took part in is not known here."),
         left_out, "members:membership-leave", Members.EDIT, focus="kind"),
)  # fmt: skip
BY_CODE = {rule.code: rule for rule in RULES}
KEPT = tuple(rule for rule in RULES if rule.kept)
MEMBERS_IN_CELLS = "members.stock"


@dataclass(frozen=True, slots=True)
class Quality:
    """What every rule found in one place."""

    found: Mapping[str, Found]

    def of(self, dimension: Dimension) -> Found:
        """What the rules of a dimension found together."""
        return added(self.found.get(rule.code, NOTHING) for rule in RULES if rule.dimension is dimension)

    @property
    def scores(self) -> dict[Dimension, Any]:
        return {dimension: score(self.of(dimension)) for dimension in Dimension}

    @property
    def overall(self) -> Any:
        return overall(self.scores.values())

    @property
    def flaws(self) -> int:
        return sum(one.flaws for one in self.found.values())


@dataclass(frozen=True, slots=True)
class Told:
    """The quality of a union's data on a day: its own, its streets', and what the cells say of the months before."""

    whole: Quality
    streets: Sequence[tuple[StreetRow, Quality]]
    months: Sequence[tuple[Period, Found]]


def quality_of(union: Union, day: datetime.date) -> Told:
    """The quality of everything at and below `union`: one statement for what cells keep, one for each other kind."""
    streets = by_street(union)
    places = [union, *(row.street for row in streets if row.street is not None)] if len(streets) > 1 else [union]
    months = months_until(day)
    codes = [MEMBERS_IN_CELLS, *(rule.figure for rule in KEPT)]
    figures = [figure_of(code) for code in codes]
    today = Period(day, day)
    asked = [(figure, place, today) for place in places for figure in figures]
    asked += [(figure, union, each) for each in months for figure in figures]
    read = iter(measured(asked))
    kept = [found_of([next(read) for _figure in figures]) for _place in places]
    over_time = [(each, added(found_of([next(read) for _figure in figures]).values())) for each in months]
    by_key = live_by_street(union, streets, day)
    own = Quality(kept[0] | {code: added(found.values()) for code, found in by_key.items()})
    if len(streets) < 2:
        return Told(own, [], over_time)
    told = of_streets(streets, kept, by_key)
    return Told(own, [(row, Quality(found)) for row, found in zip(streets, told, strict=True)], over_time)


def months_until(day: datetime.date) -> list[Period]:
    """The twelve months before the one that holds the day, each up to its last day."""
    year, number, found = day.year, day.month, []
    for _month in range(MONTHS):
        year, number = (year, number - 1) if number > 1 else (year - 1, 12)
        found.append(month(year, number))
    return found[::-1]


def found_of(read: Sequence[Measured]) -> dict[str, Found]:
    """What the kept rules found, from the number of members and that of each rule's flaws."""
    members, *flaws = (int(one.value) for one in read)
    return {rule.code: Found(number, members) for rule, number in zip(KEPT, flaws, strict=True)}


def live_by_street(union: Union, streets: Sequence[StreetRow], day: datetime.date) -> dict[str, dict[int, Found]]:
    """What the rules that cells do not keep found, by code and by the key of the street: one query a kind of record."""
    found: dict[str, dict[int, Found]] = {}
    for asked in ASKED:
        rules = [rule for rule in RULES if rule.asked is asked and not rule.kept]
        if not rules:
            continue
        rows = asked.rows(day).filter(in_range(asked.path, PathRange.below(union.path)))
        counted = (
            with_street(rows, streets, path=asked.path)
            .order_by()
            .values("street")
            .annotate(
                checked=Count("pk"),
                **{f"flaws_{rule.code}": Count("pk", filter=rule.condition(day)) for rule in rules},
            )
        )
        for each in counted:
            for rule in rules:
                found.setdefault(rule.code, {})[each["street"]] = Found(each[f"flaws_{rule.code}"], each["checked"])
    return found


def of_streets(
    streets: Sequence[StreetRow], kept: Sequence[Mapping[str, Found]], live: Mapping[str, Mapping[int, Found]]
) -> list[dict[str, Found]]:
    """The rules by street. What stands in no street (区直属) is what the streets leave of the whole."""
    whole, *own = kept
    told, places = [], iter(own)
    for row in streets:
        cells = dict(next(places)) if row.street is not None else left_of(whole, own)
        told.append(cells | {code: found.get(row.key, NOTHING) for code, found in live.items()})
    return told


def left_of(whole: Mapping[str, Found], parts: Sequence[Mapping[str, Found]]) -> dict[str, Found]:
    """What the parts leave of the whole."""
    left = {}
    for code, found in whole.items():
        flaws, checked = added(part[code] for part in parts)
        left[code] = Found(found.flaws - flaws, found.checked - checked)
    return left
