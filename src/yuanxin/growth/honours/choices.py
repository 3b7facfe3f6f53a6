"""Words of honours."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Permission(TextChoices):
    VIEW = "honours.view", _("See honours and who holds them")
    EDIT = "honours.edit", _("Enter honours and correct them")
    IMPORT = "honours.import", _("Import lists of awards")
    WITHDRAW = "honours.withdraw", _("Enter that an honour was withdrawn")
    EDIT_TITLES = "honours.edit_titles", _("Edit the titles that are awarded")
    EXPORT = "honours.export", _("Export honours")


class HonourLevel(IntegerChoices):
    """级别: the higher the honour, the lower the number."""

    NATIONAL = 1, pgettext_lazy("level of an honour", "National")
    PROVINCIAL = 2, pgettext_lazy("level of an honour", "Provincial or ministerial")
    CITY = 3, pgettext_lazy("level of an honour", "City")
    DISTRICT = 4, pgettext_lazy("level of an honour", "District")
    STREET = 5, pgettext_lazy("level of an honour", "Street or town")
    EMPLOYER = 6, pgettext_lazy("level of an honour", "Employer")


class HolderKind(TextChoices):
    """Who can hold a title."""

    PERSON = "person", pgettext_lazy("holder of an honour", "A person")
    COLLECTIVE = "collective", pgettext_lazy("holder of an honour", "An employer or a team")
    UNION = "union", pgettext_lazy("holder of an honour", "A union")


class Withdrawal(TextChoices):
    """Why an honour is held no longer."""

    REVOKED = "revoked", pgettext_lazy("honour", "Withdrawn")
    # Never held: it counts on no day.
    MISTAKE = "mistake", pgettext_lazy("honour", "Entered by mistake")
    # The same award, told by the other entry of a person entered twice; it counts on no day.
    MERGED = "merged", pgettext_lazy("honour", "Entered twice")


class Standing(TextChoices):
    """What an honour is worth today."""

    HELD = "held", pgettext_lazy("honour", "Held")
    WITHDRAWN = "withdrawn", pgettext_lazy("honour", "Withdrawn")
    NEVER = "never", pgettext_lazy("honour", "Does not count")
