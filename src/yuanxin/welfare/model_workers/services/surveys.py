"""The yearly income survey: begun by the district, answered by the unions that serve the model workers."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.sealed import seal, unseal
from yuanxin.foundation.unions.choices import Level
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.services.writing import change, check_version, locked, write
from yuanxin.welfare.model_workers.choices import Employment, Permission, SurveyState
from yuanxin.welfare.model_workers.models import IncomeStatement, IncomeSurvey, ModelWorker
from yuanxin.welfare.model_workers.rules.incomes import twelve, written


class SurveyClosed(Refused):
    """The survey is not being answered any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What is stated of a model worker's year."""

    employment: str
    income: Decimal
    changed_from: int | None = None
    after: Decimal | None = None
    insurance: str = ""
    situation: str = ""


@transaction.atomic
def begin_survey(*, actor: Actor, union: Union, year: int, due_on: datetime.date, today: datetime.date) -> IncomeSurvey:
    """Begin the survey of a year: a statement to be given for every model worker on the register of the district.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may run surveys in `union`.
        Refused: below a district, for a year that was surveyed or is far off, or a last day that is past.
    """
    union = locked(union)
    actor.require(Permission.RUN_SURVEYS, union)
    if union.level not in {Level.DISTRICT, Level.CITY}:
        raise Refused(_("An income survey is run by a district."), field="union")
    if not today.year - 1 <= year <= today.year + 1:
        raise Refused(_("A survey is of this year, the last or the next."), field="year")
    check_day(due_on, today)
    survey = IncomeSurvey(union=union, year=year, begun_on=today, due_on=due_on)
    workers = list(ModelWorker.objects.within(union).active().order_by("pk"))
    try:
        with transaction.atomic():
            survey.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            _("The incomes of %(year)s were surveyed already.") % {"year": year},
            remedy=_("Open that survey."),
            field="year",
        ) from error
    statements = IncomeStatement.objects.bulk_create(
        [IncomeStatement(survey=survey, worker=worker, union_id=worker.union_id) for worker in workers], batch_size=1000
    )
    changes = [RowChange(row, None, snapshot(row)) for row in (survey, *statements)]
    record(actor, "model_workers.survey_begun", survey, changes=changes, count=len(statements))
    return survey


@transaction.atomic
def change_survey(
    *, actor: Actor, survey: IncomeSurvey, due_on: datetime.date, today: datetime.date, version: int
) -> IncomeSurvey:
    """Give a survey another last day.

    Raises:
        NotAllowed, OutOfScope, Stale: as `close_survey`.
        SurveyClosed: if it is closed.
        Refused: for a day that is past.
    """
    current = locked(survey)
    actor.require(Permission.RUN_SURVEYS, current.union)
    check_version(current, version)
    check_open(current)
    check_day(due_on, today)
    change(actor, "model_workers.survey_changed", current, {"due_on": due_on})
    return current


@transaction.atomic
def close_survey(*, actor: Actor, survey: IncomeSurvey, today: datetime.date, version: int) -> IncomeSurvey:
    """Close a survey: what was not stated stays open, and nothing is changed any more.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may run surveys in its union.
        Stale: if somebody else changed it since.
        SurveyClosed: if it is closed.
    """
    current = locked(survey)
    actor.require(Permission.RUN_SURVEYS, current.union)
    check_version(current, version)
    check_open(current)
    change(actor, "model_workers.survey_closed", current, {"state": SurveyState.CLOSED})
    return current


@transaction.atomic
def state_incomes(
    *,
    actor: Actor,
    statements: Sequence[tuple[IncomeStatement, Statement, int]],
    today: datetime.date,
) -> list[IncomeStatement]:
    """Keep what is stated of model workers, each with the version it was shown in; with one event.

    What was granted before stays as it was; what is applied for from an earlier statement has to be computed anew.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may answer surveys for each union.
        SurveyClosed: if the survey is closed.
        Stale: if somebody else stated one of them since.
        Refused: at the field that is wrong; the model worker is named where there are several.
    """
    kept, changes = [], []
    for shown, statement, version in statements:
        current = locked(shown)
        actor.require(Permission.SURVEY, current.union)
        check_version(current, version)
        check_open(current.survey)
        row = write(current, values_of(current, statement, actor, today))
        if row is not None:
            changes.append(row)
            changes += _tell_worker(current)
            kept.append(current)
    if changes:
        single = kept[0] if len(kept) == 1 else None
        record(actor, "model_workers.incomes_stated", single, union=kept[0].union_id, changes=changes, count=len(kept))
    return kept


@transaction.atomic
def follow_statements(*, actor: Actor, statements: Sequence[IncomeStatement]) -> int:
    """Let the files of model workers say what statements that were brought in together said; how many changed.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may answer surveys for each union.
    """
    changes = []
    for statement in statements:
        actor.require(Permission.SURVEY, statement.union)
        changes += _tell_worker(statement)
    if changes:
        record(actor, "model_workers.corrected", union=statements[0].union_id, changes=changes, count=len(changes))
    return len(changes)


def values_of(current: IncomeStatement, given: Statement, actor: Actor, today: datetime.date) -> dict[str, Any]:
    """The columns of a statement; what says the same as before stays as it is sealed.

    Raises:
        Refused: at the field that is wrong.
    """
    if given.employment not in Employment.values:
        raise Refused(_("Say whether employed, retired or a farmer."), field="employment")
    incomes = written(twelve(given.income, changed_from=given.changed_from, after=given.after))
    values: dict[str, Any] = {"employment": given.employment, "insurance": given.insurance}
    if current.incomes is None or unseal(current.incomes) != incomes:
        values["incomes"] = seal(incomes)
    situation = given.situation.strip()
    if (unseal(current.situation) if current.situation else "") != situation:
        values["situation"] = seal(situation) if situation else None
    if current.stated_on is None or any(getattr(current, name) != value for name, value in values.items()):
        values |= {"stated_on": today, "stated_by": actor.label[:100]}
    return values


def check_open(survey: IncomeSurvey) -> None:
    """Raise `SurveyClosed` for a survey that is closed."""
    if survey.state != SurveyState.OPEN:
        raise SurveyClosed(_("%(survey)s is closed.") % {"survey": survey}, remedy=_("Ask the district."))


def check_day(day: datetime.date, today: datetime.date) -> None:
    """Raise `Refused` for a last day that is past."""
    if day < today:
        raise Refused(_("This day is past."), remedy=_("Choose today or a later day."), field="due_on")


def _tell_worker(statement: IncomeStatement) -> list[RowChange]:
    """The file says what the last statement said of standing and insurance."""
    worker = locked(statement.worker)
    said = {"employment": statement.employment} | ({"insurance": statement.insurance} if statement.insurance else {})
    row = write(worker, said)
    return [row] if row is not None else []
