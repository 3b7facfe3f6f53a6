"""Finding people: by number, phone, name and pinyin, always within scope and bounded."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.names import normalise_name, pinyin_of
from yuanxin.foundation.kernel.numbers import InvalidNumber, check_documents, phone_of
from yuanxin.foundation.kernel.readings import COMPOUND_SURNAMES
from yuanxin.foundation.kernel.sealed import lookup_digest, unseal
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.choices import Permission, Relation
from yuanxin.organisation.members.models import Application, Household, HouseholdMember, Membership, Person
from yuanxin.organisation.members.models.households import HouseholdMemberQuerySet
from yuanxin.organisation.members.rules import AUTO_QUIT, months_before

FOUND_AT_MOST = 50
# People whose households one statement looks for.
AT_ONCE = 400
# People of exactly one name whose numbers are opened to compare the last four digits.
NAMESAKES_AT_MOST = 1000
A_NUMBER = re.compile(r"(?=.*\d{5})[0-9A-Z()]{7,40}", re.IGNORECASE)
NAME_AND_LAST_FOUR = re.compile(r"(?P<name>.*\D)[\s,，]*(?P<last>\d{3}[\dXx])")
LETTERS = re.compile(r"[a-z]+")


def written_number(text: str) -> str:
    """The one written form of a document number, also of a wrong one: half-width capitals, 15 digits upgraded to 18."""
    # The day only decides whether the number is valid, which a look-up does not ask.
    return str(check_documents(pl.Series([text]), today=datetime.date.max)["number"][0] or "")


def find_by_number(number: str) -> Person | None:
    """The person with this document number, in any union: for services and imports, which tell only what they may.

    The number of a record that was merged leads to its survivor.
    """
    return person_of_digest(lookup_digest(written_number(number)))


def person_of_digest(digest: bytes) -> Person | None:
    """As `find_by_number`, by the look-up key."""
    found = Person.with_merged.filter(document_digest=digest).select_related("merged_into").first()
    return found.standing if found is not None else None


def names_known(person: Person) -> set[str]:
    """The person's name, and those under which merged records of the person were entered."""
    return {person.name, *person.merged_records(manager="with_merged").values_list("name", flat=True)}


def active_membership(person: Person) -> Membership | None:
    """The person's open membership."""
    return Membership.objects.open().filter(person=person).select_related("union").first()


def members_of(union: Union, day: datetime.date) -> QuerySet[Membership]:
    """The memberships of `union` and all below it that hold `day`."""
    return Membership.objects.within(union).on(day)


def member_spells(*persons: Person) -> HouseholdMemberQuerySet:
    """The spells of these people in households, also where one was entered before the registry knew the number."""
    digests = [bytes(person.document_digest) for person in persons]
    return HouseholdMember.objects.filter(
        Q(person__in=[person.pk for person in persons]) | Q(document_digest__in=digests)
    )


def household_of(person: Person, day: datetime.date) -> Household | None:
    """The household to which `person` belonged on `day`: for services and figures, which tell only what they may."""
    return households_of([person], day).get(person.pk)


def households_of(persons: Iterable[Person], day: datetime.date | None = None) -> dict[int, Household]:
    """By person's id, the household to which each belonged on `day`, or belongs still; who has none is left out."""
    of_digest: dict[bytes, int] = {}
    found: dict[int, Household] = {}
    asked = list(persons)
    for begin in range(0, len(asked), AT_ONCE):
        chunk = asked[begin : begin + AT_ONCE]
        of_digest |= {bytes(person.document_digest): person.pk for person in chunk}
        spells = member_spells(*chunk).lived()
        spells = spells.open() if day is None else spells.on(day)
        for spell in spells.select_related("household__head__union"):
            pk = spell.person_id if spell.document_digest is None else of_digest[bytes(spell.document_digest)]
            found[pk] = spell.household  # type: ignore[index]
    return found


def household_members(household: Household, day: datetime.date) -> list[HouseholdMember]:
    """Who belonged to the household on `day`, the head first, then by relation and age."""
    rows = household.members.lived().on(day).select_related("person")
    return sorted(
        rows, key=lambda row: (row.relation != Relation.SELF, row.relation, row.birthday or datetime.date.max, row.pk)
    )


def search(actor: Actor, text: str, *, limit: int = FOUND_AT_MOST) -> list[Person]:
    """The people that `text` finds among those `actor` may see, by pinyin, `limit` at most."""
    found = finding(Person.objects.visible_to(actor), text)
    return list(found.select_related("union").order_by("pinyin", "id")[:limit])


