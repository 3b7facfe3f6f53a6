"""Changing a rule: a new version closes the one before it; nothing is edited or deleted."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, Refused, Stale
from yuanxin.foundation.kernel.numbers import paper_number_of
from yuanxin.foundation.policies.choices import Permission
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.policies.parameters import from_json, to_json
from yuanxin.foundation.policies.registry import declaration
from yuanxin.foundation.unions.queries import topmost_union


class PolicyRefused(Refused):
    """The version would overlap another, or was closed already."""


@transaction.atomic
def open_policy(
    *,
    actor: Actor,
    code: str,
    begins_on: datetime.date,
    parameters: dict[str, Any],
    ends_on: datetime.date | None = None,
    region: str = "",
    document_number: str = "",
    note: str = "",
    replaces: Policy | None = None,
) -> Policy:
    """Bring a version into force from `begins_on`, closing the one that holds then.

    A version may begin on the day of the one before it, which then was never in force: the way to put a mistake right.

    Args:
        replaces: the version the user saw as open; the act is refused if another was opened meanwhile.

    Raises:
        UnknownPolicy, WrongParameters: for a code or values that no schema knows.
        NotAllowed: without the right over the whole district.
        PolicyRefused: if another version stands on one of its days, it would end before it begins, or its schema knows
            that it cannot hold for that time (`check_period`).
        Stale: if the open version is not `replaces` any more.
    """
    _require(actor)
    typed = from_json(declaration(code).schema, parameters)
    values = to_json(typed)
    if ends_on is not None and ends_on <= begins_on:
        raise PolicyRefused(_("A policy ends after it begins."), field="ends_on")
    if hasattr(typed, "check_period"):
        try:
            typed.check_period(begins_on, ends_on)
        except ValueError as error:
            raise PolicyRefused(str(error), field="begins_on") from error
    standing = _standing(code, region, begins_on, ends_on)
    closing = standing.pop() if standing and _gives_way(standing[-1], begins_on) else None
    if standing:
        raise PolicyRefused(
            _("A version from %(day)s stands already.") % {"day": standing[-1].begins_on},
            remedy=_("Choose other days."),
            field="begins_on",
        )
    if replaces is not None and (closing is None or closing.pk != replaces.pk):
        raise _changed_meanwhile()
    changes = [_close(closing, begins_on)] if closing is not None else []
    version = Policy(
        code=code,
        region=region,
        begins_on=begins_on,
        ends_on=ends_on,
        parameters=values,
        document_number=paper_number_of(document_number),
        note=note.strip(),
    )
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError as error:
        raise _changed_meanwhile() from error
    changes.append(RowChange(version, None, snapshot(version)))
    record(actor, "policies.opened", version, union=_district(), changes=changes, code=code, region=region)
    return version


@transaction.atomic
def close_policy(*, actor: Actor, policy: Policy, ends_on: datetime.date, reason: str) -> Policy:
    """End a version without another in its place; from `ends_on` no rule holds.

    Raises:
        NotAllowed: without the right over the whole district.
        PolicyRefused: if it is closed already, would end before it began, or no reason is given.
    """
    _require(actor)
    version = Policy.objects.select_for_update().get(pk=policy.pk)
    if version.ends_on is not None:
        raise PolicyRefused(_("This version was closed on %(day)s.") % {"day": version.ends_on})
    if ends_on < version.begins_on:
        raise PolicyRefused(_("A policy ends after it begins."), field="ends_on")
    if not reason.strip():
        raise PolicyRefused(_("Say why the policy ends."), field="reason")
    change = _close(version, ends_on)
    record(
        actor, "policies.closed", version, union=_district(), reason=reason.strip(), changes=[change], code=version.code
    )
    return version


def _require(actor: Actor) -> None:
    """A rule holds everywhere, so the right is asked for over the topmost union."""
    top = topmost_union()
    if top is None:
        if not actor.everywhere:
            raise NotAllowed(_("There is no union yet."))
        return
    if not actor.may(Permission.EDIT, top):
        raise NotAllowed(
            _("Only the district may change policies."), remedy=_("Ask the organisation officer of the district.")
        )


def _district() -> int | None:
    top = topmost_union()
    return top.pk if top else None


def _standing(code: str, region: str, begins_on: datetime.date, ends_on: datetime.date | None) -> list[Policy]:
    """The versions that hold on some day of the new one, the earliest first; those never in force left out."""
    versions = Policy.objects.select_for_update().filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=begins_on), code=code, region=region
    )
    if ends_on is not None:
        versions = versions.filter(begins_on__lt=ends_on)
    return [version for version in versions.order_by("-begins_on") if version.ends_on != version.begins_on][::-1]


def _gives_way(version: Policy, begins_on: datetime.date) -> bool:
    """Whether a version is open and began no later, so that a new one may close it."""
    return version.ends_on is None and version.begins_on <= begins_on


def _changed_meanwhile() -> Stale:
    return Stale(_("This policy was changed by somebody else."), remedy=_("Open the page again."))


def _close(version: Policy, day: datetime.date) -> RowChange:
    before = snapshot(version)
    closed = Policy.objects.filter(pk=version.pk, ends_on__isnull=True).update(ends_on=day)
    if not closed:
        raise _changed_meanwhile()
    version.ends_on = day
    return RowChange(version, before, snapshot(version))
