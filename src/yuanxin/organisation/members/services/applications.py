"""Applications to join: sent, decided one by one or together, withdrawn, handed on when unions merge."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from yuanxin.foundation.accounts.models import Link
from yuanxin.foundation.accounts.services import make_link, spend
from yuanxin.foundation.audit.services import RowChange
from yuanxin.foundation.flow.services import act, begin
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.registry import Belonging, Merger
from yuanxin.foundation.unions.services.writing import check_in_force, locked, write
from yuanxin.organisation.members.choices import ApplicationState, ConsentChannel, Permission, TransferSource
from yuanxin.organisation.members.models import Application, Membership, TransferProposal
from yuanxin.organisation.members.queries import active_membership
from yuanxin.organisation.members.rules import JOIN_CONSENT
from yuanxin.organisation.members.services.memberships import AlreadyMember, active_elsewhere, admit_checked
from yuanxin.organisation.members.services.persons import Particulars, checked
from yuanxin.organisation.members.services.transfers import AlreadyProposed, propose
from yuanxin.organisation.members.states import APPLICATION_FLOW, known_person

JOIN, FOLLOW = "members.join", "members.application"
SYSTEM = Actor.system("members.applications")
# How long the one who applied can look how the matter stands.
FOLLOWED_FOR = datetime.timedelta(days=90)
# What an application takes of a person's columns; the rest is entered by the officer afterwards.
TAKEN = ("name", "document_type", "document_number", "document_digest", "phone", "employer_name", "job")


class AlreadyApplied(Refused):
    """An application with this number waits already; `application` is that one where it is the same person's here."""

    def __init__(self, application: Application | None) -> None:
        super().__init__(
            _("An application with this document number is being decided already."),
            remedy=_("Wait for the decision, or ask the union."),
            field="document_number",
        )
        self.application = application


class ConsentMissing(Refused):
    """Nobody's data are taken without agreement."""


class Submitted(NamedTuple):
    """An application sent by a link, and the token by which its sender follows it; `again` where it waited already."""

    application: Application
    token: str
    again: bool


@transaction.atomic
def apply(
    *,
    actor: Actor,
    union: Union,
    particulars: Particulars,
    channel: ConsentChannel,
    consents: bool,
    today: datetime.date,
    link: Link | None = None,
) -> Application:
    """Enter an application to join `union`. Who is active elsewhere is proposed for transfer instead.

    Args:
        consents: whether the person agreed to the text in force (`member.join_consent`).
        link: the link by which it was sent, which is spent by it.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may enter applications of the union.
        UnionEnded: if the union is no longer in force.
        ConsentMissing: without agreement.
        AlreadyMember, AlreadyApplied: as they say; of other unions nothing is told.
        LinkEnded: if the link was used as often as it may be.
        InvalidNumber, Refused: at the field that is wrong.
    """
    actor.require(Permission.APPLY, union)
    check_in_force(union)
    if not consents:
        raise ConsentMissing(
            _("Without agreement nothing can be taken down."),
            remedy=_("Tick it after reading the text."),
            field="consents",
        )
    values = checked(particulars, today=today)
    text = policy(JOIN_CONSENT, on=today)
    application = Application(
        union=union,
        applied_on=today,
        consent_channel=channel,
        consent_version=text.version,
        consent_digest=text.digest,
        link=link,
        **{name: values[name] for name in TAKEN},
    )
    _check_not_waiting(application)
    present = _present(application)
    if present is not None and present.union_id == union.pk:
        raise AlreadyMember(_("%(name)s is a member of this union already.") % {"name": application.name})
    if link is not None:
        spend(link=link)
    try:
        with transaction.atomic():
            begin(application, actor=actor, today=today)
    except IntegrityError as error:
        raise AlreadyApplied(None) from error
    if present is not None:
        act(application, "transfer", actor=SYSTEM, today=today)
    return application


