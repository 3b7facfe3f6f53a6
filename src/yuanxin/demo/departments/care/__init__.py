"""Condolences with their goods, and the cover of accidents and household losses (facts F27, F28, F57)."""

from yuanxin.demo.departments import Site, register
from yuanxin.demo.departments.care.asked import asked_for
from yuanxin.demo.departments.care.condolences import write_condolences
from yuanxin.demo.departments.care.cover import write_claims
from yuanxin.demo.departments.care.open_cases import leave_claims, leave_programmes
from yuanxin.demo.departments.hardship.households import form_households

FIGURES = ("care.cool_recipients", "care.cover_households", "care.cover_paid")
# One household outside the period to so many members, so many at most.
MEMBERS_A_CLAIM, CLAIMS_AT_MOST = 2500, 24
OPEN_CLAIMS = 4


def build(site: Site) -> dict[str, int]:
    """Write programmes and claims, in the period and around it, and what waits; the numbers of rows by table."""
    asked = asked_for(site)
    others = min(site.members // MEMBERS_A_CLAIM, CLAIMS_AT_MOST)
    wanted = asked.cover.households
    homes = form_households(site, wanted + others + OPEN_CLAIMS, wanted if asked.stated else 0, told="care")
    cover = asked.with_homes(len(homes))
    paid, rest = homes[: cover.households], homes[cover.households :]
    receivers = write_condolences(site, asked.receivers)
    claims = write_claims(site, paid, rest[OPEN_CLAIMS:], cover)
    leave_programmes(site)
    leave_claims(site, rest[:OPEN_CLAIMS])
    return {"condolence_receivers": receivers, "cover_claims": claims}


register("care", FIGURES, build)
