"""三金台账 and 医疗报销台账."""

import datetime
from functools import partial
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.papers import Papers
from yuanxin.foundation.documents.sections import Attachments
from yuanxin.foundation.flow.columns import Deadline, State, Steps
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.registers import (
    Action,
    AmountColumn,
    BulkAction,
    Column,
    DateColumn,
    Export,
    Facts,
    Period,
    Register,
    YearColumn,
)
from yuanxin.welfare.model_workers import services
from yuanxin.welfare.model_workers.choices import EntitlementState, Permission
from yuanxin.welfare.model_workers.models import Benefit, Entitlement, MedicalClaim
from yuanxin.welfare.model_workers.registers.filters import YearFilter
from yuanxin.welfare.model_workers.registers.sections import Amounts, Bills, OtherHelp
from yuanxin.welfare.model_workers.states import BENEFIT_FLOW, CLAIM_FLOW


def is_granted(entitlement: Entitlement) -> bool:
    """Whether it is granted and unpaid."""
    return entitlement.state == EntitlementState.GRANTED


def step_ticked(actor: Actor, rows: models.QuerySet[Any], today: datetime.date, *, action: str) -> str:
    """Take one step of the ticked applications."""
    chosen = list(rows.select_related("worker__person", "union", "filing").order_by("pk"))
    number = services.decide_together(actor=actor, entitlements=chosen, action=action, today=today)
    return ngettext("%(number)s application is dealt with.", "%(number)s applications are dealt with.", number) % {
        "number": number
    }


TOGETHER = (
    BulkAction(
        "check",
        _("Confirm on the spot"),
        Permission.CHECK,
        partial(step_ticked, action="check"),
        _("You know each of them, and what was stated is right."),
    ),
    BulkAction(
        "review",
        _("Pass the review"),
        Permission.REVIEW,
        partial(step_ticked, action="review"),
        _("Each ticked application passes the review."),
    ),
    BulkAction(
        "sign",
        _("Enter the signatures"),
        Permission.SIGN,
        partial(step_ticked, action="sign"),
        _("Each of them has signed for the money."),
    ),
)
WORKER = Column("worker", pgettext_lazy("model worker", "Model worker"))
AMOUNTS = (AmountColumn("computed"), AmountColumn("applied"), AmountColumn("approved"), AmountColumn("paid"))
DAYS = (DateColumn("submitted_on"), DateColumn("granted_on"), DateColumn("paid_on"), DateColumn("signed_on"))


class BenefitRegister(Register):
    """三金台账: what was computed, applied for, approved and paid, each apart."""

    model = Benefit
    columns = (
        WORKER,
        Column("level"),
        Column("what", _("Kind of benefit")),
        YearColumn("year"),
        *AMOUNTS,
        State(BENEFIT_FLOW),
        Deadline(),
        Column("union", css="wrapping"),
        DateColumn("submitted_on"),
        DateColumn("paid_on"),
    )
    put_away = ("computed", "applied", "paid_on")
    filters = ("kind", "level", "state", "union", YearFilter("year"), Period("submitted_on"), Period("paid_on"))
    search = ("worker__person__name",)
    search_hint = _("Full name")
    advice = _("Apply for all of a level at once; the preview says who is given how much, and who not and why.")
    actions = (
        Action(_("Apply for all of a level"), "model_workers:benefit-apply", Permission.APPLY, "plus", record=False,
               primary=True),
        Action(_("Change what was granted"), "model_workers:benefit-regrant", Permission.GRANT, when=is_granted),
    )  # fmt: skip
    bulk_actions = TOGETHER
    export = Export(Permission.EXPORT)
    detail = (
        Facts(
            WORKER, Column("what", _("Kind of benefit")), Column("level"),
            YearColumn("year"), "union", "filing", "payee_name", *DAYS,
        ),
        Amounts(),
        OtherHelp(),
        Steps(),
        Papers(),
        Attachments(),
        Timeline(),
    )  # fmt: skip


class ClaimRegister(Register):
    """医疗报销台账."""

    model = MedicalClaim
    columns = (
        WORKER,
        Column("level"),
        YearColumn("year"),
        *AMOUNTS,
        State(CLAIM_FLOW),
        Deadline(),
        Column("union", css="wrapping"),
        Column("filing", pgettext_lazy("model worker", "Filing"), css="wrapping"),
        DateColumn("submitted_on"),
        DateColumn("paid_on"),
    )
    put_away = ("computed", "filing", "paid_on")
    filters = ("level", "state", "union", YearFilter("year"), Period("submitted_on"), Period("paid_on"))
    search = ("worker__person__name",)
    search_hint = _("Full name")
    advice = _("A medical claim is entered from the page of the model worker.")
    actions = (
        Action(_("Change what was granted"), "model_workers:medicalclaim-regrant", Permission.GRANT, when=is_granted),
    )
    bulk_actions = TOGETHER
    export = Export(Permission.EXPORT)
    detail = (
        Facts(
            WORKER, Column("level"), YearColumn("year"), "union", "filing",
            DateColumn("treated_from"), DateColumn("treated_to"), "payee_name", *DAYS,
        ),
        Amounts(),
        Bills(),
        OtherHelp(),
        Steps(),
        Attachments(),
        Timeline(),
    )  # fmt: skip


BENEFITS = BenefitRegister()
CLAIMS = ClaimRegister()
