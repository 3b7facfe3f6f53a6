"""Words of the yearly allowance for off-establishment staff (编外人员工会活动经费补助)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Permission(TextChoices):
    VIEW = "allowances.view", _("See allowances for off-establishment staff")
    VIEW_STAFF = "allowances.view_staff", _("See the rosters of off-establishment staff")
    VIEW_CLEAR = "allowances.view_clear", _("Take rosters of off-establishment staff with numbers in clear")
    APPLY = "allowances.apply", _("Ask for the allowance of a unit's off-establishment staff")
    REVIEW = "allowances.review", _("Review what units ask for their off-establishment staff")
    APPROVE = "allowances.approve", _("Settle the allowance of a unit")
    GRANT = "allowances.grant", _("Run the yearly call, and ask the treasury for what was settled")


class Basis(TextChoices):
    """What a unit's number of heads rests on (申报方式)."""

    ROSTER = "roster", pgettext_lazy("basis", "Roster of names")
    HEADCOUNT = "headcount", pgettext_lazy("basis", "Number of heads, list attached")


class AllowanceState(TextChoices):
    """Where a unit's allowance of a year stands."""

    DRAFT = "draft", pgettext_lazy("allowance", "Being filled in")
    SUBMITTED = "submitted", pgettext_lazy("allowance", "To be reviewed")
    REVIEWED = "reviewed", pgettext_lazy("allowance", "To be settled")
    APPROVED = "approved", pgettext_lazy("allowance", "Settled")
    GRANTED = "granted", pgettext_lazy("allowance", "Granted by the treasury")
    PAID = "paid", pgettext_lazy("allowance", "Arrived")
    WITHDRAWN = "withdrawn", pgettext_lazy("allowance", "Not asked for")


# The states in which a unit has its allowance: what the figures count.
SETTLED = (AllowanceState.APPROVED, AllowanceState.GRANTED, AllowanceState.PAID)


class GrantState(TextChoices):
    """Where a summary for the treasury stands."""

    DRAFT = "draft", pgettext_lazy("grant", "Drawn up")
    SENT = "sent", pgettext_lazy("grant", "With the treasury")
    GRANTED = "granted", pgettext_lazy("grant", "Granted")
    DONE = "done", pgettext_lazy("grant", "All arrived")
    DISSOLVED = "dissolved", pgettext_lazy("grant", "Dissolved")
