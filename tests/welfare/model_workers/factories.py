"""Model workers with the honour they stand on, surveys, applications and claims as they stand."""

import datetime
from decimal import Decimal

import factory

from tests.growth.honours.factories import HonourFactory, shipped
from tests.organisation.members.factories import PersonFactory
from yuanxin.foundation.kernel.sealed import seal
from yuanxin.foundation.payments.models import Fund, FundEntry
from yuanxin.welfare.model_workers.choices import BenefitKind, Employment, EntitlementState, FilingState, Purpose
from yuanxin.welfare.model_workers.models import (
    Benefit,
    Filing,
    IncomeStatement,
    IncomeSurvey,
    MedicalBill,
    MedicalClaim,
    ModelWorker,
    WorkerSpell,
)
from yuanxin.welfare.model_workers.rules.incomes import written

AWARDED = datetime.date(2005, 4, 28)
TITLES = {1: "national_model_worker", 2: "provincial_model_worker", 3: "city_model_worker", 4: "district_model_worker"}
CARD = "6212261202000000001"


class ModelWorkerFactory(factory.django.DjangoModelFactory):
    """A model worker on the register since the award; give it its `union`, and `level` where not the city's."""

    class Meta:
        model = ModelWorker
        skip_postgeneration_save = True

    level = 3
    person = factory.SubFactory(PersonFactory, union=factory.SelfAttribute("..union"))
    honour = factory.LazyAttribute(
        lambda worker: HonourFactory(
            union=worker.union, person=worker.person, title=shipped(TITLES[worker.level]), awarded_on=AWARDED
        )
    )
    employment = Employment.RETIRED

    @factory.post_generation
    def spell(self, create, extracted, **_options):
        if create and extracted is not False:
            WorkerSpell.objects.create(worker=self, union=self.union, level=self.level, begins_on=AWARDED)


class IncomeSurveyFactory(factory.django.DjangoModelFactory):
    """A survey of a district; give it its `union`."""

    class Meta:
        model = IncomeSurvey

    year = 2016
    begun_on = datetime.date(2016, 1, 5)
    due_on = datetime.date(2016, 2, 29)


class IncomeStatementFactory(factory.django.DjangoModelFactory):
    """What was stated of a `worker` in a `survey`: `income` a month, in yuan; None for one to be given."""

    class Meta:
        model = IncomeStatement
        exclude = ("income",)

    income = "4000"
    union = factory.SelfAttribute("worker.union")
    employment = factory.LazyAttribute(lambda statement: Employment.RETIRED if statement.income is not None else "")
    incomes = factory.LazyAttribute(
        lambda statement: seal(written([Decimal(statement.income)] * 12)) if statement.income is not None else None
    )
    stated_on = factory.LazyAttribute(
        lambda statement: datetime.date(2016, 1, 20) if statement.income is not None else None
    )


class FilingFactory(factory.django.DjangoModelFactory):
    """A filing of a district; give it its `union`."""

    class Meta:
        model = Filing

    title = factory.Sequence(lambda number: f"2016年市级劳模三金申报（第{number}批）")
    purpose = Purpose.BENEFITS
    level = 3
    year = 2016
    state = FilingState.OPEN
    opened_on = datetime.date(2016, 3, 1)


class BenefitFactory(factory.django.DjangoModelFactory):
    """A holiday gift as applied for; give it its `worker`."""

    class Meta:
        model = Benefit

    union = factory.SelfAttribute("worker.union")
    level = factory.SelfAttribute("worker.level")
    kind = BenefitKind.HOLIDAY
    year = 2016
    computed = Decimal("1000.00")
    applied = factory.SelfAttribute("computed")
    submitted_on = datetime.date(2016, 3, 1)
    state = EntitlementState.SUBMITTED


class MedicalClaimFactory(factory.django.DjangoModelFactory):
    """A claim as entered, without bills; give it its `worker`."""

    class Meta:
        model = MedicalClaim

    union = factory.SelfAttribute("worker.union")
    level = factory.SelfAttribute("worker.level")
    year = 2016
    computed = Decimal("700.00")
    applied = factory.SelfAttribute("computed")
    submitted_on = datetime.date(2016, 3, 1)
    treated_from = datetime.date(2016, 1, 10)
    treated_to = datetime.date(2016, 1, 20)
    state = EntitlementState.SUBMITTED


class MedicalBillFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MedicalBill

    invoice = factory.Sequence(lambda number: f"ZJ{number:010d}")
    billed_on = datetime.date(2016, 1, 20)
    hospital = "浙江省立同德医院"
    total = Decimal("1500.00")


def a_fund(union, amount: str = "1000000.00", level: str = "city") -> Fund:
    """A fund with money in it."""
    fund = Fund.objects.create(union=union, name="劳模帮扶资金", level=level)
    FundEntry.objects.create(
        union=union, fund=fund, kind="received", amount_fen=Decimal(amount), on=datetime.date(2016, 1, 4)
    )
    return fund
