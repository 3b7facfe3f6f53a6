"""Words of the half-year bulletin."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    VIEW = "bulletins.view", _("Read half-year bulletins")
    FREEZE = "bulletins.freeze", _("Freeze a half-year bulletin")
    PUBLISH = "bulletins.publish", _("Publish a frozen bulletin")


class BulletinState(TextChoices):
    """A draft is no record: it is what the figures say today."""

    DRAFT = "draft", _("Draft")
    FROZEN = "frozen", _("Frozen")
    PUBLISHED = "published", _("Published")


STATE_COLOURS = {BulletinState.DRAFT: "closed", BulletinState.FROZEN: "running", BulletinState.PUBLISHED: "done"}
