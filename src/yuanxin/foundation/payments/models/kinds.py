"""Which kinds of payment an actor may see, as a condition on rows."""

from django.db.models import Q

from yuanxin.foundation.kernel.actors import Actor, PathRange
from yuanxin.foundation.payments.choices import Permission
from yuanxin.foundation.payments.registry import Kind, kinds
from yuanxin.foundation.unions.models.scope import in_scope


def kinds_seen(actor: Actor, prefix: str = "") -> Q:
    """The condition that leaves out payments of kinds whose own permission the actor does not hold there.

    `prefix` leads from the rows to their payment.
    """
    everywhere = actor.ranges(Permission.VIEW)
    by_parts: dict[tuple[PathRange, ...], list[Kind]] = {}
    for kind in kinds():
        by_parts.setdefault(actor.ranges(kind.view), []).append(kind)
    condition = Q()
    for parts, seen_there in by_parts.items():
        if parts != everywhere:
            elsewhere = ~Q(**{f"{prefix}kind__in": [kind.code for kind in seen_there]})
            for part in parts:
                elsewhere |= in_scope(f"{prefix}union__path", part)
            condition &= elsewhere
    return condition
