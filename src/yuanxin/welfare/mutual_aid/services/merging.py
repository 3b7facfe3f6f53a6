"""What becomes of claims when unions merge."""

from django.utils.translation import gettext_lazy, ngettext_lazy

from yuanxin.foundation.audit.services import RowChange
from yuanxin.foundation.unions.registry import Belonging, Merger
from yuanxin.foundation.unions.services.writing import write
from yuanxin.welfare.mutual_aid.models import Claim


def claim_belonging() -> Belonging:
    """Claims under way, as something that passes on when unions merge."""
    return Belonging(
        code="mutual_aid.claims",
        told=ngettext_lazy("%(count)s claim of mutual aid", "%(count)s claims of mutual aid", "count"),
        rows=lambda union: Claim.objects.under_way().filter(union=union),
        pass_on=pass_claims_on,
        remedy=gettext_lazy("Bring the claims to an end first."),
    )


def pass_claims_on(merger: Merger) -> list[RowChange]:
    """The survivor goes on with the claims of the absorbed union; those at an end stay where they were paid."""
    under_way = Claim.objects.under_way().select_for_update(no_key=True).filter(union=merger.absorbed).order_by("pk")
    changes = [write(claim, {"union": merger.survivor}) for claim in under_way]
    return [each for each in changes if each is not None]
