"""The reply to a filing: amounts approved one by one, and handed over to the payment desk."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, required
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.flow.services import NotByYou, act, settle_all
from yuanxin.foundation.flow.tables import BEGIN
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.money import ZERO, yuan
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.models import Fund, Payment
from yuanxin.foundation.payments.services import Request, cancel_payment, request_payments
from yuanxin.foundation.unions.services.writing import check_not_future, check_version, locked, write
from yuanxin.organisation.members.queries import households_of
from yuanxin.welfare.model_workers.choices import EntitlementState, Permission, Purpose, WorkerState
from yuanxin.welfare.model_workers.models import Entitlement, Filing
from yuanxin.welfare.model_workers.queries.filings import entries_of

BENEFIT, MEDICAL = "model_workers.benefit", "model_workers.medical"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reply says of one application: the amount, and why it is another than the rule gives."""

    approved: Decimal
    reason: str = ""


@transaction.atomic
def grant(
    *,
    actor: Actor,
    filing: Filing,
    fund: Fund,
    reply_number: str,
    answers: Mapping[int, Answer],
    granted_on: datetime.date,
    today: datetime.date,
    version: int,
) -> list[Payment]:
    """Enter the reply to a filing: each application is granted with its amount, or refused with 0; then the payment
    desk is asked to pay. Who applied or sent it up does not grant.

    Args:
        answers: by the applications' ids; what is not named is granted as applied for, or as computed anew if that is
            less.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may grant in the filing's union.
        NotByYou: if somebody behind the actor put the filing together, or applied for something in it.
        NotPossible: if it was not sent up.
        Stale: if somebody else dealt with it since.
        Refused: for an amount below 0, or one other than the rule's without a reason; for a day to come or before it
            was sent up; for what the fund refuses.
    """
    current = locked(filing)
    check_version(current, version)
    check_not_future(granted_on, today, "granted_on")
    entries = [each for each in entries_of(current) if each.state == EntitlementState.REPORTED]
    check_not_applicant(actor, current, entries)
    if current.reported_on is not None and granted_on < current.reported_on:
        raise Refused(
            _("It was sent up on %(day)s only.") % {"day": current.reported_on},
            remedy=_("Give a later day."),
            field="granted_on",
        )
    current = act(current, "grant", actor=actor, today=today, version=version, opinion=reply_number.strip())
    changes = [write(current, {"granted_on": granted_on, "reply_number": reply_number.strip(), "fund": fund})]
    for entry in entries:
        answer = answers.get(entry.pk) or Answer(min(entry.applied, entry.computed))
        changes.append(answered(entry, answer, granted_on))
    record(
        actor,
        "model_workers.granted",
        current,
        changes=[each for each in changes if each is not None],
        count=len(entries),
        total=str(sum((entry.approved or ZERO for entry in entries), ZERO)),
    )
    settle_all(entries, today=today, union=current.union_id)
    granted = [entry for entry in entries if entry.state == EntitlementState.GRANTED]
    return request_payments(actor=actor, requests=requests_for(granted, fund, granted_on), today=today)


@transaction.atomic
def regrant(
    *,
    actor: Actor,
    entitlement: Any,
    approved: Decimal,
    reason: str,
    today: datetime.date,
    version: int,
) -> Payment | None:
    """Change what was granted before it is paid, or after it came back: its payment is called off, another asked for.

    With 0 it is stopped: the model worker died meanwhile, or the title was withdrawn.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may grant in its union.
        Stale: if somebody else dealt with it since.
        InABatch: if the payment is on its way to the bank.
        Refused: if it is not granted, without a reason, or for an amount below 0.
    """
    current = locked(entitlement)
    actor.require(Permission.GRANT, current.union)
    check_version(current, version)
    reason = required(reason)
    if current.state != EntitlementState.GRANTED or current.filing is None or current.filing.fund is None:
        raise Refused(
            _("This is not granted and unpaid: %(state)s.") % {"state": current.get_state_display()},
            remedy=_("What was paid is put right by the payment desk."),
        )
    check_not_applicant(actor, current.filing, [current])
    standing = Payment.objects.standing().about(current).first()
    if standing is not None:
        cancel_payment(actor=actor, payment=standing, reason=reason, today=today, version=standing.version)
    row = answered(current, Answer(approved, reason), current.granted_on or today)
    record(actor, "model_workers.regranted", current, reason=reason, changes=[row] if row else [])
    settle_all([current], today=today, union=current.union_id)
    if current.state != EntitlementState.GRANTED:
        return None
    requests = requests_for([current], current.filing.fund, today)
    return request_payments(actor=actor, requests=requests, today=today)[0]


def answered(entry: Any, answer: Answer, granted_on: datetime.date) -> RowChange | None:
    """Write what the reply says of one application.

    Raises:
        Refused: for an amount below 0, or one other than the rule's without a reason.
    """
    approved = yuan(answer.approved)
    if approved < 0:
        raise Refused(_("%(entry)s: an amount is not negative.") % {"entry": entry}, field=f"approved_{entry.pk}")
    reason = answer.reason.strip() or entry.reason
    if approved != entry.computed and not reason:
        raise Refused(
            _("%(entry)s: the rule gives %(computed)s yuan, approved are %(approved)s.")
            % {"entry": entry, "computed": entry.computed, "approved": approved},
            remedy=_("Say why another amount is approved."),
            field=f"reason_{entry.pk}",
        )
    return write(entry, {"approved": approved, "granted_on": granted_on, "reason": reason[:500]})


def check_not_applicant(actor: Actor, filing: Filing, entries: Sequence[Entitlement]) -> None:
    """Refuse whoever applied for one of these, alone or for somebody: the submitter never approves.

    Raises:
        NotByYou: if somebody behind the actor did.
    """
    if not entries:
        return
    keys = set().union(*(capacity.keys for capacity in actor.capacities()))
    applied = Decision.objects.filter(
        kind=entries[0]._meta.label_lower, object_id__in=[each.pk for each in entries], action__in=(BEGIN, "resubmit")
    )
    if not actor.everywhere and applied.behind(keys).exists():
        raise NotByYou(
            _("You applied for something in “%(filing)s”.") % {"filing": filing}, remedy=_("Let a colleague decide.")
        )


def requests_for(entries: Sequence[Any], fund: Fund, approved_on: datetime.date) -> list[Request]:
    """What the payment desk is asked for: to the model worker's card, or to whoever of the family receives it."""
    households = households_of([entry.worker.person for entry in entries], approved_on)
    requests = []
    for entry in entries:
        worker = entry.worker
        own = not entry.payee_name and worker.state != WorkerState.DECEASED
        household = households.get(worker.person_id)
        requests.append(
            Request(
                kind=MEDICAL if entry.filing.purpose == Purpose.MEDICAL else BENEFIT,
                cause=entry,
                union=entry.union,
                fund=fund,
                payee_name=entry.payee_name or worker.person.name,
                payee_person=worker.person_id,
                household=household.pk if household is not None else None,
                account=unseal(worker.account) if own and worker.account else "",
                bank=worker.bank if own else "",
                computed_fen=entry.computed,
                applied_fen=entry.applied,
                approved_fen=entry.approved,
                opinion=entry.reason if entry.approved != entry.computed else "",
                approved_on=approved_on,
            )
        )
    return requests
