"""Words of rosters."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EmployerState(TextChoices):
    """What became of an employer's name that a roster brought and the registry did not know."""

    OPEN = "open", _("To be confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    DISMISSED = "dismissed", _("Stays as written")
    WITHDRAWN = "withdrawn", _("Batch undone")
