"""What a household declares of its need (家庭情况申报): typed, checked, and as the sealed text that is kept of it."""

import dataclasses
import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Self

from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.money import ZERO, yuan
from yuanxin.welfare.hardship.choices import Cause, Employment, Health
from yuanxin.welfare.hardship.rules.policies import CHILD_BELOW

FURTHER_CAUSES_AT_MOST = 3


class Undeclared(Refused):
    """Something is missing from a declaration, or should not stand in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """One line of income or of rigid cost over the last twelve months; `member` is the row of who has it, 0 for all.

    `paper` names what proves it (票据、证明).
    """

    kind: str
    amount: Decimal
    member: int = 0
    paper: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredMember:
    """What is declared of one member of the household; `member` is the id of the row in the household.

    `consent` is whether a guardian agreed to what is entered of a child below 14, of whom nothing else is asked than
    health and school. `illness` is in words, for the eyes of who decides only.
    """

    member: int
    health: str = Health.GOOD
    illness: str = ""
    disability: str = ""
    employment: str = ""
    insurance: str = ""
    stage: str = ""
    consent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """All that a household declares: who it is, how it lives, what it has and what it must spend."""

    household_type: str
    members: tuple[DeclaredMember, ...]
    main_cause: str
    further_causes: tuple[str, ...] = ()
    housing: str
    homes: int = 0
    area: Decimal = ZERO
    vehicle: str = "none"
    business: bool = False
    luxury: bool = False
    exception: str = ""
    dibao_number: str = ""
    dibao_monthly: Decimal = ZERO
    model_worker: str = ""
    situation: str = ""
    income: tuple[Money, ...] = ()
    costs: tuple[Money, ...] = field(default=())

    @property
    def causes(self) -> tuple[str, ...]:
        """Every cause, the main one first."""
        return (self.main_cause, *self.further_causes)

    @property
    def no_one_works(self) -> bool:
        """Whether nobody who could work does (零就业家庭)."""
        able = [each.employment for each in self.members if each.employment in ABLE]
        return bool(able) and not any(employment in WORKS for employment in able)

    def as_text(self) -> str:
        """The text that is sealed."""
        return json.dumps(_plain(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The declaration that `as_text` wrote."""
        values = json.loads(text)
        return cls(
            **{name: value for name, value in values.items() if name not in PARTS},
            area=Decimal(values["area"]),
            dibao_monthly=Decimal(values["dibao_monthly"]),
            further_causes=tuple(values["further_causes"]),
            members=tuple(DeclaredMember(**each) for each in values["members"]),
            income=tuple(_money(each) for each in values["income"]),
            costs=tuple(_money(each) for each in values["costs"]),
        )


WORKS = frozenset({Employment.EMPLOYED, Employment.FLEXIBLE})
ABLE = frozenset({*WORKS, Employment.LAID_OFF, Employment.UNEMPLOYED})
PARTS = frozenset({"area", "dibao_monthly", "further_causes", "members", "income", "costs"})


def is_child(born_on: datetime.date | None, day: datetime.date) -> bool:
    """Whether somebody is below 14 on `day`; without a birthday, not.

    >>> is_child(datetime.date(2002, 7, 1), datetime.date(2016, 6, 30))
    True
    """
    if born_on is None:
        return False
    years = day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
    return years < CHILD_BELOW


def check(declared: Declared, birthdays: dict[int, datetime.date | None], today: datetime.date) -> None:
    """Refuse a declaration that is not whole, or says more of a child than is needed.

    Args:
        birthdays: of every present member of the household, by the id of the row.

    Raises:
        Undeclared: naming what is wrong, and where.
    """
    for field_name, message, remedy in _faults(declared, birthdays, today):
        raise Undeclared(message, remedy=remedy, field=field_name)


def _faults(
    declared: Declared, birthdays: dict[int, datetime.date | None], today: datetime.date
) -> Iterator[tuple[str, str, str]]:
    told = [each.member for each in declared.members]
    if set(told) != set(birthdays) or len(told) != len(set(told)):
        yield "", _("The household has other members than those declared."), _("Open the form again.")
    if declared.main_cause not in Cause.values:
        yield "main_cause", _("The main cause is missing."), _("Choose one.")
    if len(declared.further_causes) > FURTHER_CAUSES_AT_MOST:
        yield "further_causes", _("These are more than three further causes."), _("Choose the three that weigh most.")
    if declared.main_cause in declared.further_causes:
        yield "further_causes", _("The main cause stands among the further ones."), _("Take it out there.")
    for each in declared.members:
        child = is_child(birthdays.get(each.member), today)
        where = f"consent_{each.member}"
        if child and not each.consent:
            yield (
                where,
                _("The guardian's consent to what is entered of this child is missing."),
                _("Have the guardian sign the authorisation."),
            )
        if child and each.employment not in {"", Employment.STUDENT, Employment.CHILD}:
            yield f"employment_{each.member}", _("This is not asked of a child below 14."), _("Leave it empty.")
        if each.disability and each.health != Health.DISABLED:
            yield (
                f"disability_{each.member}",
                _("A kind of disability goes with the health “Disabled”."),
                _("Correct one of the two."),
            )
    ill = {Cause.ILLNESS, Cause.DISABILITY}
    if ill & set(declared.causes) and all(each.health in {Health.GOOD, ""} for each in declared.members):
        yield "main_cause", _("Illness is named as a cause, and everybody is healthy."), _("Enter whose health it is.")
    for side, lines in (("income", declared.income), ("costs", declared.costs)):
        for number, line in enumerate(lines, start=1):
            if line.amount < 0:
                yield f"{side}_amount_{number}", _("An amount is not below 0."), _("Enter costs under costs.")
            if line.member and line.member not in birthdays:
                yield f"{side}_member_{number}", _("This person does not belong to the household."), _("Choose again.")
            if side == "income" and line.member and is_child(birthdays.get(line.member), today) and line.amount:
                yield f"income_amount_{number}", _("This is not asked of a child below 14."), _("Leave it empty.")


def _money(values: dict[str, Any]) -> Money:
    return Money(**{**values, "amount": yuan(values["amount"])})


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, Decimal | Cause) else value
