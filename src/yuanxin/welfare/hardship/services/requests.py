"""What is asked about a file: entered with its declaration, tested by that day's rules, put right before it counts."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.services import begin
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.numbers import InvalidNumber, bank_account_of
from yuanxin.foundation.kernel.sealed import lookup_digest, seal
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.unions.services.writing import check_in_force, check_not_future, check_version, locked, write
from yuanxin.organisation.members.models import Household
from yuanxin.welfare.hardship.choices import Channel, CloseReason, FileStatus, Permission, RequestKind, RequestState
from yuanxin.welfare.hardship.models import Assessment, FileRequest, HardshipFile
from yuanxin.welfare.hardship.queries.files import (
    assessed_by,
    birthdays_of,
    file_of,
    kinds_for,
    open_request,
    policies_of,
)
from yuanxin.welfare.hardship.rules.declared import Declared, check
from yuanxin.welfare.hardship.rules.policies import CHECK_CONSENT

CORRECTABLE = (RequestState.SUBMITTED, RequestState.RETURNED)


class AlreadyAsked(Refused):
    """Something is being asked about the household's file already."""


class NotNow(Refused):
    """What was declared stands fast in this state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """The household's written word that its means may be checked (家庭经济状况核对授权书)."""

    signed_on: datetime.date
    channel: str = Channel.PAPER
    consents: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The bank card that relief goes to, in clear; an empty number leaves the one that is known."""

    number: str = ""
    bank: str = ""

    def columns(self) -> dict[str, Any]:
        """The columns of the card, sealed.

        Raises:
            InvalidNumber: at the account.
        """
        if not self.number.strip():
            return {"bank": self.bank.strip()} if self.bank.strip() else {}
        try:
            number = bank_account_of(self.number)
        except InvalidNumber as error:
            error.field = "account"
            raise
        return {"account": seal(number), "account_digest": lookup_digest(number), "bank": self.bank.strip()}


@transaction.atomic
def apply_for_file(
    *,
    actor: Actor,
    household: Household,
    kind: str,
    declared: Declared,
    authorisation: Authorisation,
    card: Card = Card(),
    today: datetime.date,
) -> FileRequest:
    """Ask that a file be opened, changed, checked again, or taken up again for a household back in hardship.

    The means test is made at once, by the rules of today; nothing changes on the file before the approval.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may enter requests of the union of the household's head.
        UnionEnded: if that union is no longer in force.
        AlreadyAsked: if something is asked about the file already.
        Undeclared: where the declaration is not whole.
        InvalidNumber, Refused: at the field that is wrong.
    """
    household = locked(household)
    union = household.union
    actor.require(Permission.APPLY, union)
    check_in_force(union)
    file = file_of(household)
    _check_kind(kind, file)
    check(declared, birthdays_of(household, today), today)
    new = FileRequest(
        union=union,
        household=household,
        applicant=household.head,
        file=file,
        kind=kind,
        applied_on=today,
        declared=seal(declared.as_text()),
        **_authorised(authorisation, today),
        **card.columns(),
    )
    _begin(new, actor, today)
    _assess(actor, new, declared, today)
    return new


@transaction.atomic
def close_file(*, actor: Actor, file: HardshipFile, reason: str, today: datetime.date) -> FileRequest:
    """Ask that a file be closed (退档、注销): the street reviews it, the district approves.

    Raises:
        OutOfScope, NotAllowed, AlreadyAsked: as `apply_for_file`.
        Refused: for a closed file, or an unknown reason.
    """
    file = locked(file)
    actor.require(Permission.APPLY, file.union)
    _check_kind(RequestKind.CLOSE, file)
    if reason not in CloseReason.values:
        raise Refused(_("The reason is missing."), remedy=_("Choose one."), field="close_reason")
    new = FileRequest(
        union=file.union,
        household=file.household,
        applicant=file.household.head,
        file=file,
        kind=RequestKind.CLOSE,
        close_reason=reason,
        applied_on=today,
    )
    _begin(new, actor, today)
    return new


@transaction.atomic
def correct_request(
    *,
    actor: Actor,
    request: FileRequest,
    declared: Declared,
    authorisation: Authorisation,
    card: Card = Card(),
    today: datetime.date,
    version: int | None = None,
) -> FileRequest:
    """Put a declaration right before it is shown or reviewed; the means test is made anew, by the same day's rules.

    Raises:
        OutOfScope, NotAllowed, Undeclared, InvalidNumber, Refused: as `apply_for_file`.
        NotNow: once it was shown, reviewed or decided.
        Stale: if `version` is given and no longer the request's.
    """
    request = locked(request)
    actor.require(Permission.APPLY, request.union)
    check_version(request, version)
    if request.state not in CORRECTABLE or request.kind == RequestKind.CLOSE:
        approved = request.state == RequestState.APPROVED
        raise NotNow(
            _("In the state “%(state)s” nothing is written over.") % {"state": request.get_state_display()},
            remedy=_("Enter a change of circumstances; what was approved stays beside it.")
            if approved
            else _("It can be returned for correction."),
        )
    check(declared, birthdays_of(request.household, today), today)
    values = {"declared": seal(declared.as_text()), **_authorised(authorisation, today), **card.columns()}
    row = write(request, values)
    record(actor, "hardship.request_corrected", request, changes=[row] if row else [])
    _assess(actor, request, declared, today)
    return request


def check_free(household: Household) -> None:
    """Raise while something else is asked about the household's file."""
    if (waiting := open_request(household)) is not None:
        raise AlreadyAsked(
            _("“%(kind)s” is being asked for this household already.") % {"kind": waiting.get_kind_display()},
            remedy=_("Follow that request, or withdraw it."),
        )


