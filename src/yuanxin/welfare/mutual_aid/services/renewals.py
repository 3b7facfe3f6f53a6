"""Renewing last year's enrolments: the groups of the proposal that an officer accepts go onto the new list."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.mutual_aid.choices import Permission
from yuanxin.welfare.mutual_aid.models import Scheme
from yuanxin.welfare.mutual_aid.queries.renewals import renewal_of
from yuanxin.welfare.mutual_aid.rules.renewing import TAKEN
from yuanxin.welfare.mutual_aid.services.lists import Listed, list_persons


@transaction.atomic
def renew(*, actor: Actor, union: Union, scheme: Scheme, groups: Collection[str], today: datetime.date) -> Listed:
    """Put the accepted groups of the proposal, as it stands now, onto the union's list.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may enrol members of `union`.
        Refused: where nobody is in the accepted groups; and as `list_persons` refuses.
    """
    actor.require(Permission.ENROL, union)
    renewal = renewal_of(union, scheme, actor, today)
    persons = [person for group in TAKEN if group in groups for person in renewal.persons(group)]
    if not persons:
        raise Refused(_("Nobody is in the groups you accepted."), remedy=_("Accept another group."), field="groups")
    return list_persons(actor=actor, union=union, scheme=scheme, persons=persons, today=today, renews=renewal.unit)
