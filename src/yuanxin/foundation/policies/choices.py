"""Words of policies."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    VIEW = "policies.view", _("See the policies in force and their history")
    EDIT = "policies.edit", _("Open and close policies of the district")


class VersionState(TextChoices):
    """What a version of a policy is on a day; told by its days, not stored."""

    IN_FORCE = "in_force", _("In force")
    COMING = "coming", _("Coming")
    ENDED = "ended", _("Ended")
    NEVER = "never", _("Never in force")
