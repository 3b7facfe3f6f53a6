"""Links for people without an account: signed, for one purpose and one record, until a time, revocable.

An app declares a `Purpose` in its `apps.py`, makes links by `services.make_link`, and marks the pages they open with
`ui.access.linked(code)`. The middleware opens the link before the view runs: `request.link` says what it is for, and
`request.actor` may do what the purpose allows, in the link's union, and nothing else.
"""

import datetime
import secrets
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from yuanxin.foundation.accounts.models import Link, LinkUse
from yuanxin.foundation.accounts.sign_in_keys import digest_of
from yuanxin.foundation.kernel.actors import Actor, Grant
from yuanxin.foundation.kernel.errors import OutOfScope, Refused
from yuanxin.foundation.ui.access import ActorRequest

# 128 random bits: the signature keeps guesses from the database, the key keeps them from meeting a link.
KEY_BYTES = 16
WINDOW = datetime.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a link is for.

    Args:
        code: such as `members.join`; what the pages are marked with.
        url_name: the page that the link opens; its one argument is `token`.
        needs: the permission over the union that making such a link takes.
        allows: what its holder may do in that union.
        an_hour: how often one network address may send something by one link within an hour.
    """

    code: str
    label: str | Promise
    url_name: str
    needs: str
    allows: frozenset[str] = frozenset()
    an_hour: int = 60


class LinkedRequest(ActorRequest):
    """What a view marked `linked` is asked with."""

    link: Link


class LinkEnded(Refused):
    """The link was right once: it has run out, was revoked, or was used as often as it may be."""


class TooOften(Refused):
    """More was sent by the link than anybody needs to."""


_purposes: dict[str, Purpose] = {}


def declare_purpose(purpose: Purpose) -> None:
    """Make a purpose known."""
    _purposes[purpose.code] = purpose


def purpose_of(code: str) -> Purpose:
    """The declared purpose.

    Raises:
        KeyError: if no app declared it.
    """
    return _purposes[code]


def all_purposes() -> dict[str, Purpose]:
    """Every purpose by its code."""
    return dict(_purposes)


def new_token(purpose: str) -> tuple[str, bytes]:
    """A token that nobody can guess, and what the database keeps of it."""
    key = secrets.token_urlsafe(KEY_BYTES)
    return _signer(purpose).sign(key), digest_of(key)


def open_link(token: str, purpose: str, now: datetime.datetime) -> Link:
    """The link that `token` is, for this purpose; reads and writes nothing else.

    Raises:
        OutOfScope: if it is none, or one of another purpose.
        LinkEnded: if it has run out or was revoked.
    """
    try:
        key = _signer(purpose).unsign(token)
    except BadSignature:
        raise OutOfScope from None
    link = Link.objects.select_related("union").filter(key_digest=digest_of(key), purpose=purpose).first()
    if link is None:
        raise OutOfScope
    if link.revoked_at is not None:
        raise LinkEnded(_("This link was withdrawn."), remedy=_("Ask the union that gave it to you."))
    if link.expires_at <= now:
        raise LinkEnded(_("This link has run out."), remedy=_("Ask the union that gave it to you for a new one."))
    return link


def spent(link: Link) -> bool:
    """Whether what the link is for was done as often as it may be."""
    return link.uses_allowed is not None and link.uses >= link.uses_allowed


def actor_by(link: Link, address: str) -> Actor:
    """The holder of the link, of whom nothing else is known."""
    purpose = purpose_of(link.purpose)
    grant = Grant(role="link", path=link.union.path, permissions=purpose.allows)
    return Actor(key=f"link:{link.pk}", label=str(purpose.label), grants=(grant,), address=address)


def too_often(link: Link, address: str, now: datetime.datetime) -> bool:
    """Whether this address has sent by this link as often within the hour as it may."""
    recent = LinkUse.objects.filter(link=link, address=address, at__gt=now - WINDOW)
    return recent.count() >= purpose_of(link.purpose).an_hour


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"yuanxin.link.{purpose}", sep=".")
