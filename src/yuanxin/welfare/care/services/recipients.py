"""Whom a programme is for: listed once each, by hand, from a pasted list or from a spreadsheet."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, required, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.numbers import InvalidNumber, document_of, phone_of
from yuanxin.foundation.kernel.sealed import lookup_digest, seal
from yuanxin.foundation.unions.services.writing import change, changed_since, check_version, locked
from yuanxin.organisation.members.queries import person_of_digest
from yuanxin.organisation.members.services.persons import checked_name
from yuanxin.welfare.care.choices import Permission, ProgrammeState
from yuanxin.welfare.care.models import CondolenceProgramme, Receiver, Recipient
from yuanxin.welfare.care.queries.recipients import key_text

OPEN = (ProgrammeState.DRAFT, ProgrammeState.SUBMITTED, ProgrammeState.RUNNING)


class ProgrammeOver(Refused):
    """The programme is closed or was dropped; its list stands."""


class OnTheListAlready(Refused):
    """A worker stands on the list of a programme once."""


@dataclass(frozen=True, slots=True)
class Named:
    """A worker as written on a list: name, and phone or document number, or both; `line` is where it stands."""

    name: str
    phone: str = ""
    document_number: str = ""
    employer_name: str = ""
    line: int = 0


@transaction.atomic
def list_recipients(
    *, actor: Actor, programme: CondolenceProgramme, named: Sequence[Named], today: datetime.date
) -> list[Recipient]:
    """Put workers on the list of a programme, all or none, with one event.

    Raises:
        OutOfScope, NotAllowed: unless `actor` runs the programme.
        ProgrammeOver: once it is closed or dropped.
        OnTheListAlready: naming the line of who stands on it, or twice among these.
        InvalidNumber, Refused: naming the line, for a wrong name, phone or number, or neither of both.
    """
    programme = locked(programme)
    actor.require(Permission.RUN, programme.union)
    check_listing(programme)
    recipients, digests = [], []
    for each in named:
        recipient, digest = read(programme, each, today)
        if digest in digests:
            raise listed_already(each)
        recipients.append(recipient)
        digests.append(digest)
    receivers = receivers_of(digests)
    listed = set(
        Recipient.objects.filter(programme=programme, receiver__in=receivers.values())
        .listed()
        .values_list("receiver", flat=True)
    )
    for each, recipient, digest in zip(named, recipients, digests, strict=True):
        if receivers[digest] in listed:
            raise listed_already(each)
        recipient.receiver_id = receivers[digest]
    try:
        with transaction.atomic():
            Recipient.objects.bulk_create(recipients, batch_size=500)
    except IntegrityError as error:
        raise changed_since() from error
    changes = [RowChange(each, None, snapshot(each)) for each in recipients]
    record(actor, "care.recipients_listed", programme, changes=changes, count=len(recipients))
    return recipients


@transaction.atomic
def take_off_list(
    *, actor: Actor, recipient: Recipient, reason: str, today: datetime.date, version: int | None = None
) -> Recipient:
    """Take somebody off the list again; the line stays on record.

    Raises:
        OutOfScope, NotAllowed: unless `actor` runs the programme.
        Refused: without a reason; once the person has signed; for who is off the list already.
        Stale: if somebody changed it since.
    """
    current = locked(recipient)
    actor.require(Permission.RUN, current.union)
    check_version(current, version)
    if current.received_on is not None:
        raise Refused(
            _("%(name)s has received the goods.") % {"name": current.name}, remedy=_("Take the receipt back first.")
        )
    if current.withdrawn:
        raise Refused(_("%(name)s is off the list already.") % {"name": current.name})
    change(actor, "care.recipient_taken_off", current, {"withdrawn": True}, reason=required(reason))
    return current


def check_listing(programme: CondolenceProgramme) -> None:
    """Raise `ProgrammeOver` unless names may still go on the list."""
    if programme.state not in OPEN:
        raise ProgrammeOver(
            _("“%(programme)s” is over: %(state)s.") % {"programme": programme, "state": programme.get_state_display()},
            remedy=_("Have it opened again first."),
        )


def read(programme: CondolenceProgramme, named: Named, today: datetime.date) -> tuple[Recipient, bytes]:
    """A line as a recipient, and the key by which the worker is told apart.

    Raises:
        InvalidNumber, Refused: naming the line.
    """
    try:
        name = checked_name(named.name)
        phone = phone_of(named.phone) if named.phone.strip() else ""
        number = str(document_of(named.document_number, today=today)["number"]) if named.document_number.strip() else ""
    except (InvalidNumber, Refused) as refusal:
        raise at_line(named, str(refusal)) from refusal
    if not phone and not number:
        raise at_line(named, _("A phone or a document number is needed."))
    person = person_of_digest(lookup_digest(number)) if number else None
    recipient = Recipient(
        programme=programme,
        union=programme.union,
        person=person if person is not None and person.name == name else None,
        name=name,
        employer_name=named.employer_name.strip()[:100],
        phone=seal(phone) if phone else None,
        document_number=seal(number) if number else None,
    )
    return recipient, lookup_digest(key_text(name, phone, number))


def receivers_of(digests: Iterable[bytes]) -> dict[bytes, int]:
    """The number of each receiver, those not known yet entered; two who do so at once get the same."""
    wanted = set(digests)
    Receiver.objects.bulk_create([Receiver(digest=digest) for digest in sorted(wanted)], ignore_conflicts=True)
    found: dict[bytes, int] = {}
    pieces = sorted(wanted)
    for start in range(0, len(pieces), 500):
        rows = Receiver.objects.filter(digest__in=pieces[start : start + 500]).values_list("digest", "pk")
        found |= {bytes(digest): pk for digest, pk in rows}
    return found


def at_line(named: Named, why: str) -> Refused:
    """A refusal that names the line it is about."""
    if not named.line:
        return Refused(why, field="lines")
    return Refused(_("Line %(line)s, %(name)s: %(why)s") % {"line": named.line, "name": named.name, "why": why},
                   field="lines")  # fmt: skip


def listed_already(named: Named) -> OnTheListAlready:
    refusal = at_line(named, _("This worker stands on the list already."))
    return OnTheListAlready(refusal.message, remedy=_("Each worker is listed once; leave the line out."), field="lines")
