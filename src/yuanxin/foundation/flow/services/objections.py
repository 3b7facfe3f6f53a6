"""Objections to public notices: raised by anybody who reads one, answered by the steps of their own flow."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import record_clear_view
from yuanxin.foundation.flow.choices import Permission
from yuanxin.foundation.flow.models import Notice, Objection
from yuanxin.foundation.flow.services.steps import begin
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import OutOfScope, Refused
from yuanxin.foundation.kernel.sealed import lookup_digest, seal, unseal

#: What one network address, and everybody together, may raise: against floods, well above what a notice ever meets.
MOST_FROM_ONE_PLACE = 3
MOST_TO_ONE_NOTICE = 200


class TooManyObjections(Refused):
    """One place, or everybody, has objected more often than people do."""


@transaction.atomic
def object_to(*, actor: Actor, notice: Notice, name: str, contact: str, text: str, today: datetime.date) -> Objection:
    """Take an objection, from anybody who reads the notice while it runs.

    Raises:
        OutOfScope: if the notice does not run today.
        TooManyObjections: if this address, or all together, raised more than people do.
        Refused: without name, contact or text.
    """
    notice = Notice.objects.select_for_update(of=("self",)).select_related("union").get(pk=notice.pk)
    if not Notice.objects.running(today).filter(pk=notice.pk).exists():
        raise OutOfScope(_("This public notice is over."))
    for field, value in (("name", name), ("contact", contact), ("text", text)):
        if not value.strip():
            raise Refused(_("Say who you are, how to reach you, and what you object to."), field=field)
    source = lookup_digest(f"{actor.address}|{actor.key}")
    if notice.objections.filter(source=source).count() >= MOST_FROM_ONE_PLACE:
        raise TooManyObjections(
            _("You have objected to this notice several times already."), remedy=_("Call the union that gave it.")
        )
    if notice.objections.count() >= MOST_TO_ONE_NOTICE:
        raise TooManyObjections(
            _("This notice takes no more objections here."), remedy=_("Call the union that gave it.")
        )
    objection = Objection(
        union=notice.union,
        notice=notice,
        name=name.strip()[:50],
        contact=seal(contact.strip()[:100]),
        text=text.strip()[:1000],
        raised_on=today,
        source=source,
    )
    return begin(objection, actor=actor, today=today)


@transaction.atomic
def show_contact(*, actor: Actor, objection: Objection, reason: str, today: datetime.date) -> str:
    """How the objector is reached, in clear; logged with its reason.

    Raises:
        NotAllowed, OutOfScope: without the right to see contacts there.
        Refused: without a reason.
    """
    actor.require(Permission.VIEW_CONTACTS, objection.union)
    record_clear_view(actor, objection, ["contact"], reason)
    return unseal(objection.contact)