@transaction.atomic
def apply_by_link(
    *, actor: Actor, link: Link, particulars: Particulars, consents: bool, today: datetime.date
) -> Submitted:
    """Take an application that the holder of a link sends, and give back the link to follow it by.

    Who sends the same again, name and phone included, is led to the application that waits.

    Raises:
        as `apply` does.
    """
    again = False
    try:
        application = apply(
            actor=actor,
            union=link.union,
            particulars=particulars,
            channel=ConsentChannel.ONLINE,
            consents=consents,
            today=today,
            link=link,
        )
    except AlreadyApplied as known:
        if known.application is None or known.application.union_id != link.union_id:
            raise
        application, again = known.application, True
    made = make_link(
        actor=actor,
        purpose=FOLLOW,
        union=link.union,
        expires_on=today + FOLLOWED_FOR,
        today=today,
        label=_("Application of %(day)s") % {"day": application.applied_on},
        subject=application,
    )
    return Submitted(application, made.token, again)


def approve_all(
    *, actor: Actor, applications: Iterable[Application], today: datetime.date
) -> tuple[list[Application], list[tuple[Application, Refused]]]:
    """Approve many; each stands by itself. Returns those approved, and those refused with the reason."""
    approved: list[Application] = []
    refused: list[tuple[Application, Refused]] = []
    for application in applications:
        try:
            approved.append(act(application, "approve", actor=actor, today=today))
        except Refused as refusal:
            refused.append((application, refusal))
    return approved, refused


@APPLICATION_FLOW.entering(ApplicationState.APPROVED)
def join(application: Application, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Make the applicant a member from today, the day of the approval, on which F09 counts a first joining."""
    union = locked(application.union)
    check_in_force(union)
    phone = unseal(application.phone) if application.phone else ""
    particulars = Particulars(
        name=application.name,
        document_type=application.document_type,
        document_number=unseal(application.document_number),
        phone=phone,
        employer_name=application.employer_name,
        job=application.job,
    )
    membership = admit_checked(actor, union, checked(particulars, today=today), today)
    return _noted(application, membership=membership)


@APPLICATION_FLOW.entering(ApplicationState.TRANSFER)
def take_up_as_transfer(application: Application, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Propose the transfer of an applicant who is active elsewhere, or join the one that is proposed already."""
    present = _present(application)
    if present is None:
        raise active_elsewhere()
    try:
        proposal = propose(actor, present, application.union, application.union, today, TransferSource.JOINING)
    except AlreadyProposed:
        proposal = TransferProposal.objects.open().get(person=present.person, union=application.union)
    return _noted(application, proposal=proposal)


def _noted(application: Application, **values: Membership | TransferProposal) -> list[RowChange]:
    written = write(application, values)
    return [written] if written is not None else []


def _present(application: Application) -> Membership | None:
    """The open membership of the person known by number and name; another name is for the officer to look into."""
    person = known_person(application)
    return active_membership(person) if person is not None else None


def _check_not_waiting(application: Application) -> None:
    waiting = Application.objects.waiting().filter(document_digest=application.document_digest).first()
    if waiting is None:
        return
    same = waiting.union_id == application.union_id and waiting.name == application.name
    raise AlreadyApplied(waiting if same and _phone(waiting) == _phone(application) else None)


def _phone(application: Application) -> str:
    return unseal(application.phone) if application.phone else ""


def application_belonging() -> Belonging:
    """Applications that wait, as something that passes on when unions merge."""
    return Belonging(
        code="members.applications",
        told=ngettext_lazy("%(count)s application to join", "%(count)s applications to join", "count"),
        rows=lambda union: Application.objects.waiting().filter(union=union),
        pass_on=pass_applications_on,
        remedy=gettext_lazy("Decide on the applications first."),
    )


def pass_applications_on(merger: Merger) -> list[RowChange]:
    """The survivor decides in the absorbed union's place."""
    waiting = Application.objects.waiting().select_for_update(no_key=True).filter(union=merger.absorbed).order_by("pk")
    changes = [write(application, {"union": merger.survivor}) for application in waiting]
    return [each for each in changes if each is not None]
