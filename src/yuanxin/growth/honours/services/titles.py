"""Titles entered, corrected and awarded no more."""

import datetime
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import required
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, Refused
from yuanxin.foundation.unions.queries import topmost_union
from yuanxin.foundation.unions.services.writing import change, check_version, create, locked
from yuanxin.growth.honours.choices import HolderKind, HonourLevel, Permission
from yuanxin.growth.honours.models import HonourTitle


class TitleTaken(Refused):
    """Another title has this code or this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleValues:
    """What is entered of a title."""

    name: str
    level: HonourLevel
    holder_kind: HolderKind
    granting_body: str
    model_worker: bool = False
    note: str = ""


@transaction.atomic
def enter_title(*, actor: Actor, code: str, values: TitleValues, today: datetime.date) -> HonourTitle:
    """Enter a title that is awarded.

    Raises:
        NotAllowed: unless `actor` may edit titles in the topmost union: they hold for everybody.
        TitleTaken: if another title has this code or name.
        Refused: without a name or who grants it, or for a title of model workers that no person holds.
    """
    require_titles(actor)
    check_values(values)
    title = HonourTitle(code=code.strip(), **asdict(values))
    try:
        with transaction.atomic():
            return create(actor, "honours.title_entered", title, union=_top())
    except IntegrityError as error:
        raise taken(title) from error


@transaction.atomic
def correct_title(
    *, actor: Actor, title: HonourTitle, values: TitleValues, today: datetime.date, version: int, reason: str = ""
) -> HonourTitle:
    """Correct what is said of a title; its code stays.

    Level and kind of holder are what published numbers stand on, so that changing one needs a reason once the title
    was awarded; the kind of holder of an awarded title stays.

    Raises:
        NotAllowed, Stale, TitleTaken, Refused: as `enter_title`.
    """
    require_titles(actor)
    current = locked(title)
    check_version(current, version)
    check_values(values)
    if current.honours.exists():
        if values.holder_kind != current.holder_kind:
            raise Refused(
                _("The title was awarded, and who holds it is of another kind."),
                remedy=_("Enter another title."),
                field="holder_kind",
            )
        if (values.level, values.model_worker) != (current.level, current.model_worker):
            reason = required(reason)
    try:
        with transaction.atomic():
            change(actor, "honours.title_corrected", current, asdict(values), reason=reason.strip())
    except IntegrityError as error:
        raise taken(HonourTitle(pk=current.pk, code=current.code, name=values.name)) from error
    return current


@transaction.atomic
def award_no_more(
    *, actor: Actor, title: HonourTitle, ended_on: datetime.date, today: datetime.date, version: int, reason: str
) -> HonourTitle:
    """Say from which day a title is awarded no more; who holds it keeps it.

    Raises:
        NotAllowed, Stale: as `enter_title`.
        Refused: without a reason, or if it was awarded from that day on.
    """
    require_titles(actor)
    current = locked(title)
    check_version(current, version)
    reason = required(reason)
    later = current.honours.lived().filter(awarded_on__gte=ended_on).order_by("-awarded_on").first()
    if later is not None:
        raise Refused(
            _("It was awarded on %(day)s to %(holder)s.") % {"day": later.awarded_on, "holder": later.holder_name},
            remedy=_("Give a later day."),
            field="ended_on",
        )
    change(actor, "honours.title_ended", current, {"ended_on": ended_on}, reason=reason)
    return current


@transaction.atomic
def award_title_again(
    *, actor: Actor, title: HonourTitle, today: datetime.date, version: int, reason: str
) -> HonourTitle:
    """Say that a title that had ended is awarded again.

    Raises:
        NotAllowed, Stale, Refused: as `award_no_more`.
    """
    require_titles(actor)
    current = locked(title)
    check_version(current, version)
    change(actor, "honours.title_opened", current, {"ended_on": None}, reason=required(reason))
    return current


def require_titles(actor: Actor) -> None:
    """A title holds for everybody, so the right is asked for over the topmost union."""
    top = topmost_union()
    if top is None or not actor.may(Permission.EDIT_TITLES, top):
        if actor.everywhere:
            return
        raise NotAllowed(
            _("Only the district may change titles."), remedy=_("Ask the organisation officer of the district.")
        )


def check_values(values: TitleValues) -> None:
    """Refuse a title of which something is missing."""
    for name in ("name", "granting_body"):
        if not getattr(values, name).strip():
            raise Refused(_("Something is missing here."), remedy=_("Enter it."), field=name)
    if values.model_worker and values.holder_kind != HolderKind.PERSON:
        raise Refused(_("Model workers are people."), remedy=_("Choose who holds it."), field="holder_kind")


def taken(title: HonourTitle) -> TitleTaken:
    """Which of code and name another title has."""
    same_code = HonourTitle.objects.filter(code=title.code).exclude(pk=title.pk).exists()
    return TitleTaken(
        _("Another title has this code.") if same_code else _("Another title has this name."),
        remedy=_("Choose another one."),
        field="code" if same_code else "name",
    )


def _top() -> int | None:
    top = topmost_union()
    return top.pk if top else None
