"""What the pages of files, requests and relief show besides fields: the means test, the declaration, all the help."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.queries import Help
from yuanxin.foundation.payments.registry import kind_label
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import Section
from yuanxin.foundation.ui.registers.sections import TAB, once
from yuanxin.organisation.members.models import Household
from yuanxin.welfare.hardship.choices import (
    Category,
    Cause,
    CostKind,
    Employment,
    Exclusion,
    HouseholdType,
    Housing,
    IncomeKind,
    Insurance,
    ModelWorker,
    Permission,
    RequestKind,
    RequestState,
    Stage,
    Vehicle,
)
from yuanxin.welfare.hardship.models import Assessment, FileRequest, GoodsHelp, HardshipFile, HomeVisit, Relief
from yuanxin.welfare.hardship.models.relief import OPEN_STATES
from yuanxin.welfare.hardship.queries.files import rows_of
from yuanxin.welfare.hardship.queries.relief import goods_of, help_of, others_beside, overlaps_among, people_of
from yuanxin.welfare.hardship.rules.assessing import MONTHS
from yuanxin.welfare.hardship.rules.declared import Declared, Money
from yuanxin.welfare.hardship.states import SHOWN


def word(choices: type[Any], value: str) -> str:
    """What people read for a stored word; nothing for none."""
    return str(dict(choices.choices).get(value, value)) if value else ""


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a definition grid."""

    label: str
    value: Any


class MeansTest(Section):
    """测算: how the net income per head comes about, against which lines it was held, and what it was before."""

    label = gettext_lazy("Means test")
    template = "hardship/means.html"
    permission = Permission.VIEW_NEED

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        about = request_behind(record)
        test, before = tests_of(about) if about is not None else (None, None)
        if test is None:
            return {"result": None}
        return {
            "result": test.assessed(),
            "test": test,
            "months": MONTHS,
            "category": word(Category, test.category),
            "compared": [(word(Category, each.category), each) for each in test.assessed().compared],
            "exclusions": [word(Exclusion, each) for each in test.assessed().exclusions],
            "before": before.assessed() if before is not None else None,
            "category_before": word(Category, before.category) if before is not None else "",
        }


class Declaration(Section):
    """家庭情况申报: what the household declares, without health and illness, which are shown for a reason only."""

    label = gettext_lazy("Declaration")
    template = "hardship/declaration.html"
    permission = Permission.VIEW_NEED

    def relations(self, model: type[models.Model]) -> tuple[str, ...]:
        return ("current__union",) if model is HardshipFile else ()

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        about = request_behind(record)
        declared = about.declaration() if about is not None else None
        if about is None or declared is None:
            return {"declared": None}
        rows = rows_of(declared, once(record, people_of, record.household))
        names = {pk: row.full_name for pk, row in rows.items()}
        return {
            "declared": declared,
            "facts": list(home_of(declared)),
            "people": [
                {
                    "name": names.get(each.member, ""),
                    "relation": rows[each.member].get_relation_display() if each.member in rows else "",
                    "employment": word(Employment, each.employment),
                    "insurance": word(Insurance, each.insurance),
                    "stage": word(Stage, each.stage),
                }
                for each in declared.members
            ],
            "income": [line_told(each, IncomeKind, names) for each in declared.income],
            "costs": [line_told(each, CostKind, names) for each in declared.costs],
            "may_see_health": request.actor.may(Permission.VIEW_ILLNESS, about.union),
            "health_url": reverse("hardship:filerequest-health", args=[about.pk]),
        }


def home_of(declared: Declared) -> Iterator[Told]:
    """How the household lives, and why it is in need."""
    yield Told(_("Type of household"), word(HouseholdType, declared.household_type))
    yield Told(_("Housing"), word(Housing, declared.housing))
    yield Told(_("Homes owned"), declared.homes)
    yield Told(_("Floor area, m²"), declared.area or "")
    yield Told(_("Car"), word(Vehicle, declared.vehicle))
    if any(each.employment for each in declared.members):
        yield Told(_("Nobody who could work does"), _("Yes") if declared.no_one_works else _("No"))
    yield Told(_("Main cause"), word(Cause, declared.main_cause))
    yield Told(_("Further causes"), "、".join(word(Cause, each) for each in declared.further_causes))
    if declared.dibao_number or declared.dibao_monthly:
        yield Told(_("Minimum-living allowance a month"), f"{declared.dibao_monthly:,.2f}")
    if declared.model_worker:
        yield Told(_("Model worker"), word(ModelWorker, declared.model_worker))
    if declared.exception:
        yield Told(_("Exception"), declared.exception)
    if declared.situation:
        yield Told(_("Situation in words"), declared.situation)


