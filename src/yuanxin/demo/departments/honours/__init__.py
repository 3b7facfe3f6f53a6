"""Titles that people, employers and the district itself hold (facts F12, F62, F64 to F70)."""

from yuanxin.demo.departments import register
from yuanxin.demo.departments.honours.awards import build

FIGURES = (
    "honours.finance_award_run",
    "honours.most_beautiful",
    "honours.most_beautiful_xihu",
    "honours.most_beautiful_workers",
    "honours.advanced",
    "honours.city_model_workers",
    "honours.city_may_day_medals",
    "honours.city_model_collectives",
    "honours.provincial_may_day_certificates",
)

register("honours", FIGURES, build)
