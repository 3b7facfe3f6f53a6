"""A person's particulars: checked, sealed, corrected, and shown in clear for a reason."""

import datetime
from dataclasses import dataclass, fields, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import record_clear_view
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.masking import masked_number, masked_phone
from yuanxin.foundation.kernel.names import initials_of, is_name, normalise_name
from yuanxin.foundation.kernel.numbers import InvalidNumber, document_of, phone_of
from yuanxin.foundation.kernel.sealed import lookup_digest, seal, unseal
from yuanxin.foundation.unions.models import Employer
from yuanxin.foundation.unions.services.writing import change, check_version, locked
from yuanxin.organisation.members.choices import DocumentType, Permission, Sex
from yuanxin.organisation.members.models import Person
from yuanxin.organisation.members.queries import stored_pinyin


class NumberTaken(Refused):
    """The document number is another person's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What is known of a person, as people write it: numbers in clear, blanks for what is not known."""

    name: str
    document_number: str
    document_type: str = DocumentType.RESIDENT_ID
    sex: int = Sex.UNKNOWN
    born_on: datetime.date | None = None
    ethnicity: str = ""
    political_status: str = ""
    education: str = ""
    phone: str = ""
    employer: Employer | None = None
    employer_name: str = ""
    job: str = ""
    employment_form: str = ""
    new_form: str = ""
    household_registration: str = ""
    migrant: bool | None = None
    note: str = ""

    @classmethod
    def of(cls, person: Person) -> "Particulars":
        """What is stored of `person`, numbers in clear: for a form in the hands of who may see them."""
        stored = {field.name: getattr(person, field.name) for field in fields(cls)}
        stored["document_number"] = unseal(person.document_number)
        stored["phone"] = unseal(person.phone) if person.phone else ""
        return cls(**stored)


def masked(particulars: Particulars) -> Particulars:
    """The same with number and phone masked: what a form shows, and takes back as unchanged."""
    return replace(
        particulars,
        document_number=masked_number(particulars.document_number),
        phone=masked_phone(particulars.phone) if particulars.phone else "",
    )


PLAIN = frozenset(
    {
        "ethnicity", "political_status", "education", "employer", "job", "employment_form", "new_form",
        "household_registration", "migrant", "note",
    }
)  # fmt: skip


def checked(particulars: Particulars, *, today: datetime.date) -> dict[str, Any]:
    """The columns of a person, from what was written; sealed anew, with pinyin and look-up keys.

    Raises:
        InvalidNumber, Refused: at the field that is wrong; sex or birth against the number included.
    """
    given = {field.name: getattr(particulars, field.name) for field in fields(particulars)}
    name = checked_name(particulars.name)
    told = at_field("document_number", document_of, particulars.document_number, particulars.document_type, today=today)
    number = str(told["number"])
    values: dict[str, Any] = {key: given[key] for key in PLAIN}
    values |= {"name": name, "pinyin": stored_pinyin(name), "initials": initials_of(name)[:25]}
    values |= {
        "document_type": told["kind"],
        "document_number": seal(number),
        "document_digest": lookup_digest(number),
        "sex": agreed("sex", particulars.sex or None, told["sex"]) or Sex.UNKNOWN,
        "born_on": agreed("born_on", particulars.born_on, told["born_on"]),
        "phone": None,
        "phone_digest": None,
        "employer_name": particulars.employer_name.strip()
        or (particulars.employer.name if particulars.employer else ""),
    }
    if particulars.phone.strip():
        phone = at_field("phone", phone_of, particulars.phone)
        values |= {"phone": seal(phone), "phone_digest": lookup_digest(phone)}
    return values


@transaction.atomic
def correct_person(
    *,
    actor: Actor,
    person: Person,
    today: datetime.date,
    version: int | None = None,
    reason: str = "",
    **corrected: Any,
) -> Person:
    """Correct what is known of a person: any field of `Particulars`.

    A name or a document number is who the person is: changing one needs a reason.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit members of the person's union.
        Stale: if `version` is given and no longer the person's.
        NumberTaken: if the number is another person's.
        InvalidNumber, Refused: at the field that is wrong.
    """
    person = locked(person)
    actor.require(Permission.EDIT, person.union)
    check_version(person, version)
    if "document_number" in corrected:
        # What the wrong number told goes with it.
        corrected = {"sex": Sex.UNKNOWN, "born_on": None} | corrected
    values = checked(replace(Particulars.of(person), **corrected), today=today)
    if values["document_digest"] == bytes(person.document_digest):
        # The same number sealed anew would look like a change.
        del values["document_number"], values["document_digest"]
    if _same(values["phone_digest"], person.phone_digest):
        del values["phone"], values["phone_digest"]
    if (values["name"] != person.name or "document_digest" in values) and not reason.strip():
        raise Refused(
            _("The reason is missing."),
            remedy=_("Say why the name or the document number changes, and by which paper."),
            field="reason",
        )
    try:
        with transaction.atomic():
            change(actor, "members.person_corrected", person, values, reason=reason.strip())
    except IntegrityError as error:
        raise number_taken() from error
    return person


@dataclass(frozen=True, slots=True)
class ClearValues:
    """A person's sealed values in clear, for the one page that shows them."""

    document_number: str
    phone: str


@transaction.atomic
def show_in_clear(*, actor: Actor, person: Person, reason: str, today: datetime.date) -> ClearValues:
    """The document number and the phone in clear; the view itself goes into the log, with its reason.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may see clear values of the person's union.
        Refused: without a reason.
    """
    actor.require(Permission.VIEW_CLEAR, person.union)
    record_clear_view(actor, person, ["document_number", "phone"], reason)
    return ClearValues(unseal(person.document_number), unseal(person.phone) if person.phone else "")


def checked_name(text: str) -> str:
    """The name in its one written form.

    Raises:
        Refused: if it cannot be a person's name.
    """
    name = normalise_name(text)
    if not is_name(name):
        raise Refused(
            _("This cannot be a person's name."),
            remedy=_("Write 2 to 50 Chinese characters, dots only between parts, or letters."),
            field="name",
        )
    return name


def agreed(field: str, given: Any, told: Any) -> Any:
    """The value that was given and the one that the document number tells, where they agree.

    Raises:
        Refused: where they do not.
    """
    if given is not None and told is not None and given != told:
        raise Refused(
            _("This does not agree with the document number."),
            remedy=_("Look at the document; leave the field empty to take what the number says."),
            field=field,
        )
    return given if told is None else told


def at_field(field: str, check: Any, *values: Any, **options: Any) -> Any:
    """What `check` gives; its refusal belongs to `field`."""
    try:
        return check(*values, **options)
    except InvalidNumber as error:
        error.field = field
        raise


def number_taken() -> NumberTaken:
    return NumberTaken(
        _("This document number is registered for another person."),
        remedy=_("Look for the number in the register; if you cannot see it, ask the district."),
        field="document_number",
    )


def _same(one: bytes | None, other: bytes | memoryview | None) -> bool:
    return (bytes(one) if one else None) == (bytes(other) if other else None)