def line_told(line: Money, kinds: type[Any], names: dict[int, str]) -> dict[str, Any]:
    """A line of income or costs in words."""
    whose = names.get(line.member, "") if line.member else _("The household")
    return {"kind": word(kinds, line.kind), "whose": whose, "amount": line.amount, "paper": line.paper}


class Lacking(Section):
    """What is still to be done before the household can be shown in public."""

    label = gettext_lazy("Still to be done")
    template = "hardship/lacking.html"

    def context(self, request: ActorRequest, record: FileRequest) -> dict[str, Any]:  # type: ignore[override]
        return {"lines": list(lacking(record))}


def lacking(request: FileRequest) -> Iterator[str]:
    """In words, for a request that is being looked into."""
    if request.state != RequestState.SUBMITTED or request.kind not in SHOWN:
        return
    if not request.category:
        yield _(
            "By the means test the household is above every line: do not approve it, or have an exception recorded."
        )
    visit = request.visits.order_by("visited_on", "pk").last()
    if visit is None:
        yield _("Two people visit the home, and enter what they find.")
    elif not visit.agrees:
        yield _("The last visit does not agree with what was declared: have it put right, and visit again.")
    else:
        yield _("Visited on %(day)s. The public notice can be given.") % {"day": visit.visited_on}


class Visits(Section):
    """Home visits with what was found, for who may see the household's need."""

    label = gettext_lazy("Home visits")
    template = "hardship/visits.html"

    def asks(self, request: ActorRequest, record: Any) -> Mapping[str, models.QuerySet[Any]]:
        shown = {"pk": record.pk} if isinstance(record, HomeVisit) else {"request": record}
        return {"visits": HomeVisit.objects.filter(**shown)}

    def counted(self, request: ActorRequest, record: Any, there: Mapping[str, int]) -> dict[str, Any]:
        may = request.actor.may(Permission.VIEW_NEED, record.union)
        # A row for each visitor, and one for a visit without any: a statement less than the visitors by themselves.
        rows = self.asks(request, record)["visits"].order_by("-visited_on", "-pk", "visitors__pk")
        visits: dict[HomeVisit, list[dict[str, str]]] = {}
        for row in rows.annotate(visitor=F("visitors__name"), post=F("visitors__post")) if there else ():
            visits.setdefault(row, []).extend([{"name": row.visitor, "post": row.post}] if row.visitor else [])
        return {
            "visits": [(visit, visitors, unseal(visit.findings) if may else "") for visit, visitors in visits.items()],
            "may": may,
        }


class Computation(Section):
    """How much relief the rule gives, and by how much what was asked for is cut."""

    label = gettext_lazy("Calculation of the relief")
    template = "hardship/computation.html"
    permission = Permission.VIEW_MONEY

    def context(self, request: ActorRequest, record: Relief) -> dict[str, Any]:  # type: ignore[override]
        may = request.actor.may(Permission.VIEW_NEED, record.union)
        return {
            "computed": record.computed(),
            "relief": record,
            "situation": unseal(record.situation) if may else "",
            "policies": (record.line, record.caps),
        }


class Overlaps(Section):
    """What the household has had, or asked for, beside this application: to be looked at before it is approved."""

    label = gettext_lazy("Other help in the year")
    template = "hardship/overlaps.html"
    permission = Permission.VIEW_MONEY

    def asks(self, request: ActorRequest, record: Relief) -> Mapping[str, models.QuerySet[Any]]:
        return {"goods": goods_of(record.household), "others": others_beside(record)}

    def counted(self, request: ActorRequest, record: Relief, there: Mapping[str, int]) -> dict[str, Any]:
        helped = help_once(request.actor, record)
        goods = goods_once(record) if "goods" in there else ()
        others = others_beside(record) if "others" in there else ()
        return {
            "overlaps": overlaps_among(record, helped, goods, others),
            "year": record.year,
            "open": record.state in OPEN_STATES,
        }


