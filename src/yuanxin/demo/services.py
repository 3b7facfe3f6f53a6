"""Building a demonstration: one transaction, one audit event, the figures anew at the end."""

import datetime
from collections.abc import Callable, Container
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from yuanxin.demo.departments import Site, departments, skipped
from yuanxin.demo.models import Demonstration
from yuanxin.demo.pending import leave_open
from yuanxin.demo.planted import plant_duplicates
from yuanxin.demo.queries import holds_records
from yuanxin.demo.signins import create_sign_ins
from yuanxin.demo.spec import Fact, Facts
from yuanxin.foundation.audit.services import record
from yuanxin.foundation.figures import services as figures
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.statistics import renew_statistics
from yuanxin.foundation.unions.models import Union

USUAL_MEMBERS = 130_000
USUAL_SEED = 2016


class NotEmpty(Refused):
    """The database holds records, real ones perhaps; a demonstration is never mixed into them."""


class TooFewMembers(Refused):
    """So many members cannot carry what the facts count."""


@dataclass(frozen=True, slots=True)
class Built:
    """What was built: the mark, rows by table, and the facts that wait for their departments."""

    demonstration: Demonstration
    rows: dict[str, int]
    skipped: tuple[Fact, ...]


def build_district(
    *,
    actor: Actor,
    facts: Facts,
    members: int | None = None,
    seed: int = USUAL_SEED,
    today: datetime.date,
    tell: Callable[[str], None] = lambda _message: None,
    only: Container[str] | None = None,
) -> Built:
    """Fill an empty database with a synthetic district whose records come to exactly the given facts.

    The same facts, members, seed and day give the same records, apart from the random part of sealed values.
    Of the departments `only` these build, and then nothing waits for the users: a district for one of them.

    Raises:
        NotEmpty: if anybody's records stand in the database.
        TooFewMembers: if `members` is below 1.2 times the largest count in the facts.
        BadFacts: if a figure that counts is given a value that is no count.
    """
    needed = facts.fewest_members()
    members = max(USUAL_MEMBERS, needed) if members is None else members
    if members < needed:
        raise TooFewMembers(
            _("%(members)s members cannot carry these facts.") % {"members": members},
            remedy=_("Give --members %(needed)s or more.") % {"needed": needed},
        )
    with transaction.atomic(), translation.override("zh-hans"):
        if holds_records():
            raise NotEmpty(
                _("This database holds records, and a demonstration is built into an empty one only."),
                remedy=_("Point DATABASE_URL or YUANXIN_DATA_DIR at a new database."),
            )
        figures.stand_aside()
        site = Site(facts=facts, members=members, seed=seed, today=today)
        rows: dict[str, int] = {}
        for department in departments():
            if only is not None and department.name not in only:
                continue
            tell(_("Building: %(department)s") % {"department": department.name})
            rows |= department.build(site)
        mark = Demonstration.objects.create(
            union=facts.union,
            begins_on=facts.begins_on,
            ends_on=facts.ends_on,
            seed=seed,
            members=members,
            made_on=today,
        )
        users = create_sign_ins(today=today)
        rows["users"] = len(users)
        connection.check_constraints()
        record(actor, "demo.district_built", mark, union=Union.objects.get(parent=None).pk, seed=seed, rows=rows)
    tell(_("Computing the figures"))
    figures.prepare()
    if only is None:
        leave_open(site)
        plant_duplicates(site)
    renew_statistics()
    return Built(mark, rows, skipped(facts))
