"""Whatever is done with one person, in whatever order: never two active memberships, no day in two, figures agree."""

import datetime
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.choices import Form, Level
from yuanxin.foundation.unions.rules import Spell, overlaps
from yuanxin.organisation.members import services
from yuanxin.organisation.members.choices import ConsentChannel, JoinKind, LeaveKind
from yuanxin.organisation.members.models import Application, Expulsion, Membership, Person, Retention, TransferProposal
from yuanxin.organisation.members.queries import members_of
from yuanxin.organisation.members.states import FORMER, RECEIVING

START = datetime.date(2016, 1, 4)
DAY = datetime.timedelta(days=1)
PARTICULARS = services.Particulars(name="王芳", document_number="330106199001010018", phone="13812345678")
CLERK, OTHER = Actor("system:clerk", "甲", everywhere=True), Actor("system:other", "乙", everywhere=True)

steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["admit", "apply", "decide", "leave", "deem", "die", "retain", "unretain", "propose", "consent", "overdue",
             "expel", "expelled", "reopen", "withdraw"]
        ),
        st.integers(0, 1),
        st.integers(0, 20),
    ),
    max_size=14,
)  # fmt: skip


class TestHistories(TestCase):
    """One person, two unions, random acts on days that go on."""

    @given(steps)
    @settings(max_examples=60)
    def test_a_person_is_active_once_and_the_stock_is_what_the_records_say(self, taken):
        district = UnionFactory(name="示范区总工会", level=Level.DISTRICT, form=Form.FEDERATION)
        unions = [UnionFactory(name=name, parent=district) for name in ("甲工会", "乙工会")]
        today, days = START, [START]
        for name, place, later in taken:
            today += later * DAY
            days.append(today)
            with suppress(Refused):
                getattr(self, name)(unions[place], today)
            self.check()
        for day in {*days, today + DAY}:
            lived = measure("members.stock", union=district, period=Period(START, day)).value
            assert lived == members_of(district, day).count()
        firsts = Membership.objects.filter(join_kind=JoinKind.FIRST)
        assert firsts.count() <= 1, "a transfer or a rejoining is never a first joining"
        assert measure("members.joined", union=district, period=Period(START, today)).value == firsts.count()

    def check(self) -> None:
        spells = list(Membership.objects.order_by("joined_on", "pk"))
        assert sum(spell.left_on is None for spell in spells) <= 1
        for at, spell in enumerate(spells):
            others = [Spell(other.joined_on, other.left_on) for other in spells[:at] + spells[at + 1 :]]
            assert not overlaps(Spell(spell.joined_on, spell.left_on), others)
        for retention in Retention.objects.select_related("membership"):
            assert retention.ends_on is not None or retention.membership.left_on is None
        if spells and spells[-1].left_on is None:
            assert Person.objects.get().union_id == next(each.union_id for each in spells if each.left_on is None)
        if spells and all(spell.left_on is not None for spell in spells):
            assert not TransferProposal.objects.open().exists()
            assert not Expulsion.objects.open().exists()

    def active(self) -> Membership:
        spell = Membership.objects.open().first()
        if spell is None:
            raise Refused("nobody is active")
        return spell

    def admit(self, union, today):
        services.admit(actor=CLERK, union=union, particulars=PARTICULARS, joined_on=today, today=today)

    def apply(self, union, today):
        services.apply(
            actor=CLERK, union=union, particulars=PARTICULARS, channel=ConsentChannel.PAPER, consents=True, today=today
        )

    def decide(self, union, today):
        for application in Application.objects.waiting():
            act(application, "approve", actor=OTHER, today=today)

    def leave(self, union, today, kind=LeaveKind.LEFT, **given):
        services.leave(actor=CLERK, membership=self.active(), left_on=today, kind=kind, today=today, **given)

    def deem(self, union, today):
        self.leave(union, today, LeaveKind.DEEMED_LEFT, reason="六个月", educated_on=today)

    def die(self, union, today):
        self.leave(union, today, LeaveKind.DECEASED)

    def retain(self, union, today):
        services.retain(actor=CLERK, membership=self.active(), kind="unemployed", begins_on=today, today=today)

    def unretain(self, union, today):
        for retention in Retention.objects.filter(ends_on=None):
            services.unretain(actor=CLERK, retention=retention, ends_on=today, today=today)

    def propose(self, union, today):
        services.propose_transfer_out(actor=CLERK, membership=self.active(), union=union, today=today)

    def consent(self, union, today):
        for proposal in TransferProposal.objects.filter(state="proposed"):
            for side, actor in ((RECEIVING, CLERK), (FORMER, OTHER)):
                services.decide_transfer(actor=actor, proposal=proposal, side=side, consents=True, today=today)

    def overdue(self, union, today):
        services.settle_overdue(actor=CLERK, today=today)

    def expel(self, union, today):
        services.propose_expulsion(actor=CLERK, membership=self.active(), reason="违反章程", today=today)

    def expelled(self, union, today):
        for expulsion in Expulsion.objects.open():
            act(expulsion, "approve", actor=OTHER, opinion="同意", today=today)

    def reopen(self, union, today):
        last = Membership.objects.order_by("-joined_on", "-pk").first()
        if last is not None:
            services.reopen(actor=CLERK, membership=last, reason="误登", today=today)

    def withdraw(self, union, today):
        for proposal in TransferProposal.objects.open():
            services.withdraw_transfer(actor=CLERK, proposal=proposal, today=today)
