"""From drafts to rows: as the services of unions and members write them, a table at a time."""

from collections.abc import Sequence
from random import Random

from stdnum.cn import uscc

from yuanxin.demo.departments.organisation.memberships import MemberDraft
from yuanxin.demo.departments.organisation.officers import Officers
from yuanxin.demo.departments.organisation.persons import PersonDraft
from yuanxin.demo.departments.organisation.tree import Tree, UnionDraft
from yuanxin.foundation.kernel.bulk import write_rows
from yuanxin.foundation.kernel.names import initials_of_all, pinyin_of_all, title_pinyin
from yuanxin.foundation.kernel.sealed import lookup_digests, seal_many
from yuanxin.foundation.unions.models import Coverage, Employer, FormerCode, Officer, Term, Union
from yuanxin.organisation.members.choices import DocumentType
from yuanxin.organisation.members.models import Membership, Person, Retention

CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# The first two characters of a credit code: who registers, and what (GB 32100); a union's legal person is 81.
REGISTRAR = {"organ": "11", "institution": "12", "social": "52"}
COMPANY, UNION, FEDERATION = "91", "81", "13"
LEGAL_PERSON_FROM_SIZE = 60


def credit_code(kind: str, division: str, series: str, number: int) -> str:
    """A credit code with both its check digits right and an invented sequence: `series` (MA, MC …) and a number."""
    body = ""
    while len(body) < 8 - len(series):
        number, digit = divmod(number, len(CODE_CHARACTERS))
        body = CODE_CHARACTERS[digit] + body
    body = series + body
    total = sum(int(character, 36) * weight for character, weight in zip(body, ORGANISATION_WEIGHTS, strict=True))
    check = "0123456789X0"[11 - total % 11]
    whole = f"{kind}{division}{body}{check}"
    return whole + uscc.calc_check_digit(whole)


def write_unions(tree: Tree) -> dict[str, int]:
    """Unions and the codes they had before."""
    pinyin = {union.id: title_pinyin(union.name) for union in tree.unions}
    columns = (
        "id", "code", "name", "pinyin", "initials", "level", "form", "founding_mode", "parent_id", "path", "division",
        "credit_code", "state", "approved_on", "approval_number", "ended_on", "merged_into_id", "address", "telephone",
    )  # fmt: skip
    rows = [
        (
            union.id, union.code, union.name, pinyin[union.id][0][:200], pinyin[union.id][1][:50], union.level,
            union.form, union.founding_mode, union.parent.id if union.parent else None, union.path,
            _division(tree, union), _union_credit_code(tree, union), union.state, union.approved_on,
            _approval_number(union), union.ended_on, union.merged_into.id if union.merged_into else None,
            _address(tree, union), f"0571-8{union.id % 10**7:07d}",
        )
        for union in tree.unions
    ]  # fmt: skip
    return {
        "unions": write_rows(Union, columns, rows),
        "former_codes": write_rows(
            FormerCode, ("code", "union_id"), [(code, union.id) for code, union in tree.former_codes]
        ),
    }


def write_employers(tree: Tree, stream: Random) -> dict[str, int]:
    """Employers and the spells in which unions cover them."""
    division = tree.facts.division
    rows = []
    for employer in tree.employers:
        firm = employer.firm
        pinyin, initials = title_pinyin(firm.name)
        code = credit_code(REGISTRAR.get(firm.kind, COMPANY), division, "MA2", employer.id)
        staff = int(stream.lognormvariate(3.8, 0.9)) + 5
        address = f"{employer.area.name.removesuffix('总工会')}{employer.id % 880 + 1}号"
        rows.append(
            (
                employer.id,
                employer.area.id,
                firm.name,
                pinyin[:200],
                initials[:50],
                code,
                firm.kind,
                firm.industry,
                staff,
                address,
            )
        )
    columns = ("id", "union_id", "name", "pinyin", "initials", "credit_code", "kind", "industry", "staff", "address")
    coverage = [
        (spell.union.id, spell.employer.id, spell.begins_on, spell.ends_on, spell.founding) for spell in tree.coverage
    ]
    return {
        "employers": write_rows(Employer, columns, rows),
        "coverage": write_rows(Coverage, ("union_id", "employer_id", "begins_on", "ends_on", "founding"), coverage),
    }


