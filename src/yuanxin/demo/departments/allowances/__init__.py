"""The yearly allowance of off-establishment staff (facts F72–F74)."""

from yuanxin.demo.departments import Site, register
from yuanxin.demo.departments.allowances.asked import Asked, asked_for
from yuanxin.demo.departments.allowances.rosters import invent
from yuanxin.demo.departments.allowances.writing import write_year
from yuanxin.finance.allowances.services import RATE
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.money import plain
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.policies.services import open_policy

FIGURES = ("allowances.staff", "allowances.rate", "allowances.amount")
# The year before had so many in a hundred of the heads, at the rate of its time.
BEFORE_PERCENT = 82


def build(site: Site) -> dict[str, int]:
    """Write the call of the facts' year and that of the year before; the numbers of rows by table."""
    asked = asked_for(site)
    set_rate(asked)
    stream = site.stream("allowances")
    people = invent(stream, asked.staff)
    before = asked.before(BEFORE_PERCENT)
    earlier = write_year(site, before, people[: before.staff], all_paid=True)
    return {name: number + earlier[name] for name, number in write_year(site, asked, people).items()}


def set_rate(asked: Asked) -> None:
    """Bring the rate that the facts state into force for their year, where another one is."""
    standing = policy(RATE, on=asked.last_day)
    if standing.rate != asked.rate:
        open_policy(
            actor=Actor.system("demo"),
            code=RATE,
            begins_on=asked.first_day,
            parameters={"rate": plain(asked.rate), "headcount_allowed": standing.headcount_allowed},
            note="演示数据：按事实文件给定的标准",
        )


register("allowances", FIGURES, build)