def _begin(new: FileRequest, actor: Actor, today: datetime.date) -> None:
    check_free(new.household)
    try:
        with transaction.atomic():
            begin(new, actor=actor, today=today)
    except IntegrityError as error:
        check_free(new.household)
        raise AlreadyAsked(
            _("Something is asked about this household's file already."), remedy=_("Follow that request.")
        ) from error


def _check_kind(kind: str, file: HardshipFile | None) -> None:
    if kind in kinds_for(file):
        return
    if file is None:
        raise Refused(_("The household has no file yet."), remedy=_("Ask that one be opened."))
    state = FileStatus(file.status).label
    raise Refused(
        _("The household's file %(number)s is: %(state)s.") % {"number": file.number, "state": state},
        remedy=_("Choose what can be asked about such a file on its page."),
    )


def _authorised(authorisation: Authorisation, today: datetime.date) -> dict[str, Any]:
    """The columns of the authorisation, with the words in force today."""
    if not authorisation.consents:
        raise Refused(
            _("Without the household's authorisation nothing can be taken down."),
            remedy=_("Have it signed first."),
            field="consents",
        )
    check_not_future(authorisation.signed_on, today, "authorised_on")
    words = policy(CHECK_CONSENT, on=today)
    return {
        "authorised_on": authorisation.signed_on,
        "channel": authorisation.channel,
        "consent_version": words.version,
        "consent_digest": words.digest,
    }


def _assess(actor: Actor, request: FileRequest, declared: Declared, today: datetime.date) -> Assessment:
    """Make the means test and keep it, with what it was made of."""
    line, rules, exclusions = policies_of(request)
    result = assessed_by(declared, line, rules, exclusions)
    made = Assessment.objects.create(
        request=request,
        made_on=today,
        line=line,
        rules=rules,
        exclusions=exclusions,
        declared=request.declared,
        result=seal(result.as_text()),
        category=result.category,
    )
    changes = [RowChange(made, None, snapshot(made))]
    row = write(request, {"category": result.category})
    record(actor, "hardship.assessed", request, changes=[*changes, *([row] if row else [])])
    return made