class Welfare(Section):
    """One view of all welfare that a household has had (一户一览): every kind, over the years."""

    label = gettext_lazy("All help to the household")
    template = "hardship/welfare.html"
    place = TAB
    permission = Permission.VIEW_MONEY

    def asks(self, request: ActorRequest, record: Any) -> Mapping[str, models.QuerySet[Any]]:
        return {"goods": goods_of(household_of(record))}

    def counted(self, request: ActorRequest, record: Any, there: Mapping[str, int]) -> dict[str, Any]:
        return welfare_of(request.actor, record, goods=goods_once(record) if there else [])


def household_of(record: Any) -> Household:
    """The household of a record, or the one that it is."""
    return record if isinstance(record, Household) else record.household  # type: ignore[no-any-return]


def help_once(actor: Actor, record: Any) -> Help:
    """All help to the household of a record, or that is one, read once a page."""
    household = household_of(record)
    return once(record, help_of, actor, household, once(record, people_of, household))


def goods_once(record: Any) -> list[GoodsHelp]:
    """The goods given to it, read once a page."""
    return once(record, list_of_goods, household_of(record))


def list_of_goods(household: Household) -> list[GoodsHelp]:
    """The goods given to a household, each with its union."""
    return list(goods_of(household).select_related("union"))


@dataclass(frozen=True, slots=True)
class Helped:
    """One thing that a household was given."""

    on: datetime.date
    what: str
    state: str
    amount: Decimal
    fund: str
    url: str = ""


def welfare_of(actor: Actor, record: Any, *, goods: Iterable[GoodsHelp]) -> dict[str, Any]:
    """All the help to the household of a record, or that is one: by year with its sum, the latest first."""
    helped = help_once(actor, record)
    rows = [
        Helped(
            on=each.paid_on or each.approved_on,
            what=kind_label(each.kind),
            state=each.get_state_display(),
            amount=each.approved_fen,
            fund=str(each.fund),
            url=reverse("hardship:relief-detail", args=[each.cause_id])
            if each.cause_kind == Relief._meta.label_lower
            else "",
        )
        for each in helped.payments
    ]
    rows += [
        Helped(
            on=each.given_on,
            what=_("Goods: %(occasion)s") % {"occasion": each.occasion},
            state=_("Signed for by %(name)s") % {"name": each.received_by},
            amount=each.value_fen,
            fund="",
            url=reverse("hardship:goodshelp-detail", args=[each.pk]),
        )
        for each in goods
        if actor.may(Permission.VIEW_MONEY, each.union)
    ]
    rows.sort(key=lambda each: each.on, reverse=True)
    years = [(year, list(group)) for year, group in groupby(rows, key=lambda each: each.on.year)]
    return {
        "years": [(year, group, sum((each.amount for each in group), ZERO)) for year, group in years],
        "hidden": helped.hidden,
        "household": household_of(record),
    }


def request_behind(record: Any) -> FileRequest | None:
    """The request whose declaration a page is about: itself, or the one in force on a file."""
    return record.current if isinstance(record, HardshipFile) else record


def tests_of(request: FileRequest) -> tuple[Assessment | None, Assessment | None]:
    """The means test that counts, and that of what was approved for the household before, to compare a change with."""
    before = Q(request__state=RequestState.APPROVED, request__pk__lt=request.pk) & ~Q(request__kind=RequestKind.CLOSE)
    which = Q(request=request) | (Q() if request.kind == RequestKind.OPEN else before)
    of_household = Assessment.objects.filter(which, request__household=request.household_id)
    rows = list(of_household.select_related("line", "rules").order_by("-request_id", "-pk"))
    return (
        next((test for test in rows if test.request_id == request.pk), None),
        next((test for test in rows if test.request_id != request.pk), None),
    )
