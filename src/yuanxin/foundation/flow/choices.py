"""Words of flows."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    VIEW_NOTICES = "flow.view_notices", _("See public notices, also those that are over")
    VIEW_OBJECTIONS = "flow.view_objections", _("See objections to public notices")
    ANSWER_OBJECTIONS = "flow.answer_objections", _("Answer objections to public notices")
    VIEW_CONTACTS = "flow.view_contacts", _("See in clear how an objector is reached")


class ObjectionState(TextChoices):
    """What became of an objection."""

    OPEN = "open", _("To be answered")
    UPHELD = "upheld", _("Upheld")
    REJECTED = "rejected", _("Not upheld")
