"""What waits and what was decided about members in a demonstration: applications, transfers, expulsions, cards.

Nothing here moves a first joining: who is decided on today belongs to no period of the facts.
"""

import datetime
from dataclasses import dataclass
from random import Random

from yuanxin.demo.departments import Site
from yuanxin.demo.invention.days import years_before
from yuanxin.demo.invention.people import FEMALE, MALE, Names
from yuanxin.foundation.accounts.links import actor_by
from yuanxin.foundation.accounts.models import Link
from yuanxin.foundation.accounts.services import make_link
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.numbers import check_digit
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.unions.choices import Level
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members import services
from yuanxin.organisation.members.choices import ConsentChannel, ExpulsionState, LeaveKind
from yuanxin.organisation.members.models import Application, Expulsion, Membership, Person
from yuanxin.organisation.members.services.applications import JOIN

ONE_DAY = datetime.timedelta(days=1)
BY_LINK, ON_PAPER, AGE = 6, 3, 27
CARDS = 30
OVERDUE = 20
GRAVE, NOT_OURS = "严重违反《中国工会章程》，经教育不改。", "劳动关系不在本单位，请向用人单位工会申请。"
WORK = (("圆心科技有限公司", "软件工程师"), ("湖滨百货店", "营业员"), ("城西快运站", "快递员"))


@dataclass(frozen=True, slots=True)
class Officers:
    """Who does it: the grassroots officer of the union that is shown, and the street's above."""

    grassroots: Actor
    street: Actor
    union: Union


def leave_about_members(site: Site, officers: Officers) -> None:
    """Make it all; the caller's transaction."""
    expel_formerly(officers.street)
    applications(site, officers)
    if (propose := _some_member(officers.union, 5)) is not None:
        services.propose_expulsion(
            actor=officers.grassroots,
            membership=propose,
            reason="严重违反《中国工会章程》，经教育不改。",
            today=site.today,
        )
    overdue_transfers(site, officers)
    cards(site, officers)


def applications(site: Site, officers: Officers) -> None:
    """Some sent by a link, some from paper; refused, taken back, handed on as a transfer, and waiting."""
    union, today = officers.union, site.today
    made = make_link(
        actor=officers.grassroots,
        purpose=JOIN,
        union=union,
        # A demonstration of another year is looked at today.
        expires_on=max(today, clock.today()) + 30 * ONE_DAY,
        today=today,
        label=f"{union}入会二维码",
    )
    people = list(_people(site.stream("applicants"), today))
    for given in people[:BY_LINK]:
        _send(made.link, given, today)
    for given in people[BY_LINK:]:
        services.apply(
            actor=officers.street,
            union=union,
            particulars=given,
            channel=ConsentChannel.PAPER,
            consents=True,
            today=today,
        )
    waiting = list(Application.objects.waiting().filter(union=union).order_by("pk"))
    act(
        waiting[0],
        "refuse",
        actor=officers.grassroots,
        opinion="劳动关系不在本单位，请向用人单位工会申请。",
        today=today,
    )
    act(waiting[1], "withdraw", actor=actor_by(made.link, ""), today=today)
    away = Membership.objects.open().filter(union__level=Level.GRASSROOTS).exclude(union=union)
    if (
        elsewhere := away.filter(person__phone__isnull=False).select_related("person").order_by("-pk").first()
    ) is not None:
        person = elsewhere.person
        number, phone = unseal(person.document_number), unseal(person.phone or b"")
        known = services.Particulars(name=person.name, document_number=number, phone=phone, employer_name=WORK[0][0])
        _send(made.link, known, today)


def overdue_transfers(site: Site, officers: Officers) -> None:
    """One that the receiving union did not answer in time, so that the union above decides."""
    before = site.today - OVERDUE * ONE_DAY
    going, other = _some_member(officers.union, 9), _sibling(officers.union)
    if going is None or other is None or going.joined_on > before:
        return
    services.propose_transfer_out(actor=officers.grassroots, membership=going, union=other, today=before)
    services.settle_overdue(actor=Actor.system("members.transfers"), today=site.today)


