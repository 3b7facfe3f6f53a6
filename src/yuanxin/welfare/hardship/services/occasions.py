"""Relief of one occasion for many households: a holiday, a season. Entered, reviewed and approved together."""

import datetime
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.flow.services import act_all, begin_all
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused, Stale
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.kernel.sealed import seal
from yuanxin.foundation.payments.models import Fund
from yuanxin.welfare.hardship.choices import FileStatus, Permission, ReliefKind, ReliefState
from yuanxin.welfare.hardship.models import HardshipFile, Relief
from yuanxin.welfare.hardship.queries.files import region_of
from yuanxin.welfare.hardship.queries.relief import computed_by, overlapping, rules_of
from yuanxin.welfare.hardship.rules.relief import Computed
from yuanxin.welfare.hardship.services.approving import OverlapUnheard, approved_all, union_of


@transaction.atomic
def enter_occasion(*, actor: Actor, files: Sequence[HardshipFile], occasion: str, today: datetime.date) -> list[Relief]:
    """Ask for holiday relief for the households of these files, each by its category.

    Households that have it, and files not in hardship now, are left out.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may ask for relief in the union of each.
        Refused: without an occasion, or where nobody is left.
        Stale: if somebody else enters the same at this moment.
    """
    if not occasion.strip():
        raise Refused(_("The occasion is missing."), remedy=_("Say which holiday it is."), field="occasion")
    for union in {file.union_id: file.union for file in files}.values():
        actor.require(Permission.APPLY, union)
    having = set(
        Relief.objects.filter(occasion=occasion.strip(), year=today.year)
        .exclude(state__in=[ReliefState.REFUSED, ReliefState.WITHDRAWN])
        .values_list("household_id", flat=True)
    )
    chosen = [file for file in files if file.status == FileStatus.FILED and file.household_id not in having]
    if not chosen:
        raise Refused(
            _("Every one of these households has it, or is not in hardship now."), remedy=_("Tick other files.")
        )
    new = [_for_file(file, occasion.strip(), today) for file in chosen]
    try:
        with transaction.atomic():
            begin_all(new, actor=actor, today=today, union=union_of(chosen).pk, occasion=occasion.strip())
    except IntegrityError as error:
        raise Stale(_("Somebody else entered this occasion meanwhile."), remedy=_("Repeat what you did.")) from error
    return new


@transaction.atomic
def review_together(*, actor: Actor, reliefs: Sequence[Relief], opinion: str, today: datetime.date) -> int:
    """Pass many applications on for approval; how many.

    Raises:
        OutOfScope, NotAllowed, NotByYou, NotPossible, Stale: at the first that cannot be passed on.
    """
    if reliefs:
        act_all(reliefs, "review", actor=actor, today=today, opinion=opinion, union=union_of(reliefs).pk)
    return len(reliefs)


@transaction.atomic
def approve_occasion(
    *,
    actor: Actor,
    reliefs: Sequence[Relief],
    fund: Fund,
    overlap_opinion: str = "",
    today: datetime.date,
) -> list[Relief]:
    """Approve many applications with what the rule gives each, and ask for their payments together.

    Raises:
        OutOfScope, NotAllowed, NotByYou, NotPossible: at the first that cannot be approved.
        OverlapUnheard: if some of the households have had other help in the year and nothing is said to it.
    """
    pks = [relief.pk for relief in reliefs]
    rows = list(
        Relief.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=pks)
        .select_related("union", "household__head", "file", "line", "caps")
        .order_by("pk")
    )
    for union in {row.union_id: row.union for row in rows}.values():
        actor.require(Permission.APPROVE, union)
    helped = overlapping(rows)
    if helped and not overlap_opinion.strip():
        raise OverlapUnheard(
            _("%(count)s of these households have had other help this year.") % {"count": len(helped)},
            remedy=_("Look at them, and say why this relief is given all the same."),
            field="overlap_opinion",
        )
    approved_all(
        actor=actor,
        reliefs=rows,
        amounts={row.pk: row.computed_fen for row in rows},
        fund=fund,
        opinion="",
        overlap_opinions=dict.fromkeys(helped, overlap_opinion.strip()),
        today=today,
    )
    return rows


def _for_file(file: HardshipFile, occasion: str, today: datetime.date) -> Relief:
    line, caps = rules_of(file.union, today)
    computed = holiday_relief(file, today)
    return Relief(
        union=file.union,
        household=file.household,
        file=file,
        kind=ReliefKind.HOLIDAY,
        year=today.year,
        occasion=occasion,
        situation=seal(occasion),
        applied_on=today,
        applied_fen=computed.amount,
        computed_fen=computed.amount,
        steps=seal(computed.as_text()),
        line=line,
        caps=caps,
        account=file.account,
        account_digest=file.account_digest,
        bank=file.bank,
    )


def holiday_relief(file: HardshipFile, today: datetime.date) -> Computed:
    """What a household is given at a holiday, by its category."""
    line, caps = rules_of(file.union, today)
    return computed_by(
        ReliefKind.HOLIDAY,
        applied=None,
        line=line,
        caps=caps,
        used=ZERO,
        category=file.category,
        day=today,
        region=region_of(file.union),
    )
