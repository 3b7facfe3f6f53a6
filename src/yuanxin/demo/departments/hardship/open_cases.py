"""What waits: applications at every step, and relief to be reviewed and approved; all of it through the services."""

import datetime
from decimal import Decimal

from yuanxin.demo.departments import Site
from yuanxin.demo.departments.hardship.files import EDGE, POOR, STREETS, UNITS, declared_by
from yuanxin.demo.departments.hardship.households import Home
from yuanxin.demo.invention.days import ONE_DAY
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.policies.queries import policy
from yuanxin.welfare.hardship.choices import ReliefKind, RequestKind
from yuanxin.welfare.hardship.models import FileRequest
from yuanxin.welfare.hardship.services import (
    DIBAO_LINE,
    Authorisation,
    VisitorGiven,
    apply_for_file,
    apply_for_relief,
    record_visit,
)

TWO = (VisitorGiven(name="陈晓明", post="街道总工会干事"), VisitorGiven(name="李明华", post="社区工会主席"))
NOTICE_TAKES = 12


def leave_cases(site: Site, homes: list[Home]) -> None:
    """One application to be visited, one visited, one shown, one reviewed; relief asked for and reviewed."""
    steps = ("apply", "visit", "publish", "review", "ask", "ask", "pass_on", "pass_on")
    for home, step in zip(homes, steps, strict=False):
        if step in {"ask", "pass_on"}:
            relief_of(site, home, passed_on=step == "pass_on")
        else:
            bring(site, home, step)


def bring(site: Site, home: Home, step: str) -> FileRequest:
    """An application as far as a step."""
    today = site.today
    began = today - (NOTICE_TAKES + 4 if step == "review" else 2) * ONE_DAY
    stream = site.stream(f"open case {step}")
    request = apply_for_file(
        actor=UNITS,
        household=home.household,
        kind=RequestKind.OPEN,
        declared=declared_by(
            stream, home, began, policy(DIBAO_LINE, on=began).monthly, EDGE if step == "visit" else POOR
        ),
        authorisation=Authorisation(signed_on=began),
        today=began,
    )
    if step == "apply":
        return request
    record_visit(
        actor=UNITS,
        request=request,
        visited_on=began,
        visitors=TWO,
        agrees=True,
        findings="家庭情况与申报一致，收入主要靠工资，医疗支出较大",
        today=began,
    )
    request.refresh_from_db()
    if step != "visit":
        act(request, "publish", actor=UNITS, today=began)
    if step == "review":
        act(request, "review", actor=STREETS, today=today, opinion="情况属实，公示无异议，同意上报")
    return request


def relief_of(site: Site, home: Home, *, passed_on: bool) -> None:
    """Temporary relief that is asked for, and perhaps reviewed."""
    day: datetime.date = site.today - ONE_DAY
    relief = apply_for_relief(
        actor=UNITS,
        household=home.household,
        kind=ReliefKind.TEMPORARY,
        applied=Decimal(12000) if passed_on else Decimal(3000),
        situation="妻子突发重病住院，家中积蓄用尽",
        today=day,
    )
    if passed_on:
        act(relief, "review", actor=STREETS, today=site.today, opinion="情况属实，同意")
