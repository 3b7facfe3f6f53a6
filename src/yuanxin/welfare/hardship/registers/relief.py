"""帮扶台账, 实物帮扶台账."""

import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.papers import Papers
from yuanxin.foundation.documents.sections import Attachments
from yuanxin.foundation.flow.columns import Deadline, State, Steps
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.ui.registers import (
    Action,
    AmountColumn,
    BulkAction,
    Column,
    DateColumn,
    Export,
    Facts,
    NumberColumn,
    Period,
    Register,
    Related,
)
from yuanxin.welfare.hardship import services
from yuanxin.welfare.hardship.choices import Permission
from yuanxin.welfare.hardship.models import GoodsHelp, GoodsItem, Relief
from yuanxin.welfare.hardship.registers.files import FOUND_BY, found
from yuanxin.welfare.hardship.registers.sections import Computation, Overlaps, Welfare
from yuanxin.welfare.hardship.services.relief import CORRECTABLE
from yuanxin.welfare.hardship.states import RELIEF_FLOW


def is_correctable(relief: Relief) -> bool:
    """Whether the application may still be put right."""
    return relief.state in CORRECTABLE and not relief.occasion


def stands(help_: GoodsHelp) -> bool:
    """Whether the entry was not taken back."""
    return help_.revoked_on is None


def pass_on(actor: Actor, rows: models.QuerySet[Relief], today: datetime.date) -> str:
    """Pass the ticked applications on for approval."""
    ticked = list(rows.select_related(*RELIEF_FLOW.related))
    count = services.review_together(actor=actor, reliefs=ticked, opinion=gettext("Agreed"), today=today)
    return gettext("Passed %(count)s applications on for approval.") % {"count": count}


class ReliefRegister(Register):
    """帮扶台账: applications for relief with what was asked, computed, approved and paid."""

    model = Relief
    order = "-applied_on"
    columns = (
        Column("household__head__name", _("Head of the household")),
        "kind",
        "occasion",
        "union",
        DateColumn("applied_on", sort="applied_on"),
        AmountColumn("applied_fen"),
        AmountColumn("computed_fen"),
        AmountColumn("approved_fen"),
        State(RELIEF_FLOW),
        Deadline(),
        DateColumn("paid_on"),
    )
    put_away = ("computed_fen", "paid_on")
    filters = ("union", "kind", "state", Period("applied_on"), Period("approved_on"), Period("paid_on"))
    search_hint = FOUND_BY
    advice = _("Relief is asked for on the page of a file, or, in sudden need, for any worker's household.")
    actions = (
        Action(_("Apply for relief"), "hardship:relief-find", Permission.APPLY, "plus", record=False, primary=True),
        Action(_("Holiday relief for many"), "hardship:occasion-new", Permission.APPLY, record=False),
        Action(_("Approve an occasion"), "hardship:occasion-approve", Permission.APPROVE, record=False),
        Action(_("Correct"), "hardship:relief-edit", Permission.APPLY, when=is_correctable),
    )
    bulk_actions = (
        BulkAction(
            "review",
            _("Pass on for approval"),
            Permission.REVIEW,
            pass_on,
            _("The ticked applications are passed on for approval, with the opinion “Agreed”."),
        ),
    )
    export = Export(Permission.EXPORT)
    detail = (
        Overlaps(),
        Facts(
            Column("household", _("Head of the household")),
            "kind",
            "occasion",
            "union",
            "file",
            Column("beneficiary", _("Student or patient")),
            DateColumn("applied_on"),
            AmountColumn("applied_fen"),
            AmountColumn("computed_fen"),
            AmountColumn("approved_fen"),
            "opinion",
            "overlap_opinion",
            "fund",
            State(RELIEF_FLOW),
            DateColumn("approved_on"),
            DateColumn("paid_on"),
            DateColumn("reversed_on"),
            wide=("opinion", "overlap_opinion"),
            sparse=True,
        ),
        Computation(),
        Related(
            _("Payments"),
            lambda relief: Payment.objects.about(relief).order_by("-pk"),
            ("payee_name", "fund", AmountColumn("approved_fen"), "state", DateColumn("paid_on")),
            permission=Permission.VIEW_MONEY,
        ),
        Welfare(),
        Attachments(),
        Papers(),
        Steps(),
        Timeline(),
    )

    def rows(self, actor: Actor) -> models.QuerySet[Relief]:
        return super().rows(actor).select_related("household__head__union", "beneficiary__person", "line", "caps")

    def find(self, rows: models.QuerySet[Any], text: str, actor: Actor) -> models.QuerySet[Any]:
        return found(rows, text, actor, models.Q(occasion__startswith=text))


class GoodsHelpRegister(Register):
    """实物帮扶台账."""

    model = GoodsHelp
    order = "-given_on"
    columns = (
        Column("household__head__name", _("Head of the household")),
        "occasion",
        "union",
        DateColumn("given_on", sort="given_on"),
        AmountColumn("value_fen"),
        "received_by",
        DateColumn("revoked_on"),
    )
    filters = ("union", Period("given_on"))
    search_hint = FOUND_BY
    advice = _("Goods are entered on the page of a file, or for any worker's household.")
    actions = (
        Action(_("Give goods"), "hardship:goods-find", Permission.APPLY, "plus", record=False, primary=True),
        Action(_("Take the entry back"), "hardship:goodshelp-revoke", Permission.APPLY, when=stands),
    )
    export = Export(Permission.EXPORT)
    detail = (
        Facts(
            Column("household", _("Head of the household")),
            "occasion",
            "union",
            DateColumn("given_on"),
            AmountColumn("value_fen"),
            "received_by",
            DateColumn("revoked_on"),
            "revoke_reason",
        ),
        Related(
            _("Goods"),
            lambda help_: GoodsItem.objects.filter(help=help_).order_by("pk"),
            ("name", NumberColumn("quantity"), "measure", AmountColumn("price_fen")),
        ),
        Welfare(),
        Attachments(),
        Timeline(),
    )

    def rows(self, actor: Actor) -> models.QuerySet[GoodsHelp]:
        return super().rows(actor).select_related("household__head__union")

    def find(self, rows: models.QuerySet[Any], text: str, actor: Actor) -> models.QuerySet[Any]:
        return found(rows, text, actor, models.Q(occasion__icontains=text))


RELIEFS = ReliefRegister()
GOODS = GoodsHelpRegister()
