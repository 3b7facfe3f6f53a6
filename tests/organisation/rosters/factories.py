"""Campaigns, tasks and rows of a cleaning as they stand; tests of a story call the services."""

import datetime

import factory

from tests.foundation.accounts.factories import UserFactory
from tests.organisation.members.factories import PersonFactory
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.choices import WorkState
from yuanxin.organisation.rosters.choices import PairKind, PilotKind
from yuanxin.organisation.rosters.models import (
    CleaningCampaign,
    CleaningItem,
    CleaningTask,
    DuplicatePair,
    DuplicateSearch,
    PilotTask,
)


class CampaignFactory(factory.django.DjangoModelFactory):
    """A campaign; give it its district as `union`."""

    class Meta:
        model = CleaningCampaign

    name = factory.Sequence(lambda number: f"第{number}次底数排查")
    begins_on = datetime.date(2016, 3, 1)
    ends_on = datetime.date(2016, 7, 15)


class CleaningTaskFactory(factory.django.DjangoModelFactory):
    """An open task; give it its `union`, and the campaign's own as `campaign__union` where that is another."""

    class Meta:
        model = CleaningTask

    campaign = factory.SubFactory(CampaignFactory, union=factory.SelfAttribute("..union"))
    given_on = datetime.date(2016, 3, 1)
    due_on = factory.SelfAttribute("campaign.ends_on")


class CleaningItemFactory(factory.django.DjangoModelFactory):
    """A pending row; give it its `union`."""

    class Meta:
        model = CleaningItem

    task = factory.SubFactory(CleaningTaskFactory, union=factory.SelfAttribute("..union"))


class PilotTaskFactory(factory.django.DjangoModelFactory):
    """Pilot work done in the half-year of the article; give it its `union`."""

    class Meta:
        model = PilotTask

    kind = PilotKind.RESEARCH
    subject = "赴街道调研"
    done_on = datetime.date(2016, 4, 1)
    staff = "沈佳"
    hours = 16
    result = "形成需求清单"


class SearchFactory(factory.django.DjangoModelFactory):
    """A search that has ended; give it its `union`."""

    class Meta:
        model = DuplicateSearch

    kind = PairKind.PERSON
    made_by = factory.SubFactory(UserFactory)
    made_at = factory.LazyFunction(clock.now)
    ended_at = factory.LazyFunction(clock.now)
    work_state = WorkState.DONE


class PairFactory(factory.django.DjangoModelFactory):
    """An open pair of two people of the `union`, or of the records `left` and `right` of another kind."""

    class Meta:
        model = DuplicatePair
        exclude = ("union", "one", "other")

    one = factory.SubFactory(PersonFactory, union=factory.SelfAttribute("..union"))
    other = factory.SubFactory(PersonFactory, union=factory.SelfAttribute("..union"))
    kind = PairKind.PERSON
    left = factory.LazyAttribute(lambda pair: min(pair.one.pk, pair.other.pk))
    right = factory.LazyAttribute(lambda pair: max(pair.one.pk, pair.other.pk))
    label = "张三"
    score = 90
    explanation = [["phone", 100, 35], ["born_on", 100, 25], ["name", 100, 30]]
    search = factory.SubFactory(SearchFactory, union=factory.SelfAttribute("..union"))
    found_at = factory.LazyFunction(clock.now)
