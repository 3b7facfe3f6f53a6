"""The field for the union that an officer acts for."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.ui.forms import ScopedChoice
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import own_union


class OwnUnionChoice(ScopedChoice):
    """A union of the actor's scope that begins with the one it is appointed in; another may be written instead.

    For the union that acts: whose store, programme, fund or notice it is. Not for where somebody else is put: a member
    or a roster that nobody gave a union would come to stand in a street or in the district itself.
    """

    def __init__(self, permission: str = "", *, rows: Callable[[], QuerySet[Union]] | None = None, **options: Any):
        super().__init__(
            rows or Union.objects.in_force, permission=permission, own=True, **{"label": _("Union"), **options}
        )

    def first(self) -> Union | None:
        """The actor's own union, where that is one of those that may be chosen."""
        return own_union(self.actor, self.choices()) if self.actor is not None else None