def finding(rows: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Of `rows` those that `text` finds; each way reads an index.

    A whole document number or mobile number; a name with the last four characters of the number (`张三 0018`);
    the beginning of a name; the beginning of its pinyin or of its initials.
    """
    text = text.strip()
    if not text:
        return rows.none()
    if phone := written_phone(text):
        return rows.filter(phone_digest=lookup_digest(phone))
    if A_NUMBER.fullmatch(text):
        person = find_by_number(text)
        return rows.none() if person is None else rows.filter(pk=person.pk)
    if match := NAME_AND_LAST_FOUR.fullmatch(text):
        return with_last_four(rows, normalise_name(match["name"]), match["last"].upper())
    if letters := letters_of(text):
        return rows.filter(beginning("pinyin", letters) | beginning("initials", letters))
    return rows.filter(name_beginning(normalise_name(text)))


def ways_along_pinyin(text: str) -> tuple[Q, ...]:
    """The stretches of pinyin in which all people stand that `finding` finds by letters or a name."""
    text = text.strip()
    if not text or asks_sealed(text):
        return (Q(),)
    if letters := letters_of(text):
        # Initials begin as the pinyin does: those in question stand somewhere below its first letter.
        initials = beginning("pinyin", letters[0]) & beginning("initials", letters)
        return beginning("pinyin", letters), initials
    return tuple(beginning("pinyin", reading) for reading in readings_of(normalise_name(text)))


def letters_of(text: str) -> str:
    """The letters that pinyin or initials begin with, if `text` is nothing else."""
    letters = text.lower().replace(" ", "")
    return letters if LETTERS.fullmatch(letters) else ""


def only_person(actor: Actor, text: str, *, permission: str = "", field: str = "person") -> Person:
    """The one person that `text` means among those `actor` may see, as a form asks for somebody.

    Raises:
        Refused: at `field`, if it means nobody or several.
    """
    rows = finding(Person.objects.visible_to(actor, permission), text).select_related("union")
    # A name is also the beginning of longer ones; then whoever bears exactly that name is meant.
    found = list(rows.filter(name=normalise_name(text))[:2]) or list(rows[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(
            _("Several people are meant by “%(text)s”.") % {"text": text},
            remedy=_("Write the name with the last four characters of the document number, such as 张三 0018."),
            field=field,
        )
    raise Refused(
        _("Nobody of your scope is meant by “%(text)s”.") % {"text": text},
        remedy=_("Write the whole document number, or the name with its last four characters."),
        field=field,
    )


def asks_sealed(text: str) -> bool:
    """Whether `finding` would compare `text` with what stands sealed: a number, a phone, the last four."""
    text = text.strip()
    return bool(written_phone(text) or A_NUMBER.fullmatch(text) or NAME_AND_LAST_FOUR.fullmatch(text))


def with_last_four(rows: QuerySet[Person], name: str, last: str) -> QuerySet[Person]:
    """Those of exactly this name whose document number ends in `last`."""
    namesakes = (
        rows.filter(pinyin=stored_pinyin(name), name=name)
        .order_by("id")
        .values_list("pk", "document_number")[:NAMESAKES_AT_MOST]
    )
    return rows.filter(pk__in=[pk for pk, number in namesakes if unseal(number).endswith(last)])


def stored_pinyin(name: str) -> str:
    """The pinyin of a name as `Person.pinyin` holds it."""
    return pinyin_of(name)[: Person._meta.get_field("pinyin").max_length]


def name_beginning(text: str) -> Q:
    """Names that begin with `text`. The range of pinyin reads the index on either engine, `LIKE` would not."""
    condition = Q()
    for reading in readings_of(text):
        condition |= beginning("pinyin", reading)
    return condition & Q(name__startswith=text)


def readings_of(text: str) -> list[str]:
    """What the pinyin of names that begin with `text` begins with.

    What is written may be the beginning of a surname of two characters, which is read otherwise (单 shan, 单于 chanyu).
    """
    compounds = {each.replace(" ", "") for surname, each in COMPOUND_SURNAMES.items() if surname.startswith(text)}
    return sorted({stored_pinyin(text)} | compounds)


def beginning(field: str, letters: str) -> Q:
    """The range of values that begin with `letters`, a–z only, which every collation sorts alike."""
    following = letters.rstrip("z")
    condition = Q(**{f"{field}__gte": letters})
    if following:
        condition &= Q(**{f"{field}__lt": following[:-1] + chr(ord(following[-1]) + 1)})
    return condition


def written_phone(text: str) -> str:
    """The mobile number that `text` is, or nothing."""
    try:
        return phone_of(text)
    except InvalidNumber:
        return ""


@dataclass(frozen=True, slots=True)
class KnownOfApplicant:
    """What an officer is told of an applicant's number: sentences, and the person where the officer may open it."""

    sentences: tuple[str, ...]
    person: Person | None = None


def known_of_applicant(application: Application, actor: Actor) -> KnownOfApplicant:
    """What the register knows of the number, told to `actor` no further than deciding needs: never which union."""
    person = person_of_digest(bytes(application.document_digest))
    if person is None:
        return KnownOfApplicant((_("Nobody with this number is in the register: a first joining."),))
    said = []
    if application.name not in names_known(person):
        said.append(_("The number is registered under another name. Compare the document before you decide."))
    last = (
        Membership.objects.lived().filter(person=person).select_related("union").order_by("-joined_on", "-pk").first()
    )
    seen = actor.may(Permission.VIEW, person.union)
    if last is not None and last.left_on is None:
        here = last.union_id == application.union_id
        said.append(_("A member of this union.") if here else _("Active elsewhere."))
    elif last is not None and seen:
        said.append(
            _("A former member: %(kind)s on %(day)s.") % {"kind": last.get_leave_kind_display(), "day": last.left_on}
        )
    elif last is not None:
        said.append(_("A former member: joins again."))
    return KnownOfApplicant(tuple(said) or (_("Known, and never a member."),), person if seen else None)


def quits_since(day: datetime.date) -> datetime.date:
    """Who has stayed away since this day or longer may be deemed to have left on `day` (视为自动退会)."""
    return months_before(day, policy(AUTO_QUIT, on=day).months)
