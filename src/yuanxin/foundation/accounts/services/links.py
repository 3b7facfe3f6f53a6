"""Links for people without an account: made, used, spent, revoked."""

import datetime
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from yuanxin.foundation.accounts.choices import Permission
from yuanxin.foundation.accounts.links import LinkEnded, TooOften, new_token, purpose_of, too_often
from yuanxin.foundation.accounts.models import Link, LinkUse
from yuanxin.foundation.audit.services import RowChange, record, required, snapshot
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.models import Union

# The digest never enters the trail.
JOURNALLED = ("purpose", "kind", "object_id", "label", "union", "expires_at", "uses_allowed", "revoked_at")


class NewLink(NamedTuple):
    """A link just made, with the token that only its address will hold."""

    link: Link
    token: str


@transaction.atomic
def make_link(
    *,
    actor: Actor,
    purpose: str,
    union: Union,
    expires_on: datetime.date,
    today: datetime.date,
    label: str,
    subject: models.Model | None = None,
    uses: int | None = None,
) -> NewLink:
    """Make a link of a declared purpose, for `union` and the record `subject`, valid until the end of `expires_on`.

    The token is told only here: whoever loses it asks for a new link.

    Args:
        uses: how often what it is for may be done; None for no end.

    Raises:
        OutOfScope, NotAllowed: unless `actor` holds what the purpose needs over the union.
        Refused: for a day that has passed, or less than one use.
    """
    actor.require(purpose_of(purpose).needs, union)
    if expires_on < today:
        raise Refused(_("This day has passed."), remedy=_("Give today or a later day."), field="expires_on")
    if uses is not None and uses < 1:
        raise Refused(_("A link is for one use at least."), remedy=_("Give a number, or none."), field="uses")
    token, digest = new_token(purpose)
    link = Link.objects.create(
        union=union,
        purpose=purpose,
        kind=subject._meta.label_lower if subject is not None else "",
        object_id=subject.pk if subject is not None else None,
        label=label[:100],
        key_digest=digest,
        made_by=actor.label[:100],
        made_at=clock.now(),
        expires_at=end_of(expires_on),
        uses_allowed=uses,
    )
    record(actor, "accounts.link_made", link, changes=[RowChange(link, None, snapshot(link, JOURNALLED))])
    return NewLink(link, token)


@transaction.atomic
def revoke_link(*, actor: Actor, link: Link, reason: str) -> Link:
    """Withdraw a link before its time; whoever opens it afterwards is told so.

    Raises:
        OutOfScope, NotAllowed: unless `actor` manages links of its union.
        Refused: without a reason, or if it was revoked already.
    """
    actor.require(Permission.MANAGE_LINKS, link.union)
    reason = required(reason)
    before = snapshot(link, JOURNALLED)
    link.revoked_at = clock.now()
    if not Link.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=link.revoked_at):
        raise Refused(_("This link was withdrawn already."))
    record(
        actor, "accounts.link_revoked", link, reason=reason,
        changes=[RowChange(link, before, snapshot(link, JOURNALLED))],
    )  # fmt: skip
    return link


@transaction.atomic
def note_use(*, actor: Actor, link: Link, page: str) -> None:
    """Write that something was sent by the link, before it is looked at, so that refused attempts count as well.

    Raises:
        TooOften: if the address has sent as often within the hour as the purpose allows.
    """
    now = clock.now()
    if too_often(link, actor.address, now):
        raise TooOften(
            _("Too much was sent by this link from your network in a short time."),
            remedy=_("Wait an hour, or ask the union that gave it to you."),
        )
    LinkUse.objects.create(link=link, address=actor.address, at=now)
    record(actor, "accounts.link_used", link, page=page)


@transaction.atomic
def spend(*, link: Link) -> None:
    """Count that what the link is for was done; called by the service that does it, in its transaction.

    Raises:
        LinkEnded: if it was done as often as it may be, or the link ended meanwhile.
    """
    left = Link.objects.open(clock.now()).filter(Q(uses_allowed=None) | Q(uses__lt=F("uses_allowed")))
    if not left.filter(pk=link.pk).update(uses=F("uses") + 1):
        raise LinkEnded(
            _("This link was used as often as it may be."), remedy=_("Ask the union that gave it to you for a new one.")
        )
    link.refresh_from_db(fields=["uses"])


def end_of(day: datetime.date) -> datetime.datetime:
    """The instant at which `day` is over in Shanghai."""
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), clock.SHANGHAI)
