"""How the views of founding load their records: in scope, or not at all."""

from typing import TypeVar

from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.errors import NotAllowed, found
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.unions.choices import Permission
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet, Union
from yuanxin.organisation.founding.models import Founding
from yuanxin.organisation.founding.states import FOUNDING_FLOW

S = TypeVar("S", bound=Scoped)


def union_in_scope(request: ActorRequest, pk: int, permission: str) -> Union:
    """The union, if the reader sees it (404) and holds `permission` over it (403)."""
    actor = request.actor
    union = found(Union.objects.visible_to(actor).select_related("parent").filter(pk=pk).first())
    actor.require(permission, union)
    return union


def union_to_place(request: ActorRequest, pk: int) -> Union:
    """A union whose place or end the reader decides: who may change the tree above it."""
    union = union_in_scope(request, pk, Permission.CHANGE_TREE)
    if union.parent is None or not request.actor.may(Permission.CHANGE_TREE, union.parent):
        raise NotAllowed(_("The upper union decides on this."), remedy=_("Ask its organisation officer."))
    return union


def record_in_scope(request: ActorRequest, model: type[S], pk: int, permission: str) -> S:
    """The record, if the reader sees it (404) and holds `permission` over its union (403)."""
    actor = request.actor
    visible: ScopedQuerySet[S] = model.objects.visible_to(actor)  # type: ignore[assignment]
    record = found(visible.select_related("union").filter(pk=pk).first())
    actor.require(permission, record.union)
    return record


def founding_in_scope(request: ActorRequest, pk: int, permission: str) -> Founding:
    """The application, if the reader sees it (404) and holds `permission` over the union that guides it (403)."""
    visible = Founding.objects.visible_to(request.actor)
    founding = found(visible.select_related(*FOUNDING_FLOW.related).filter(pk=pk).first())
    request.actor.require(permission, founding.union)
    return founding
