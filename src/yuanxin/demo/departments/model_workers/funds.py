"""The applications of each season, granted by one reply a level, paid and signed for."""

from yuanxin.demo.departments import Site
from yuanxin.demo.departments.model_workers.seasons import Application, Season
from yuanxin.demo.departments.model_workers.writing import Days, days_after, filing_of, pay, sign, write_granted
from yuanxin.foundation.kernel.sealed import seal
from yuanxin.foundation.payments.models import Fund
from yuanxin.growth.honours.choices import HonourLevel
from yuanxin.welfare.model_workers.choices import Purpose
from yuanxin.welfare.model_workers.models import Benefit

REPLIES = {HonourLevel.NATIONAL: "浙总工办〔{year}〕{number}号", HonourLevel.PROVINCIAL: "浙总工办〔{year}〕{number}号",
           HonourLevel.CITY: "杭总工〔{year}〕{number}号"}  # fmt: skip
REPORTED_AFTER, GRANTED_AFTER, PAID_AFTER, SIGNED_AFTER = 18, 50, 62, 70


def write_funds(site: Site, seasons: list[Season], fund: Fund) -> int:
    """Write all applications of the seasons; how many."""
    stream = site.stream("model workers' funds")
    written = 0
    for season in seasons:
        reported_on, granted_on, paid_on, signed_on = days_after(
            season.applied_on, site.today, REPORTED_AFTER, GRANTED_AFTER, PAID_AFTER, SIGNED_AFTER
        )
        for level, applications in sorted(season.by_level.items()):
            number = REPLIES[level].format(year=granted_on.year, number=stream.randint(5, 90))
            filing = filing_of(
                Purpose.BENEFITS, level, season.year, Days(season.applied_on, reported_on, granted_on), fund, number
            )
            benefits = [benefit_of(each, season) for each in applications]
            write_granted(benefits, filing)
            pay(benefits, [paid_on] * len(benefits), filing, site.today)
            # Most have signed; of the last ones the paper has not come back.
            sign(benefits[: -max(len(benefits) // 8, 1)], signed_on, site.today)
            written += len(benefits)
    return written


def benefit_of(application: Application, season: Season) -> Benefit:
    """The record of an application."""
    statement = application.statement
    return Benefit(
        union=application.worker.union,
        worker=application.worker,
        kind=application.kind,
        level=application.worker.level,
        year=season.year,
        computed=application.amount,
        applied=application.amount,
        policy_id=application.policy_id,
        basis=seal(application.computed.dumped()),
        statement=statement,
        statement_version=statement.version if statement is not None else None,
        submitted_on=season.applied_on,
    )
