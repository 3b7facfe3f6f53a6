"""What an approval brings about: the union, its employers, officers, term and members, and its officer's account."""

import dataclasses
import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import Appointment, User
from yuanxin.foundation.accounts.services import NewUser, appoint, create_user, end_appointment
from yuanxin.foundation.audit.services import RowChange, record
from yuanxin.foundation.documents.services import issue_number
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.actors import Actor, Grant
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.names import initials_of, pinyin_of
from yuanxin.foundation.unions.choices import Form, FoundingMode, Level, Post
from yuanxin.foundation.unions.choices import Permission as Unions
from yuanxin.foundation.unions.models import Coverage, Employer, FormerCode, Officer, Union
from yuanxin.foundation.unions.queries import find_employer
from yuanxin.foundation.unions.rules import anniversary
from yuanxin.foundation.unions.services import (
    annul_approval,
    appoint_officer,
    cover,
    create_union,
    register_employer,
    uncover,
)
from yuanxin.foundation.unions.services.tree import lock_tree
from yuanxin.foundation.unions.services.writing import check_not_future, check_version, locked, write
from yuanxin.organisation.founding.choices import ApplicantState, FoundingState, Permission, Shape
from yuanxin.organisation.founding.models import Applicant, Founding
from yuanxin.organisation.founding.queries.papers import APPROVAL_PAPER
from yuanxin.organisation.founding.services.terms import enter_term
from yuanxin.organisation.founding.states import FOUNDING_FLOW
from yuanxin.organisation.members.choices import Permission as Members
from yuanxin.organisation.members.models import TransferProposal
from yuanxin.organisation.members.services import admit_together, annul_admissions, withdraw_transfer

# What an approval carries with it, besides the word itself: the writes that follow, over the guiding union and below.
FOLLOWS = frozenset(
    {Unions.CHANGE_TREE, Unions.EDIT, Unions.EDIT_EMPLOYERS, Members.EDIT, Members.IMPORT, Members.DECIDE_TRANSFER}
)
FORMS = {Shape.COMMITTEE: Form.COMMITTEE, Shape.JOINT: Form.JOINT, Shape.ORGANISER: Form.GROUP}
SERIAL_DIGITS = 5


@dataclass(frozen=True, slots=True)
class ApprovedFounding:
    """A founding just approved: the union, and the account of its officer with the password told only here."""

    founding: Founding
    union: Union
    account: NewUser | None


@transaction.atomic
def approve_founding(
    *,
    actor: Actor,
    founding: Founding,
    approved_on: datetime.date,
    today: datetime.date,
    opinion: str = "",
    version: int | None = None,
) -> ApprovedFounding:
    """The district's approval (批复): with it the union is in force, all in one transaction.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may approve there.
        NotByYou: for who brought the application in or reviewed it.
        NotPossible: in another state than that of awaiting approval.
        NoAgencyMark: if the approving union has no mark to number its papers with.
        Refused: for a day to come or before the election.
    """
    founding = locked(founding)
    actor.require(Permission.APPROVE, founding.union)
    check_version(founding, version)
    check_not_future(approved_on, today, "approved_on")
    if founding.elected_on is not None and approved_on < founding.elected_on:
        raise Refused(
            _("The election was on %(day)s only.") % {"day": founding.elected_on},
            remedy=_("Give that day or a later one."),
            field="approved_on",
        )
    founding.approved_on = approved_on
    number = issue_number(actor=actor, paper=APPROVAL_PAPER, target=founding, today=today)
    founding.approved_on = None
    given = write(founding, {"approved_on": approved_on, "approval_number": str(number)})
    record(actor, "founding.approval_entered", founding, changes=[given] if given else [])
    act(founding, "approve", actor=actor, today=today, opinion=opinion)
    union = founding.founded
    if union is None:
        raise TypeError("an approved founding has its union")
    return ApprovedFounding(founding, union, open_account(union, today))