def write_officers(officers: Officers) -> dict[str, int]:
    """Terms and who held the posts."""
    terms = [(term.union.id, term.number, term.begins_on, term.ends_on) for term in officers.terms]
    held = [
        (officer.union.id, officer.name, officer.post, officer.engagement, officer.begins_on, officer.ends_on)
        for officer in officers.officers
    ]
    columns = ("union_id", "name", "post", "engagement", "begins_on", "ends_on")
    return {
        "terms": write_rows(Term, ("union_id", "number", "begins_on", "ends_on"), terms),
        "officers": write_rows(Officer, columns, held),
    }


def write_members(members: Sequence[MemberDraft], persons: Sequence[PersonDraft]) -> dict[str, int]:
    """Persons, sealed, with their memberships and the times these were retained."""
    return {"persons": _write_persons(persons)} | _write_memberships(members)


def _write_persons(persons: Sequence[PersonDraft]) -> int:
    clear = tuple(name for name in PersonDraft._fields if name not in {"document_number", "phone"})
    columns = (
        *clear,
        "document_type",
        "pinyin",
        "initials",
        "document_number",
        "document_digest",
        "phone",
        "phone_digest",
    )
    document_type = DocumentType.RESIDENT_ID.value
    names = [person.name for person in persons]
    numbers = [person.document_number for person in persons]
    with_phone = [person.phone for person in persons if person.phone]
    sealed_phones = dict(
        zip(with_phone, zip(seal_many(with_phone), lookup_digests(with_phone), strict=True), strict=True)
    )
    positions = [PersonDraft._fields.index(name) for name in clear]
    rows = (
        (
            *(person[position] for position in positions), document_type, pinyin, initials, sealed, digest,
            *(sealed_phones[person.phone] if person.phone else (None, None)),
        )
        for person, pinyin, initials, sealed, digest in zip(
            persons, pinyin_of_all(names), initials_of_all(names), seal_many(numbers), lookup_digests(numbers),
            strict=True,
        )
    )  # fmt: skip
    return write_rows(Person, columns, rows)


def _write_memberships(members: Sequence[MemberDraft]) -> dict[str, int]:
    memberships: list[tuple[object, ...]] = []
    retentions: list[tuple[object, ...]] = []
    for person, member in enumerate(members, start=1):
        for spell in member.spells:
            memberships.append(
                (
                    len(memberships) + 1,
                    person,
                    spell.union.id,
                    spell.joined_on,
                    spell.kind,
                    spell.left_on,
                    spell.leave_kind,
                    spell.educated_on,
                )
            )
        if member.retention:
            kept = member.retention
            retentions.append((len(memberships), member.union.id, kept.kind, kept.begins_on, kept.ends_on))
    columns = ("id", "person_id", "union_id", "joined_on", "join_kind", "left_on", "leave_kind", "educated_on")
    return {
        "memberships": write_rows(Membership, columns, memberships),
        "retentions": write_rows(Retention, ("membership_id", "union_id", "kind", "begins_on", "ends_on"), retentions),
    }


def _division(tree: Tree, union: UnionDraft) -> str:
    """A street's own code of nine digits; a park is no division and stands in the district's."""
    place = union.place
    return f"{tree.facts.division}{place.code}" if place and place.kind == "street" else tree.facts.division


def _union_credit_code(tree: Tree, union: UnionDraft) -> str:
    if not union.grassroots:
        return credit_code(FEDERATION, tree.facts.division, "002", union.id)
    legal_person = union.size >= LEGAL_PERSON_FROM_SIZE and union.parent is not None and not union.parent.grassroots
    return credit_code(UNION, tree.facts.division, "MC0", union.id) if legal_person else ""


def _approval_number(union: UnionDraft) -> str:
    """The approving union's document number; its signs are U+3014 and U+3015."""
    if union.parent is None:
        return ""
    return f"西总工〔{union.approved_on.year}〕{union.id % 900 + 1}号"


def _address(tree: Tree, union: UnionDraft) -> str:
    place = union.place.name if union.place else tree.facts.union.removesuffix("总工会")
    return f"{place}{union.id % 700 + 1}号"
