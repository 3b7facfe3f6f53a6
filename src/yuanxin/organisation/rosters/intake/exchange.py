"""会员 in the exchange with the city federation (市总交换格式): read in as a roster, written from the memberships."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.intake.exchange import Exchange, ExchangeFormat, first_words
from yuanxin.foundation.intake.parsers import DOCUMENT_TYPES
from yuanxin.foundation.kernel.codes import EDUCATION, ETHNIC_GROUP, POLITICAL_STATUS, SEX
from yuanxin.foundation.kernel.masking import masked_number, masked_phone
from yuanxin.foundation.kernel.sealed import unseal_many
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.members.models import Membership
from yuanxin.organisation.rosters.intake.columns import COLUMNS
from yuanxin.organisation.rosters.intake.declaration import ROSTER
from yuanxin.organisation.rosters.intake.words import (
    EMPLOYMENT_WORDS,
    HOUSEHOLD_WORDS,
    NEW_FORM_WORDS,
)


@dataclass(frozen=True)
class MemberFormat(ExchangeFormat):
    """What may be exchanged of a member: every column of a roster."""

    exchanged = tuple(column.code for column in COLUMNS)
    required = ("name", "document_number")


class MemberExchange(Exchange):
    """一人一档: the active members of a union and of everything below it."""

    code = "members"
    label = _("Members")
    file_name = "市总会员交换文件"
    declaration = ROSTER
    policy = "exchange.city_members"
    words: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "sex": SEX.labels,
        "ethnicity": ETHNIC_GROUP.labels,
        "political_status": POLITICAL_STATUS.labels,
        "education": EDUCATION.labels,
        "document_type": first_words(DOCUMENT_TYPES),
        "employment_form": first_words(EMPLOYMENT_WORDS),
        "new_form": first_words(NEW_FORM_WORDS),
        "household_registration": first_words(HOUSEHOLD_WORDS),
        "migrant": {"yes": "是", "no": "否"},
    }
    export = Permission.EXPORT
    clear = Permission.VIEW_CLEAR
    kind = "members.person"

    def records(self, union: Union, today: datetime.date) -> QuerySet[Membership]:
        return Membership.objects.within(union).on(today).select_related("person__employer", "union").order_by("pk")

    def values(self, records: Sequence[Membership], *, clear: bool) -> Iterator[Mapping[str, str]]:
        numbers = unseal_many([each.person.document_number for each in records])
        phones = iter(unseal_many([each.person.phone for each in records if each.person.phone is not None]))
        for membership, number in zip(records, numbers, strict=True):
            phone = next(phones) if membership.person.phone is not None else ""
            yield values_of(
                membership, number if clear else masked_number(number), phone if clear else masked_phone(phone)
            )


def values_of(membership: Membership, number: str, phone: str) -> dict[str, str]:
    """A member as columns and codes of a roster."""
    person, employer = membership.person, membership.person.employer
    return {
        "name": person.name,
        "document_type": person.document_type,
        "document_number": number,
        "sex": str(person.sex),
        "born_on": person.born_on.isoformat() if person.born_on else "",
        "ethnicity": person.ethnicity,
        "political_status": person.political_status,
        "education": person.education,
        "phone": phone,
        "employer_name": person.employer_name or (employer.name if employer else ""),
        "credit_code": (employer.credit_code or "") if employer else "",
        "job": person.job,
        "employment_form": person.employment_form,
        "new_form": person.new_form,
        "household_registration": person.household_registration,
        "migrant": {True: "yes", False: "no", None: ""}[person.migrant],
        "joined_on": membership.joined_on.isoformat(),
        "union_code": membership.union.code,
        "union_name": membership.union.name,
        "note": person.note,
    }


CITY_MEMBERS = MemberExchange()
