"""Ten thousand claims computed on one core, against a plain loop over the same claims by the ORM, in the same run.

`python -m benchmarks.claims [--claims N]` works on the engine that `DATABASE_URL` names, in a database of its own.
The claims stand ready, documents checked, one bill each, one in four of somebody who has another one in the same year.
First the work of the computing: in portions, each claim's step, decision, calculation with every line, and the event.
Then the loop, as one writes it without thinking of many: a claim is read with its enrolment, hospital, bills and plan,
computed by the scalar rule, saved, and its calculation with it; no step, decision or event. Both must agree to the fen.
"""

import argparse
import datetime
import json
import os
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.roster_import import prepare

BEGIN, END = datetime.date(2016, 1, 1), datetime.date(2016, 12, 31)
TODAY = datetime.date(2016, 9, 1)
DOUBLES = 4


def main() -> None:
    """Run once and print the result as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(run(Path(folder), options.claims), ensure_ascii=False, indent=2))


def run(folder: Path, number: int) -> dict[str, Any]:
    """Compute in both ways; the seconds of one engine."""
    # Columns are counted on one core, as the loop is.
    os.environ["POLARS_MAX_THREADS"] = "1"
    prepare(folder)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from yuanxin.welfare.mutual_aid.models import Claim

    union, actor = district(number)
    told: dict[str, Any] = {"engine": connection.vendor, "claims": number}
    seconds = timed(lambda: by_columns(union, actor))
    told |= rate("computed", number, seconds)
    found = dict(Claim.objects.values_list("pk", "computed"))
    put_back()
    seconds = timed(one_by_one)
    told |= rate("orm_loop", number, seconds)
    if dict(Claim.objects.values_list("pk", "computed")) != found:
        raise SystemExit("the two ways do not agree")
    return told | {"equal": True, "benefits": str(sum(found.values()))}


def timed(work: Any) -> tuple[float, float]:
    """How long it took on the clock, and how long this process worked."""
    began, worked = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - worked


def rate(name: str, number: int, seconds: tuple[float, float]) -> dict[str, float]:
    """Seconds, own seconds of the processor, and claims a second of either."""
    clock, own = seconds
    return {
        f"{name}_seconds": round(clock, 2),
        f"{name}_own_cpu_seconds": round(own, 2),
        f"{name}_a_second": round(number / clock),
        f"{name}_a_second_of_own_cpu": round(number / own),
    }


def by_columns(union: Any, actor: Any) -> None:
    """The work of the computing, portion by portion."""
    from django.db import transaction

    from yuanxin.foundation.kernel.long_work import undisturbed
    from yuanxin.foundation.policies.queries import each_once
    from yuanxin.welfare.mutual_aid.services.portions import AT_ONCE, compute_portion, waiting_held

    while True:
        with transaction.atomic(), each_once(), undisturbed():
            claims = list(waiting_held(union)[:AT_ONCE])
            if not claims:
                return
            compute_portion(claims, actor=actor, union=union, today=TODAY)


def one_by_one() -> None:
    """A plain loop: each claim read, computed, and saved by itself, in the order of the year."""
    from django.db import transaction

    from yuanxin.foundation.kernel.money import from_fen, to_fen
    from yuanxin.foundation.policies.queries import policy_version
    from yuanxin.welfare.mutual_aid.choices import BenefitKind
    from yuanxin.welfare.mutual_aid.models import Calculation, Claim
    from yuanxin.welfare.mutual_aid.rules.benefits import Facts, Sums, Used, compute
    from yuanxin.welfare.mutual_aid.rules.plans import PLANS
    from yuanxin.welfare.mutual_aid.rules.statements import inputs_of, reasons_of, steps_of

    used: dict[tuple[int, str], Used] = {}
    with transaction.atomic():
        for pk in Claim.objects.order_by("discharged_on", "pk").values_list("pk", flat=True):
            claim = Claim.objects.get(pk=pk)
            cover, hospital = claim.enrolment, claim.hospital
            bills = claim.bills.standing().sums()
            version = policy_version(PLANS[BenefitKind(claim.kind)], on=claim.admitted_on)
            terms, key = version.typed.terms(), (cover.pk, claim.kind)
            before = used.get(key, Used())
            facts = Facts(
                Sums(**{name: to_fen(amount) for name, amount in bills.items()}), claim.admitted_on,
                claim.discharged_on, claim.submitted_on, cover.effective_from, cover.effective_to,
                cover.waiting_until, accident=claim.accident, special=bool(claim.special),
                hospital_listed=hospital.listed_on(claim.admitted_on), illness_listed=claim.illness_listed, used=before,
            )  # fmt: skip
            outcome = compute(terms, facts)
            used[key] = Used(
                before.deductible + outcome.deductible, before.granted + outcome.benefit,
                before.times + (outcome.benefit > 0),
            )  # fmt: skip
            calculation = Calculation.objects.create(
                claim=claim, policy=version, made_on=TODAY, made_by="bench", inputs=inputs_of(facts),
                steps=steps_of(terms, facts, outcome), reasons=reasons_of(terms, facts, outcome),
                benefit=from_fen(outcome.benefit), deductible=from_fen(outcome.deductible),
            )  # fmt: skip
            claim.computed, claim.calculation = from_fen(outcome.benefit), calculation
            claim.counted = from_fen(outcome.base)
            claim.save()


def put_back() -> None:
    """The claims as they stood before they were computed."""
    from yuanxin.welfare.mutual_aid.choices import ClaimState
    from yuanxin.welfare.mutual_aid.models import Claim

    Claim.objects.update(state=ClaimState.CHECKED, computed=None, calculation=None)


def district(number: int) -> tuple[Any, Any]:
    """A union with people who are enrolled, and their checked claims; and who has them computed."""
    from yuanxin.foundation.accounts.models import Appointment, User
    from yuanxin.foundation.accounts.queries import actor_for
    from yuanxin.foundation.kernel.sealed import lookup_digests, seal, seal_many
    from yuanxin.foundation.unions.models import Union
    from yuanxin.organisation.members.models import Person
    from yuanxin.welfare.mutual_aid.models import Bill, Claim, Enrolment, Hospital, Scheme, UnitEnrolment

    draw = Random(1)  # noqa: S311 - drawn numbers, no secrets
    union = Union.objects.create(code="B1", name="基准区总工会", level="district", form="federation", path="00001")
    user = User.objects.create(username="bench", name="基准")
    Appointment.objects.create(user=user, union=union, role="district_officer", begins_on="2000-01-01")
    people = number - number // DOUBLES
    numbers = [f"330106198001{place:06d}" for place in range(people)]
    persons = Person.objects.bulk_create(
        [
            Person(
                union=union, name=f"职工{place}", document_type="resident_id", document_number=sealed,
                document_digest=digest, sex=1, born_on=datetime.date(1980, 1, 1),
            )
            for place, (sealed, digest) in enumerate(zip(seal_many(numbers), lookup_digests(numbers), strict=True))
        ],
        batch_size=500,
    )  # fmt: skip
    scheme = Scheme.objects.create(
        name="2016年度", begins_on=BEGIN, ends_on=END, opens_on=datetime.date(2015, 10, 20),
        closes_on=datetime.date(2015, 12, 20),
    )  # fmt: skip
    unit = UnitEnrolment.objects.create(
        union=union, scheme=scheme, state="in_force", begun_on=BEGIN, effective_from=BEGIN
    )
    covers = Enrolment.objects.bulk_create(
        [
            Enrolment(
                union=union, scheme=scheme, unit=unit, person=person, state="valid", effective_from=BEGIN,
                effective_to=END,
            )
            for person in persons
        ],
        batch_size=500,
    )  # fmt: skip
    hospital = Hospital.objects.create(code="H1", name="基准医院", listed_from=datetime.date(2010, 1, 1))
    illness = seal("K35.900 急性阑尾炎")
    claims = []
    for place in range(number):
        cover = covers[place % people]
        admitted = BEGIN + datetime.timedelta(days=draw.randrange(200))
        claims.append(
            Claim(
                union=union, person=cover.person, enrolment=cover, hospital=hospital, admitted_on=admitted,
                discharged_on=admitted + datetime.timedelta(days=draw.randrange(1, 20)), illness=illness,
                payee_name=cover.person.name, state="checked", entered_on=TODAY, submitted_on=TODAY, round=3,
            )
        )  # fmt: skip
    Claim.objects.bulk_create(claims, batch_size=500)
    bill_numbers = [f"{place:012d}" for place in range(number)]
    bills = []
    for claim, sealed, digest in zip(claims, seal_many(bill_numbers), lookup_digests(bill_numbers), strict=True):
        own = int(draw.lognormvariate(12.7, 0.9))
        amounts = {"total": own * 3, "pool": own, "excluded": own}
        bills.append(
            Bill(
                claim=claim, number=sealed, number_digest=digest, issued_on=claim.discharged_on,
                own=_yuan(own), **{name: _yuan(fen) for name, fen in amounts.items()},
            )
        )  # fmt: skip
    Bill.objects.bulk_create(bills, batch_size=500)
    return union, actor_for(user, today=TODAY)


def _yuan(fen: int) -> Any:
    from yuanxin.foundation.kernel.money import from_fen

    return from_fen(fen)


if __name__ == "__main__":
    main()
