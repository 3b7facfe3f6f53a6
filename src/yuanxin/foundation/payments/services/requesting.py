"""Payments asked for by the departments once something is approved."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.kernel.sealed import lookup_digests, seal_many
from yuanxin.foundation.payments.choices import PaymentState
from yuanxin.foundation.payments.models import Fund, Payment
from yuanxin.foundation.payments.registry import kind_of
from yuanxin.foundation.payments.rules import accounts_of, check_amounts
from yuanxin.foundation.payments.services.funds import check_open
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import nearest_above

AMOUNTS = ("approved_fen", "computed_fen", "applied_fen")
CHUNK = 5000


class PaidAlready(Refused):
    """The cause has a payment already."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What is paid for, where its record is not at hand: kind (a model's label), id, and what people call it."""

    kind: str
    id: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A payment as a department asks for it.

    Amounts are yuan as `Decimal`, as every `FenField` holds them: a number of fen is refused, never taken for yuan.

    Args:
        kind: the code of a declared kind.
        cause: the approved record, or a `Cause`. With `part` it is unique: the same is never paid twice.
        union: whose scope the payment belongs to.
        fund: where the money comes from; of that union or one above it.
        account: in clear; it is sealed here. Of a `payee_person` it must be a bank card.
        computed_fen: what the rule gave; where another amount is approved, `opinion` says why.
        approved_on: by default the day it is asked for.
        people: keys of further people who may not pay it, besides all who took a step on the cause and who asks.
    """

    kind: str
    cause: models.Model | Cause
    union: Union
    fund: Fund
    payee_name: str
    approved_fen: Decimal
    computed_fen: Decimal | None = None
    applied_fen: Decimal | None = None
    payee_person: int | None = None
    household: int | None = None
    account: str = ""
    bank: str = ""
    part: str = ""
    opinion: str = ""
    approved_on: datetime.date | None = None
    people: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        for name in AMOUNTS:
            amount = getattr(self, name)
            if amount is not None and not isinstance(amount, Decimal):
                raise TypeError(f"{name} takes yuan as Decimal, not {amount!r}")

    @property
    def named(self) -> Cause:
        """The cause by kind, id and label."""
        if isinstance(self.cause, Cause):
            return self.cause
        return Cause(self.cause._meta.label_lower, self.cause.pk, str(self.cause)[:200])

    @property
    def key(self) -> tuple[str, int, str]:
        """What no two standing payments share."""
        cause = self.named
        return (cause.kind, cause.id, self.part)


@transaction.atomic
def request_payments(*, actor: Actor, requests: Sequence[Request], today: datetime.date) -> list[Payment]:
    """Ask for payments of what was approved, with one event; they then wait at the desk to be collected or handed out.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may ask for payments of these kinds in these unions.
        UnknownKind: for a kind that no app declared.
        PaidAlready: if a cause has a payment that stands, or is named twice.
        FundClosed: if a fund is closed.
        Refused: for an amount that is not more than 0 or differs from the rule's without a reason, a fund of another
            union, or an account that can be none.
    """
    payments = prepared(actor, requests, today)
    insert(payments)
    if payments:
        tell(actor, "payments.requested", payments, [RowChange(each, None, snapshot(each)) for each in payments])
    return payments


def prepared(actor: Actor, requests: Sequence[Request], today: datetime.date) -> list[Payment]:
    """The payments, checked and not yet stored."""
    _check_permissions(actor, requests)
    for request in requests:
        check_amounts(
            payee=request.payee_name,
            approved=request.approved_fen,
            computed=request.computed_fen,
            opinion=request.opinion,
        )
    _check_funds(requests)
    _check_causes(requests)
    deciders = _deciders(requests)
    asking = _asking(actor, requests)
    payments = [
        Payment(
            union=request.union,
            kind=request.kind,
            cause_kind=cause.kind,
            cause_id=cause.id,
            cause_label=cause.label[:200],
            part=request.part,
            fund=request.fund,
            payee_name=request.payee_name.strip(),
            payee_person=request.payee_person,
            household=request.household,
            bank=request.bank.strip(),
            computed_fen=request.computed_fen,
            applied_fen=request.applied_fen,
            approved_fen=request.approved_fen,
            opinion=request.opinion.strip(),
            requested_on=today,
            approved_on=request.approved_on or today,
            people=" ".join(sorted(request.people | asking | deciders[cause.kind, cause.id])),
        )
        for request, cause in ((request, request.named) for request in requests)
    ]
    _seal_accounts(payments, requests)
    return payments


def insert(payments: Sequence[Payment]) -> None:
    """Store new payments.

    Raises:
        PaidAlready: if somebody else asked for one of them at the same moment.
    """
    try:
        with transaction.atomic():
            Payment.objects.bulk_create(payments, batch_size=1000)
    except IntegrityError as error:
        raise PaidAlready(
            _("Somebody else has asked for one of these payments at the same moment."),
            remedy=_("Open the list again and look at it."),
        ) from error


def tell(
    actor: Actor, action: str, payments: Sequence[Payment], changes: Iterable[RowChange], *, reason: str = ""
) -> None:
    """The one event of a write on many payments."""
    unions = list({payment.union_id: payment.union for payment in payments}.values())
    union = unions[0]
    for other in unions[1:]:
        union = nearest_above(union, other)
    single = payments[0] if len(payments) == 1 else None
    total = sum((payment.approved_fen for payment in payments), ZERO)
    record(actor, action, single, union=union.pk, reason=reason, changes=changes, count=len(payments), total=str(total))


def _check_permissions(actor: Actor, requests: Sequence[Request]) -> None:
    for permission, union in {
        (kind_of(request.kind).permission_to_ask, request.union.pk): request.union for request in requests
    }.items():
        actor.require(permission[0], union)


def _asking(actor: Actor, requests: Sequence[Request]) -> frozenset[str]:
    """Who asks: the actor, with the officer deputised for where the own right does not suffice."""
    needed = {(kind_of(request.kind).permission_to_ask, request.union.path): request.union for request in requests}
    for capacity in actor.capacities():
        if all(capacity.actor.may(permission, union) for (permission, _path), union in needed.items()):
            return capacity.keys
    return actor.keys


def _check_funds(requests: Sequence[Request]) -> None:
    for request in {(request.fund.pk, request.union.pk): request for request in requests}.values():
        check_open(request.fund)
        if not request.union.path.startswith(request.fund.union.path):
            raise Refused(
                _("The fund “%(fund)s” is not one of %(union)s or of a union above it.")
                % {"fund": request.fund, "union": request.union},
                remedy=_("Choose another fund."),
                field="fund",
            )


def _check_causes(requests: Sequence[Request]) -> None:
    seen: set[tuple[str, int, str]] = set()
    for request in requests:
        if request.key in seen:
            raise _paid_already(request, _("it is named twice here"))
        seen.add(request.key)
    ids: dict[str, list[int]] = defaultdict(list)
    for kind, cause, _part in seen:
        ids[kind].append(cause)
    wanted = {request.key: request for request in requests}
    for kind, causes in ids.items():
        for chunk in _chunks(causes):
            standing = Payment.objects.standing().filter(cause_kind=kind, cause_id__in=chunk)
            for cause, part, state in standing.values_list("cause_id", "part", "state"):
                if (kind, cause, part) in wanted:
                    raise _paid_already(wanted[kind, cause, part], str(PaymentState(state).label))


def _paid_already(request: Request, state: str) -> PaidAlready:
    return PaidAlready(
        _("“%(cause)s” has a payment to %(payee)s already: %(state)s.")
        % {"cause": request.named.label, "payee": request.payee_name, "state": state},
        remedy=_("One cause is paid once; call that payment off first if it was wrong."),
    )


def _deciders(requests: Sequence[Request]) -> dict[tuple[str, int], frozenset[str]]:
    """Everybody who took a step on each cause: entered, sent in, reviewed, approved it."""
    ids: dict[str, list[int]] = defaultdict(list)
    for request in requests:
        ids[request.named.kind].append(request.named.id)
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    for kind, causes in ids.items():
        for chunk in _chunks(causes):
            taken = Decision.objects.filter(kind=kind, object_id__in=chunk)
            for cause, *keys in taken.values_list("object_id", "actor", "for_actor"):
                found[kind, cause].update(filter(None, keys))
    return defaultdict(frozenset, {key: frozenset(keys) for key, keys in found.items()})


def _seal_accounts(payments: Sequence[Payment], requests: Sequence[Request]) -> None:
    for persons in (True, False):
        having = [
            (payment, request.account)
            for payment, request in zip(payments, requests, strict=True)
            if request.account and (request.payee_person is not None) is persons
        ]
        numbers = accounts_of([account for _payment, account in having], persons=persons)
        for (payment, _account), sealed, digest in zip(
            having, seal_many(numbers), lookup_digests(numbers), strict=True
        ):
            payment.account, payment.account_digest = sealed, digest


def _chunks(values: list[Any]) -> Iterable[list[Any]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))
