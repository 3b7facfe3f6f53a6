"""Lists as their readers want them again: kept under a name, and forgotten."""

from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from yuanxin.foundation.accounts.models import KeptView, User
from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused

AT_MOST = 20


@transaction.atomic
def keep_view(*, actor: Actor, user: User, page: str, name: str, query: str) -> KeptView:
    """Keep the filters, order and columns of a list under `name`; a view of that name there is replaced.

    Raises:
        Refused: without a name, for a page that is none, for too long a query, or past twenty views of one list.
    """
    name = " ".join(name.split())
    if not name:
        raise Refused(_("The view has no name."), remedy=_("Enter a name."), field="name")
    try:
        reverse(page)
    except NoReverseMatch as error:
        raise Refused(_("There is no such list."), remedy=_("Open the list again.")) from error
    limits = {"name": name, "query": query}
    for field, value in limits.items():
        longest = KeptView._meta.get_field(field).max_length or 0  # type: ignore[union-attr]
        if len(value) > longest:
            raise Refused(
                _("At most %(longest)s characters can be kept.") % {"longest": longest},
                remedy=_("Shorten the name, or choose fewer filters."),
                field=field,
            )
    own = KeptView.objects.filter(user=user, page=page)
    before = own.filter(name=name).first()
    if before is None and own.count() >= AT_MOST:
        raise Refused(_("Twenty views of this list are kept already."), remedy=_("Forget one that you no longer need."))
    kept, _made = KeptView.objects.update_or_create(user=user, page=page, name=name, defaults={"query": query})
    change = RowChange(kept, snapshot(before) if before else None, snapshot(kept))
    record(actor, "accounts.view_kept", kept, changes=[change])
    return kept


@transaction.atomic
def forget_view(*, actor: Actor, view: KeptView) -> None:
    """Forget one of one's own views."""
    record(actor, "accounts.view_forgotten", view, changes=[RowChange(view, snapshot(view), {})])
    view.delete()
