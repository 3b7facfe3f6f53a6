"""Hardship files over the years with all that becomes of them, and relief in and around the period (facts F22–F26)."""

from yuanxin.demo.departments import Site, register
from yuanxin.demo.departments.hardship.asked import asked_for
from yuanxin.demo.departments.hardship.files import write_files
from yuanxin.demo.departments.hardship.households import form_households
from yuanxin.demo.departments.hardship.open_cases import leave_cases
from yuanxin.demo.departments.hardship.relief import write_relief

FIGURES = (
    "hardship.temporary_households",
    "hardship.temporary_amount",
    "hardship.routine_households",
    "hardship.routine_amount",
)
# One file to so many members, so many at most.
MEMBERS_A_FILE, FILES_AT_MOST = 250, 140
OPEN_CASES = 8


def build(site: Site) -> dict[str, int]:
    """Write households, files, relief and what waits; the numbers of rows by table."""
    asked = asked_for(site)
    others = min(site.members // MEMBERS_A_FILE, FILES_AT_MOST)
    homes = form_households(site, asked.households + others + OPEN_CASES, asked.needed)
    asked = asked.within(len(homes))
    waiting, settled = homes[:OPEN_CASES], homes[OPEN_CASES:]
    if len(homes) < asked.households + OPEN_CASES:
        waiting, settled = homes[asked.households :], homes[: asked.households]
    files = write_files(site, settled, steady=asked.routine.households)
    paid = write_relief(site, settled, files, asked)
    leave_cases(site, waiting)
    return {"households": len(homes), "hardship_files": len(files), "hardship_relief": paid}


register("hardship", FIGURES, build)
