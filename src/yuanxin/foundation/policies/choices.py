"""Words of policies."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    VIEW = "policies.view", _("See the policies in force and their history")
    EDIT = "policies.edit", _("Open and close policies of the district")
