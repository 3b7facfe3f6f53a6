"""The cleaning of the district's records, and its work for the pilot of the city's platform (facts F14, F15)."""

from yuanxin.demo.departments import Site, register
from yuanxin.demo.departments.rosters.cleaning import build_campaign
from yuanxin.demo.departments.rosters.pilots import build_pilot_tasks

FIGURES = ("rosters.pilot_tasks", "rosters.cleaning_done_rate")


def build(site: Site) -> dict[str, int]:
    """Write the campaign and the pilot tasks; the numbers of rows by table."""
    return build_campaign(site) | build_pilot_tasks(site)


register("rosters", FIGURES, build)
