"""工会 and 单位 in the exchange with the city federation (一会一档、一企一档), by the lists of either."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import QuerySet
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.intake.exchange import Exchange, ExchangeFormat, first_words
from yuanxin.foundation.unions.choices import Permission
from yuanxin.foundation.unions.models import Employer, Term, Union
from yuanxin.organisation.loading.intake import employers, unions
from yuanxin.organisation.loading.intake.words import EMPLOYER_KINDS, FORMS, FOUNDING_MODES, INDUSTRIES, LEVELS


@dataclass(frozen=True)
class UnionFormat(ExchangeFormat):
    """What may be exchanged of a union: every column of the list of unions."""

    exchanged = tuple(column.code for column in unions.COLUMNS)
    required = ("code", "union_name")


class UnionExchange(Exchange):
    """一会一档: the unions in force below a union, upper ones first, with the latest term of each."""

    code = "unions"
    label = pgettext_lazy("kind of record", "Unions")
    file_name = "市总工会交换文件"
    declaration = unions.UNIONS
    policy = "exchange.city_unions"
    words: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "level": first_words(LEVELS),
        "form": first_words(FORMS),
        "founding_mode": first_words(FOUNDING_MODES),
    }
    export = Permission.VIEW
    kind = "unions.union"

    def records(self, union: Union, today: datetime.date) -> QuerySet[Union]:
        return Union.objects.within(union).in_force().exclude(pk=union.pk).select_related("parent").order_by("path")

    def values(self, records: Sequence[Union], *, clear: bool) -> Iterator[Mapping[str, str]]:
        latest = {term.union_id: term for term in Term.objects.filter(union__in=records).order_by("number")}
        for union in records:
            term = latest.get(union.pk)
            yield {
                "code": union.code,
                "union_name": union.name,
                "parent": union.parent.code if union.parent else "",
                "level": union.level,
                "form": union.form,
                "founding_mode": union.founding_mode,
                "credit_code": union.credit_code,
                "division": union.division,
                "approved_on": union.approved_on.isoformat() if union.approved_on else "",
                "approval_number": union.approval_number,
                "address": union.address,
                "telephone": union.telephone,
                "term_number": str(term.number) if term else "",
                "term_from": term.begins_on.isoformat() if term else "",
                "term_until": term.ends_on.isoformat() if term else "",
            }


@dataclass(frozen=True)
class EmployerFormat(ExchangeFormat):
    """What may be exchanged of an employer: every column of the list of employers."""

    exchanged = tuple(column.code for column in employers.COLUMNS)
    required = ("employer_name",)


class EmployerExchange(Exchange):
    """一企一档: the employers of the areas in a union."""

    code = "employers"
    label = pgettext_lazy("kind of record", "Employers")
    file_name = "市总单位交换文件"
    declaration = employers.EMPLOYERS
    policy = "exchange.city_employers"
    words: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "kind": first_words(EMPLOYER_KINDS),
        "industry": first_words(INDUSTRIES),
    }
    export = Permission.VIEW
    kind = "unions.employer"

    def records(self, union: Union, today: datetime.date) -> QuerySet[Employer]:
        return Employer.objects.within(union).select_related("union").order_by("pk")

    def values(self, records: Sequence[Employer], *, clear: bool) -> Iterator[Mapping[str, str]]:
        for employer in records:
            yield {
                "employer_name": employer.name,
                "credit_code": employer.credit_code or "",
                "area": employer.union.code,
                "kind": employer.kind,
                "industry": employer.industry,
                "staff": "" if employer.staff is None else str(employer.staff),
                "address": employer.address,
            }


CITY_UNIONS = UnionExchange()
CITY_EMPLOYERS = EmployerExchange()
