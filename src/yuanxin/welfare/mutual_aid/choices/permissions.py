"""Who may do what in mutual aid."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    VIEW = "mutual_aid.view", _("See schemes and enrolments of mutual aid")
    ENROL = "mutual_aid.enrol", _("Enrol members in mutual aid and pay the fee")
    CHECK = "mutual_aid.check", _("Check the enrolments of units")
    MANAGE_SCHEMES = "mutual_aid.manage_schemes", _("Set up schemes of mutual aid")
    SETTLE_SUBSIDIES = "mutual_aid.settle_subsidies", _("Settle the subsidies of units")
    VIEW_MONEY = "mutual_aid.view_money", _("See what mutual aid pays")
    VIEW_CLAIMS = "mutual_aid.view_claims", _("See claims of mutual aid, without the illness")
    VIEW_ILLNESS = "mutual_aid.view_illness", _("See the illness of a claim, its account and its bills")
    CLAIM = "mutual_aid.claim", _("Enter claims of mutual aid")
    CHECK_CLAIMS = "mutual_aid.check_claims", _("Check the documents of claims")
    HANDLE_CLAIMS = "mutual_aid.handle_claims", _("Have claims computed, and draw them for inspection")
    REVIEW = "mutual_aid.review", _("Inspect and review claims, refuse them")
    APPROVE = "mutual_aid.approve", _("Approve claims, and decide appeals")
    REQUEST_PAYMENT = "mutual_aid.request_payment", _("Have approved claims paid")
    MANAGE_LISTS = "mutual_aid.manage_lists", _("Keep the lists of hospitals and illnesses")