@FOUNDING_FLOW.entering(FoundingState.APPROVED)
def found(founding: Founding, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Bring the union into force on the approval day, with everything that belongs to its founding."""
    approved_on = founding.approved_on or today
    approver = empowered(actor, founding.union)
    union = founding.joins or _new_union(founding, approver, approved_on, today)
    _cover_employers(founding, union, approver, approved_on, today)
    if founding.joins_id is None:
        _install(founding, union, approver, approved_on, today)
    _admit(founding, union, approver, approved_on, today)
    written = write(founding, {"founded": union})
    return [written] if written else []


def empowered(actor: Actor, union: Union) -> Actor:
    """The approver with what the approval itself carries: the writes that follow from it, there and below."""
    return dataclasses.replace(
        actor, grants=(*actor.grants, Grant(role="approval", path=union.path, permissions=FOLLOWS))
    )


def _new_union(founding: Founding, actor: Actor, approved_on: datetime.date, today: datetime.date) -> Union:
    first = founding.employers.order_by("position").first()
    return create_union(
        actor=actor,
        parent=founding.union,
        code=next_code(founding.union),
        name=founding.name,
        level=Level.GRASSROOTS,
        form=FORMS[Shape(founding.shape)],
        founding_mode=FoundingMode.JOINT if founding.shape == Shape.JOINT else FoundingMode.SINGLE,
        approved_on=approved_on,
        approval_number=founding.approval_number,
        division=founding.union.division,
        address=first.address if first else "",
        today=today,
    )


def next_code(area: Union) -> str:
    """The next free union code of a street, town, park or district: its own code and a serial number."""
    lock_tree()
    length = len(area.code) + SERIAL_DIGITS
    taken = [
        code
        for model in (Union, FormerCode)
        for code in model.objects.filter(code__startswith=area.code).values_list("code", flat=True)  # type: ignore[attr-defined]
        if len(code) == length and code[len(area.code) :].isdecimal()
    ]
    last = max((int(code[len(area.code) :]) for code in taken), default=0)
    return f"{area.code}{last + 1:0{SERIAL_DIGITS}d}"


def _cover_employers(
    founding: Founding, union: Union, actor: Actor, approved_on: datetime.date, today: datetime.date
) -> None:
    """Each employer in the register, covered from the approval day; by the founding where a union comes of it."""
    for given in founding.employers.order_by("position"):
        employer = find_employer(credit_code=given.credit_code) or register_employer(
            actor=actor,
            union=founding.union,
            name=given.name,
            credit_code=given.credit_code,
            kind=given.kind,
            industry=given.industry,
            staff=given.staff,
            address=given.address,
            today=today,
        )
        cover(
            actor=actor,
            union=union,
            employer=employer,
            begins_on=approved_on,
            founding=founding.joins_id is None,
            today=today,
        )
        given.employer = employer
        given.save(update_fields=["employer"])


def _install(founding: Founding, union: Union, actor: Actor, approved_on: datetime.date, today: datetime.date) -> None:
    """The elected in their posts, for the first term."""
    for elected in founding.candidates.filter(elected=True).order_by("pk"):
        appoint_officer(
            actor=actor,
            union=union,
            name=elected.name,
            post=elected.post,
            engagement=elected.engagement,
            begins_on=approved_on,
            today=today,
        )
    if founding.term_years:
        enter_term(
            actor=actor,
            union=union,
            number=1,
            begins_on=approved_on,
            ends_on=anniversary(approved_on, founding.term_years) - datetime.timedelta(days=1),
            today=today,
        )


def _admit(founding: Founding, union: Union, actor: Actor, approved_on: datetime.date, today: datetime.date) -> None:
    """The people of the roster as members from the approval day."""
    employers = list(founding.employers.select_related("employer").order_by("position"))
    by_name = {each.name: each.employer for each in employers}
    only = employers[0] if len(employers) == 1 else None
    applicants = list(founding.applicants.order_by("row"))
    columns = [
        columns_of(each, by_name.get(each.employer_name) or (only.employer if only else None)) for each in applicants
    ]
    admission = admit_together(
        actor=actor, union=union, columns=columns, joined_on=approved_on, today=today, founding=founding.pk
    )
    for applicant in applicants:
        digest = bytes(applicant.document_digest)
        applicant.state = ApplicantState(admission.outcomes[digest])
        if applicant.state in {ApplicantState.ADMITTED, ApplicantState.MEMBER}:
            applicant.person = admission.persons[digest]
    Applicant.objects.bulk_update(applicants, ["state", "person"], batch_size=500)


def columns_of(applicant: Applicant, employer: Employer | None) -> dict[str, object]:
    """An applicant as the columns of a person."""
    return {
        "name": applicant.name,
        "pinyin": pinyin_of(applicant.name)[:100],
        "initials": initials_of(applicant.name)[:25],
        "document_type": applicant.document_type,
        "document_number": applicant.document_number,
        "document_digest": bytes(applicant.document_digest),
        "sex": applicant.sex,
        "born_on": applicant.born_on,
        "phone": applicant.phone,
        "phone_digest": applicant.phone_digest,
        "employer": employer,
        "employer_name": applicant.employer_name or (employer.name if employer else ""),
        **applicant.particulars,
    }


@FOUNDING_FLOW.entering(FoundingState.ANNULLED)
def take_back(founding: Founding, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Undo what an approval given by mistake brought: no figure of any day counts union, employers or members.

    What has been built on it since stands in the way, and is told by the refusal.

    Raises:
        StillInUse: while the union has members, employers or open matters that the founding did not bring.
    """
    union, begun = founding.founded, founding.approved_on
    if union is None or begun is None:
        return []
    approver = empowered(actor, founding.union)
    persons = founding.applicants.filter(state=ApplicantState.ADMITTED).values_list("person", flat=True)
    annul_admissions(actor=approver, union=union, persons=list(persons), joined_on=begun, founding=founding.pk)
    covered = Coverage.objects.filter(union=union, begins_on=begun, ends_on=None, employer__in=employers_of(founding))
    for coverage in covered:
        uncover(actor=approver, coverage=coverage, ends_on=begun, today=today)
    for proposal in TransferProposal.objects.open().filter(union=union):
        withdraw_transfer(actor=approver, proposal=proposal, today=today)
    if founding.joins_id is None:
        reason = _("Approved by mistake under %(number)s.") % {"number": founding.approval_number}
        annul_approval(actor=approver, union=union, today=today, reason=reason)
        for appointment in Appointment.objects.not_ended(today).filter(union=union):
            end_appointment(actor=Actor.system("founding"), appointment=appointment, ends_on=today, today=today)
    return []


def employers_of(founding: Founding) -> list[int]:
    """The registered employers of an application."""
    return [pk for pk in founding.employers.values_list("employer", flat=True) if pk is not None]


def open_account(union: Union, today: datetime.date) -> NewUser | None:
    """An account for the chair or the organiser of a new union, with a password for one sign-in; None without one.

    That a founded union has its officer's account is a rule of the house and no administrator's choice of the day: the
    system makes it, and says so in the trail.
    """
    leading = Officer.objects.filter(union=union, post__in=[Post.CHAIR, Post.ORGANISER], ends_on=None).first()
    username = f"gh{union.code.lower()}"
    if leading is None or User.objects.filter(username=username).exists():
        return None
    system = Actor.system("founding")
    account = create_user(actor=system, username=username, name=leading.name)
    appoint(
        actor=system,
        user=account.user,
        role=Role.GRASSROOTS_OFFICER,
        union=union,
        begins_on=today,
        today=today,
    )
    return account
