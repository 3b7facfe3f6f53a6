"""Words of figures."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    VIEW = "figures.view", _("Read figures and their definitions")
    EXPORT = "figures.export", _("Export the rows behind a figure")


class Window(TextChoices):
    """The days a figure speaks of, asked for D1..D2, both in."""

    PERIOD = "period", _("In the period")
    YEAR = "year", _("In the calendar year of the last day")
    TO_DATE = "to_date", _("From the beginning to the last day")
    AS_OF = "as_of", _("At the end of the last day")
    SCHEME_YEAR = "scheme_year", _("From the first day of the scheme year to the last day")


class Theme(TextChoices):
    """三性: the quality of union work that a figure speaks for (fact F01)."""

    POLITICAL = "political", _("Political quality")
    ADVANCED = "advanced", _("Advanced quality")
    MASS = "mass", _("Mass quality")
