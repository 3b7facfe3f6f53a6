"""Medical claims: in the period reimbursed to exactly as many people and with exactly the money of the facts, and
others before and after it."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from yuanxin.demo.departments import Site
from yuanxin.demo.departments.model_workers.asked import Asked
from yuanxin.demo.departments.model_workers.workers import Register
from yuanxin.demo.departments.model_workers.writing import Days, filing_of, pay, sign, write_granted
from yuanxin.demo.invention.days import ONE_DAY, draw_day
from yuanxin.foundation.kernel.money import FEN, ZERO
from yuanxin.foundation.kernel.sealed import seal
from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.policies.queries import policy_version
from yuanxin.welfare.model_workers.choices import Purpose
from yuanxin.welfare.model_workers.models import MedicalBill, MedicalClaim, ModelWorker
from yuanxin.welfare.model_workers.queries.by_rule import HUNDRED, MEDICAL, reimbursement

HOSPITALS = ("浙江省立同德医院", "浙江医院", "杭州市第一人民医院", "浙江大学医学院附属邵逸夫医院", "西湖区第一人民医院")
DIAGNOSES = ("高血压", "冠心病", "糖尿病", "腰椎间盘突出", "慢性支气管炎", "白内障")
PAID_WITHIN, BEFORE = 60, 45


@dataclass(slots=True)
class Desk:
    """Enters claims; knows what each brought against the deductible of a year, and the invoices given out."""

    site: Site
    stream: Random
    fund: Fund
    before: dict[tuple[int, int], tuple[Decimal, Decimal]] = field(default_factory=lambda: defaultdict(zeros))
    invoices: int = 0
    bills: list[MedicalBill] = field(default_factory=list)

    def batch(
        self,
        worked: list[tuple[ModelWorker, Decimal]],
        granted_on: datetime.date,
        first: datetime.date,
        last: datetime.date,
    ) -> int:
        """Claims that are granted on a day and paid between two; how many."""
        if not worked:
            return 0
        year = granted_on.year
        days = Days(max(granted_on - 80 * ONE_DAY, datetime.date(year, 1, 1)), granted_on, granted_on)
        number = f"西总工权〔{year}〕{self.stream.randint(3, 60)}号"
        filing = filing_of(Purpose.MEDICAL, None, year, days, self.fund, number)
        claims = [self.claim(worker, target, days) for worker, target in worked]
        write_granted(claims, filing)
        MedicalBill.objects.bulk_create(self.bills, batch_size=500)
        self.bills = []
        paid = [draw_day(self.stream, max(granted_on, first), last) for _claim in claims]
        pay(claims, paid, filing, self.site.today)
        sign([claim for claim in claims if self.stream.random() < 0.8], last + 5 * ONE_DAY, self.site.today)
        return len(claims)

    def claim(self, worker: ModelWorker, target: Decimal, days: Days) -> MedicalClaim:
        """A claim of which just `target` comes."""
        submitted_on = draw_day(self.stream, days.opened_on, days.reported_on)
        version = policy_version(MEDICAL, on=submitted_on)
        ratio, deductible, _cap = version.typed.of(worker.level)
        brought, used = self.before[worker.pk, submitted_on.year]
        rest = (target * HUNDRED / ratio).quantize(FEN, ROUND_HALF_UP)
        eligible = rest + max(ZERO, deductible - brought)
        pooled = eligible * self.stream.randint(10, 22) // 10
        excluded = Decimal(self.stream.randint(0, 6) * 50)
        computed = reimbursement(
            version.typed, level=worker.level, total=eligible + pooled + excluded, pooled=pooled, aided=ZERO,
            insured=ZERO, excluded=excluded, eligible_before=brought, used=used,
        )  # fmt: skip
        self.before[worker.pk, submitted_on.year] = (brought + eligible, used + computed.amount)
        treated_to = submitted_on - self.stream.randint(5, 40) * ONE_DAY
        claim = MedicalClaim(
            union=worker.union,
            worker=worker,
            level=worker.level,
            year=submitted_on.year,
            computed=computed.amount,
            applied=computed.amount,
            policy_id=version.pk,
            basis=seal(computed.dumped()),
            submitted_on=submitted_on,
            treated_from=treated_to - self.stream.randint(3, 20) * ONE_DAY,
            treated_to=treated_to,
            diagnosis=seal(self.stream.choice(DIAGNOSES)),
        )
        self.bills.append(
            MedicalBill(
                claim=claim,
                invoice=self.invoice(),
                billed_on=treated_to,
                hospital=self.stream.choice(HOSPITALS),
                total=eligible + pooled + excluded,
                pooled=pooled,
                excluded=excluded,
            )
        )
        return claim

    def invoice(self) -> str:
        """The next number of an invoice."""
        self.invoices += 1
        return f"浙财医{3300_0000 + self.invoices}"


def zeros() -> tuple[Decimal, Decimal]:
    """Nothing brought, nothing used."""
    return ZERO, ZERO


def write_claims(site: Site, asked: Asked, register: Register, fund: Fund) -> int:
    """Claims before, in and after the period; how many."""
    stream = site.stream("model workers' claims")
    desk = Desk(site, stream, fund)
    people = register.claimants()
    first, last = site.facts.begins_on, min(site.facts.ends_on, site.today)
    wanted = list(zip(people, asked.medical.shares(stream), strict=False))
    others = people[: max(len(wanted) * 2 // 3, min(len(people), 3))]
    # In the year before: what was reimbursed in a year counts towards its cap.
    end_of_year = datetime.date(first.year - 1, 12, 31)
    written = desk.batch(
        around(stream, others), end_of_year - BEFORE * ONE_DAY, end_of_year - BEFORE * ONE_DAY, end_of_year
    )
    granted_on = min(max(datetime.date(last.year, 5, 25), first), last)
    written += desk.batch(wanted, granted_on, first, last)
    end = min(site.today, last + PAID_WITHIN * ONE_DAY)
    since = people[len(wanted) :][: max(len(people) // 8, 1)]
    if end > last:
        written += desk.batch(around(stream, since), last + ONE_DAY, last + ONE_DAY, end)
    return written


def around(stream: Random, people: list[ModelWorker]) -> list[tuple[ModelWorker, Decimal]]:
    """Some people with what each is to be given."""
    return [(worker, Decimal(stream.randint(80, 900) * 10)) for worker in people]
