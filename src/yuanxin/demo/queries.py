"""Whether this database is a demonstration, and whether it could become one."""

import datetime

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from yuanxin.demo.models import Demonstration
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.kernel.periods import Period, half_year_of
from yuanxin.foundation.unions.models import Employer, Union
from yuanxin.organisation.members.models import Person

# What each database holds, once that cannot change any more: a demonstration stays, and none is mixed into records.
_demonstrations: dict[str, Demonstration | None] = {}


def demonstration() -> Demonstration | None:
    """The demonstration this database holds, or None."""
    name = str(connection.settings_dict["NAME"])
    if name not in _demonstrations:
        # In this order: a demonstration and its records are there at one moment.
        settled = holds_records()
        held = Demonstration.objects.first()
        if held is None and not settled:
            return None
        _demonstrations[name] = held
    return _demonstrations[name]


def holds_records() -> bool:
    """Whether anybody's records stand here already: a union, an employer, a person or a user."""
    holders: tuple[type[Model], ...] = (Union, Employer, Person, User)
    return any(model._default_manager.exists() for model in holders)


def present_period(today: datetime.date) -> Period:
    """The period the pages open with: that of the facts in a demonstration, the half-year of today elsewhere."""
    held = demonstration()
    return Period(held.begins_on, held.ends_on) if held is not None else half_year_of(today)


def notice() -> str:
    """The words over every page of a demonstration; nothing over real records."""
    return _("Demonstration data: everyone in it is invented.") if demonstration() is not None else ""
