"""Drawing claims for inspection: by amount, by a lot that can be drawn again, by hand; excused for a reason."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.foundation.unions.factories import UnionFactory
from tests.welfare.mutual_aid.claims.claiming import TODAY, fresh, step
from tests.welfare.mutual_aid.claims.factories import ClaimFactory
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.flow.services import NotPossible
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused
from yuanxin.foundation.unions.choices import Level
from yuanxin.welfare.mutual_aid import services
from yuanxin.welfare.mutual_aid.choices import ClaimState as S
from yuanxin.welfare.mutual_aid.choices import Sampling
from yuanxin.welfare.mutual_aid.models import Claim, SamplingRun
from yuanxin.welfare.mutual_aid.rules.sampling import draw

PERCENTS = st.decimals(0, 100, places=2)
BENEFITS = st.dictionaries(st.integers(1, 10**6), st.decimals(0, 20_000, places=2), max_size=60)


@given(benefits=BENEFITS, percent=PERCENTS, threshold=st.none() | st.decimals(1, 20_000, places=2), seed=st.text())
def test_a_draw_can_be_drawn_again_in_any_order_and_takes_all_from_the_amount_on(benefits, percent, threshold, seed):
    drawn = draw(benefits, percent=percent, threshold=threshold, seed=seed)
    again = draw(dict(reversed(benefits.items())), percent=percent, threshold=threshold, seed=seed)
    assert drawn == again
    assert all((threshold is not None and benefits[pk] >= threshold) == (pk in drawn.above) for pk in benefits)
    others = len(benefits) - len(drawn.above)
    assert percent * others / 100 <= len(drawn.by_lot) < percent * others / 100 + 1
    assert not drawn.above & drawn.by_lot


def test_another_seed_draws_others():
    benefits = dict.fromkeys(range(1, 1001), Decimal(100))
    drawn = [draw(benefits, percent=Decimal(10), threshold=None, seed=seed).selected for seed in ("甲", "乙")]
    assert [len(each) for each in drawn] == [100, 100]
    assert drawn[0] != drawn[1]


@pytest.fixture
def waiting(grassroots):
    """Twenty computed claims, one of them large."""
    amounts = [*range(100, 2_000, 100), 15_000]
    return [ClaimFactory(union=grassroots, state=S.COMPUTED, computed=Decimal(amount)) for amount in amounts]


def states(sampling):
    return set(Claim.objects.filter(sampling=sampling).values_list("state", flat=True))


def test_what_waits_is_drawn_over_and_the_draw_is_kept(waiting, officer, district):
    run = services.draw_sample(
        actor=officer, union=district, percent=Decimal(10), threshold=Decimal(10_000), seed="2016-04", today=TODAY
    )
    assert (run.waiting, run.selected, run.above, run.seed) == (20, 3, 1, "2016-04")
    drawn = set(Claim.objects.filter(sampling=Sampling.SELECTED).values_list("pk", flat=True))
    benefits = {claim.pk: claim.computed for claim in waiting}
    assert drawn == draw(benefits, percent=Decimal(10), threshold=Decimal(10_000), seed="2016-04").selected
    assert waiting[-1].pk in drawn
    assert (states(Sampling.SELECTED), states(Sampling.SKIPPED)) == ({S.SELECTED}, {S.READY})
    assert set(Claim.objects.values_list("drawn_in", flat=True)) == {run.pk}
    assert Event.objects.get(action="mutual_aid.sample_drawn").details["seed"] == "2016-04"
    with pytest.raises(services.NothingToDraw):
        services.draw_sample(actor=officer, union=district, percent=Decimal(10), threshold=None, today=TODAY)


@pytest.mark.parametrize(("percent", "selected"), [(0, 0), (100, 20), (1, 1)])
def test_nothing_all_or_at_least_one(waiting, officer, district, percent, selected):
    run = services.draw_sample(actor=officer, union=district, percent=Decimal(percent), threshold=None, today=TODAY)
    assert (run.selected, len(run.seed)) == (selected, 16)


@pytest.mark.parametrize(
    ("given", "field"),
    [({"percent": "-1"}, "percent"), ({"percent": "100.01"}, "percent"), ({"percent": "0.001"}, "percent"),
     ({"threshold": "0"}, "threshold")],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(waiting, officer, district, given, field):
    given = {"percent": "10", "threshold": None, **given}
    values = {name: Decimal(value) if value is not None else None for name, value in given.items()}
    with pytest.raises(Refused) as refused:
        services.draw_sample(actor=officer, union=district, today=TODAY, **values)
    assert refused.value.field == field
    assert not SamplingRun.objects.exists()


def test_only_claims_within_the_union_are_drawn_and_only_by_who_may(waiting, officer, district, reviewer, clerk):
    street = UnionFactory(parent=district, level=Level.STREET)
    elsewhere = ClaimFactory(union=UnionFactory(parent=street), state=S.COMPUTED, computed=Decimal(100))
    run = services.draw_sample(actor=officer, union=street, percent=Decimal(100), threshold=None, today=TODAY)
    assert (run.waiting, fresh(elsewhere).state) == (1, S.SELECTED)
    assert set(Claim.objects.exclude(pk=elsewhere.pk).values_list("state", flat=True)) == {S.COMPUTED}
    for actor, refusal in ((reviewer, NotAllowed), (clerk, OutOfScope)):
        with pytest.raises(refusal):
            services.draw_sample(actor=actor, union=district, percent=Decimal(1), threshold=None, today=TODAY)


def test_claims_are_chosen_by_hand_and_excused_for_a_reason(waiting, officer):
    services.choose_claims(actor=officer, claims=waiting[:3], sampling=Sampling.SELECTED, today=TODAY)
    services.choose_claims(actor=officer, claims=waiting[3:], sampling=Sampling.SKIPPED, today=TODAY)
    chosen = [fresh(claim) for claim in waiting[:2]]
    with pytest.raises(Refused) as refused:
        services.choose_claims(actor=officer, claims=chosen, sampling=Sampling.BYPASSED, today=TODAY)
    assert refused.value.field == "opinion"
    services.choose_claims(
        actor=officer, claims=chosen, sampling=Sampling.BYPASSED, today=TODAY, opinion="医院已联网核实"
    )
    assert (states(Sampling.SELECTED), states(Sampling.BYPASSED)) == ({S.SELECTED}, {S.READY})
    with pytest.raises(NotPossible):
        services.choose_claims(
            actor=officer, claims=[fresh(waiting[5])], sampling=Sampling.BYPASSED, today=TODAY, opinion="x"
        )


def test_each_way_past_the_inspection_is_noted_one_by_one_too(waiting, officer, reviewer):
    skipped, inspected, bypassed = waiting[:3]
    step(skipped, "skip", officer)
    for claim in (inspected, bypassed):
        step(claim, "select", officer)
    step(inspected, "inspect", reviewer, opinion="与医院核对无误")
    step(bypassed, "bypass", officer, opinion="已联网核实")
    assert [fresh(claim).sampling for claim in (skipped, inspected, bypassed)] == [
        Sampling.SKIPPED, Sampling.INSPECTED, Sampling.BYPASSED,
    ]  # fmt: skip


def test_a_claim_sent_back_by_the_second_reviewer_stays_inspected(waiting, officer, reviewer, approver):
    claim = waiting[0]
    step(claim, "select", officer)
    step(claim, "inspect", reviewer, opinion="无误")
    step(claim, "review", reviewer)
    step(claim, "send_back", approver, opinion="请再核对金额")
    assert (fresh(claim).state, fresh(claim).sampling) == (S.READY, Sampling.INSPECTED)