def cards(site: Site, officers: Officers) -> None:
    """Cards of the union's first members; one lost, one replaced."""
    members = Person.objects.filter(union=officers.union, memberships__left_on=None).select_related("union")
    issued = services.issue_cards(
        actor=officers.grassroots, persons=list(members.distinct().order_by("pk")[:CARDS]), today=site.today
    )
    if len(issued) > 1:
        services.report_loss(actor=officers.grassroots, card=issued[0], today=site.today)
        services.replace_card(actor=officers.grassroots, person=issued[1].person, today=site.today)


def expel_formerly(approver: Actor) -> None:
    """The proposals behind the expulsions of former years, each approved on the day the membership ended."""
    spells = Membership.objects.filter(leave_kind=LeaveKind.EXPELLED).select_related("union__parent", "person")
    expulsions = [
        Expulsion(
            membership=spell,
            union=spell.union,
            approving_union=spell.union.parent or spell.union,
            reason=GRAVE,
            proposed_on=max(spell.joined_on, _last_day(spell) - 20 * ONE_DAY),
            state=ExpulsionState.DONE,
            round=2,
        )
        for spell in spells.order_by("pk")
    ]
    Expulsion.objects.bulk_create(expulsions, batch_size=1000)
    Decision.objects.bulk_create(
        [decision for expulsion in expulsions for decision in _decisions(expulsion, approver)], batch_size=1000
    )


def _decisions(expulsion: Expulsion, approver: Actor) -> list[Decision]:
    common = {"kind": expulsion._meta.label_lower, "object_id": expulsion.pk, "label": str(expulsion)}
    return [
        Decision(
            **common, round=1, action="begin", to_state=ExpulsionState.PROPOSED, actor="system:demo",
            actor_label="经办人", union=expulsion.union_id, at=_noon(expulsion.proposed_on),
        ),
        Decision(
            **common, round=1, action="approve", from_state=ExpulsionState.PROPOSED, to_state=ExpulsionState.DONE,
            actor=approver.key, actor_label=approver.label, union=expulsion.approving_union_id, opinion="同意除名。",
            at=_noon(_last_day(expulsion.membership)),
        ),
    ]  # fmt: skip


def _last_day(spell: Membership) -> datetime.date:
    return spell.left_on or spell.joined_on


def _noon(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(12), clock.SHANGHAI)


def _send(link: Link, given: services.Particulars, today: datetime.date) -> None:
    services.apply_by_link(actor=actor_by(link, ""), link=link, particulars=given, consents=True, today=today)


def _some_member(union: Union, at: int) -> Membership | None:
    """One of the union's members, of whom no transfer is open; None in a small one."""
    free = Membership.objects.open().filter(union=union).exclude(transfers__state="proposed")
    return free.select_related("union__parent", "person").order_by("-pk")[at : at + 1].first()


def _sibling(union: Union) -> Union | None:
    return Union.objects.in_force().filter(parent=union.parent, level=Level.GRASSROOTS).exclude(pk=union.pk).first()


def _people(stream: Random, today: datetime.date) -> list[services.Particulars]:
    names, born = Names(stream), years_before(today, AGE)
    people = []
    for number in range(BY_LINK + ON_PAPER):
        sex = FEMALE if number % 2 else MALE
        # The seventeenth digit is odd for men.
        body = f"330106{born:%Y%m%d}{900 + 2 * number + (sex == MALE):03d}"
        employer, job = WORK[number % len(WORK)]
        people.append(
            services.Particulars(
                name=names.draw(sex, born.year),
                document_number=body + check_digit(body),
                phone=f"1390000{number:04d}",
                employer_name=employer,
                job=job,
            )
        )
    return people
