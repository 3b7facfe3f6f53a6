"""Records entered twice, planted into a demonstration and found by its own search: something to decide.

All of it through the services, on the day the demonstration is made: no figure of the facts' period counts it.
"""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from yuanxin.demo.departments import Site
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.numbers import check_digit
from yuanxin.foundation.unions.choices import Level
from yuanxin.foundation.unions.models import Employer, Union
from yuanxin.foundation.unions.services import register_employer
from yuanxin.organisation.members.choices import DocumentType
from yuanxin.organisation.members.models import Membership
from yuanxin.organisation.members.queries import find_by_number
from yuanxin.organisation.members.services import Particulars, admit
from yuanxin.organisation.rosters.choices import PairKind
from yuanxin.organisation.rosters.services import search_now

PEOPLE_HERE, PEOPLE_AROUND, EMPLOYERS = 8, 24, 6
# Characters that sound alike and are mistaken for one another in rosters.
SOUNDS = str.maketrans("伟芳敏静丽强军勇杰明华英文建玉志俊娟燕霞", "炜方闽净莉墙君永洁鸣桦瑛雯剑钰智骏涓艳遐")


def plant_duplicates(site: Site) -> None:
    """Enter some people and employers once more, each with a mistake as offices make them, and search for them."""
    if site.today <= site.facts.ends_on:
        # Joinings of today would count among the facts.
        return
    user = User.objects.get(username="district")
    officer = actor_for(user, today=site.today)
    stream = site.stream("duplicates")
    own = User.objects.get(username="grassroots").appointments.select_related("union").get().union
    for spell in _members(stream, own):
        _enter_again(officer, spell, stream, site)
    for employer in Employer.objects.exclude(address="").order_by("-pk")[:EMPLOYERS]:
        _register_again(officer, employer, site)
    district = Union.objects.get(parent=None)
    for kind in PairKind:
        search_now(actor=officer, user=user, kind=kind, union=district, today=site.today)


def _members(stream: Random, own: Union) -> Iterator[tuple[Membership, Union]]:
    """Members to be entered again, and where: some twice in `own`, the others in a union beside theirs."""
    open_ones = Membership.objects.open().select_related("person__employer", "union")
    for spell in open_ones.filter(union=own, transfers=None).order_by("pk")[:PEOPLE_HERE]:
        yield spell, own
    around = list(
        open_ones.filter(union__level=Level.GRASSROOTS, transfers=None).exclude(union=own).order_by("-pk")[:400]
    )
    for spell in stream.sample(around, min(PEOPLE_AROUND, len(around))):
        beside = Union.objects.in_force().filter(parent=spell.union.parent_id, level=Level.GRASSROOTS).order_by("pk")
        yield spell, (beside.exclude(pk=spell.union_id).first() or spell.union)


def _enter_again(officer: Actor, planted: tuple[Membership, Union], stream: Random, site: Site) -> None:
    spell, union = planted
    known = Particulars.of(spell.person)
    particulars = with_a_mistake(known, stream)
    if find_by_number(particulars.document_number) is None:
        admit(actor=officer, union=union, particulars=particulars, joined_on=site.today, today=site.today)


def with_a_mistake(known: Particulars, stream: Random) -> Particulars:
    """The particulars of somebody known, as a second office writes them."""
    kind = stream.randrange(5)
    number = known.document_number
    again = replace(known, note="演示数据", document_number=_another_digit(number, stream))
    if kind == 0 and known.born_on is not None and known.born_on.year < 2000:
        again = replace(again, document_number=number[:6] + number[8:17], document_type=DocumentType.OTHER)
    elif kind == 1:
        again = replace(again, document_number=f"E{stream.randrange(10**8):08d}", document_type=DocumentType.PASSPORT)
    elif kind == 2:
        again = replace(again, name=known.name[:1] + known.name[1:].translate(SOUNDS))
    elif kind == 3:
        again = replace(again, phone=f"139{stream.randrange(10**8):08d}")
    return again


def _another_digit(number: str, stream: Random) -> str:
    """One digit of the sequence mistaken for its neighbour, so that the sex stays, and the check digit that fits."""
    place = stream.choice((14, 15))
    body = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 : 17]
    return body + check_digit(body)


def _register_again(officer: Actor, employer: Employer, site: Site) -> None:
    """The employer as another office writes it: without the place in front, with another legal form, without a code."""
    written = employer.name.removeprefix("杭州市").removeprefix("杭州").replace("有限公司", "有限责任公司")
    register_employer(
        actor=officer,
        union=employer.union,
        name=written if written != employer.name else f"杭州{employer.name}",
        address=employer.address,
        kind=employer.kind,
        today=site.today,
    )
