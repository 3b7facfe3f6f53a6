"""Titles: who may change them, and what of an awarded one stays."""

import datetime

import pytest

from tests.growth.honours.factories import HonourFactory, HonourTitleFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.kernel.errors import NotAllowed, Refused, Stale
from yuanxin.growth.honours.choices import HolderKind, HonourLevel
from yuanxin.growth.honours.models import HonourTitle
from yuanxin.growth.honours.services import (
    TitleValues,
    award_no_more,
    award_title_again,
    correct_title,
    enter_title,
)
from yuanxin.growth.honours.services.titles import TitleTaken

TODAY = datetime.date(2016, 7, 1)
VALUES = TitleValues(
    name="示范区工匠", level=HonourLevel.DISTRICT, holder_kind=HolderKind.PERSON, granting_body="示范区总工会"
)


def test_a_title_is_entered_once(officer, district):
    title = enter_title(actor=officer, code="district_craftsman", values=VALUES, today=TODAY)
    assert HonourTitle.objects.awarded_on(TODAY).filter(pk=title.pk).exists()
    with pytest.raises(TitleTaken) as refused:
        enter_title(actor=officer, code="district_craftsman", values=VALUES, today=TODAY)
    assert refused.value.field == "code"
    with pytest.raises(TitleTaken) as refused:
        enter_title(actor=officer, code="another", values=VALUES, today=TODAY)
    assert refused.value.field == "name"


def test_only_the_district_changes_titles(actor_as, street):
    with pytest.raises(NotAllowed):
        enter_title(actor=actor_as(Role.STREET_OFFICER, street), code="own", values=VALUES, today=TODAY)
    with pytest.raises(NotAllowed):
        # The role is the right one, but held over a street only.
        enter_title(actor=actor_as(Role.DISTRICT_OFFICER, street), code="own", values=VALUES, today=TODAY)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"granting_body": ""}, "granting_body"),
        ({"model_worker": True, "holder_kind": HolderKind.UNION}, "holder_kind"),
    ],
)
def test_a_title_of_which_something_is_wrong_is_refused_at_its_field(officer, district, wrong, field):
    values = {name: getattr(VALUES, name) for name in TitleValues.__slots__} | wrong
    with pytest.raises(Refused) as refused:
        enter_title(actor=officer, code="craftsman", values=TitleValues(**values), today=TODAY)
    assert refused.value.field == field


def test_an_awarded_title_keeps_its_kind_and_says_why_its_level_changes(officer, district):
    title = HonourTitleFactory()
    HonourFactory(title=title, union=district)

    def correct(version=1, reason="", **changes):
        values = {
            "name": title.name, "level": title.level, "holder_kind": HolderKind.PERSON,
            "granting_body": title.granting_body,
        }  # fmt: skip
        return correct_title(
            actor=officer, title=title, values=TitleValues(**values | changes), today=TODAY, version=version,
            reason=reason,
        )  # fmt: skip

    for wrong, field in (({"holder_kind": HolderKind.UNION}, "holder_kind"), ({"level": HonourLevel.CITY}, "reason")):
        with pytest.raises(Refused) as refused:
            correct(**wrong)
        assert refused.value.field == field
    assert correct(level=HonourLevel.CITY, reason="原录入有误").level == HonourLevel.CITY
    with pytest.raises(Stale):
        correct(name="改名")
    other = HonourTitleFactory()
    with pytest.raises(TitleTaken):
        correct(version=2, name=other.name, level=HonourLevel.CITY)


def test_a_title_ends_after_its_last_award_and_is_awarded_again(officer, district):
    title = HonourTitleFactory()
    HonourFactory(title=title, union=district, awarded_on=datetime.date(2016, 5, 1))
    with pytest.raises(Refused, match="2016-05-01"):
        award_no_more(
            actor=officer, title=title, ended_on=datetime.date(2016, 5, 1), today=TODAY, version=1, reason="停办"
        )
    ended = award_no_more(
        actor=officer, title=title, ended_on=datetime.date(2016, 5, 2), today=TODAY, version=1, reason="停办"
    )
    assert not HonourTitle.objects.awarded_on(TODAY).filter(pk=title.pk).exists()
    assert award_title_again(actor=officer, title=ended, today=TODAY, version=2, reason="恢复").ended_on is None
