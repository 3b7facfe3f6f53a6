from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FlowConfig(AppConfig):
    name = "yuanxin.foundation.flow"
    label = "flow"

    def ready(self) -> None:
        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.handover import on_appointment_end
        from yuanxin.foundation.accounts.roles import OFFICERS, READERS, allow_all
        from yuanxin.foundation.audit import append_only
        from yuanxin.foundation.audit.registry import declare_actions, declare_details
        from yuanxin.foundation.documents.papers import declare_paper
        from yuanxin.foundation.flow import inbox, registry
        from yuanxin.foundation.flow.choices import Permission
        from yuanxin.foundation.flow.deadlines import awaiting_calendar, calendar_item
        from yuanxin.foundation.flow.middleware import remembered
        from yuanxin.foundation.flow.models import Assignment, Decision, DecisionFile, Notice, Objection, Reminder
        from yuanxin.foundation.flow.objections import OBJECTION_FLOW
        from yuanxin.foundation.flow.papers import NOTICE_PAPER
        from yuanxin.foundation.flow.services import hand_over_records, remind_overdue, settle_after_notices
        from yuanxin.foundation.kernel import daily
        from yuanxin.foundation.ui import guides, menu, shell
        from yuanxin.foundation.ui.access import SIGNED_IN
        from yuanxin.foundation.unions.services.merging import stays

        guides.tell("handling", "flow:", order=10)
        for model in (Assignment, Decision, DecisionFile, Reminder):
            append_only.declare(model)
        allow_all(
            [
                (Permission.VIEW_NOTICES, (*OFFICERS, *READERS, Role.FINANCE)),
                (Permission.VIEW_OBJECTIONS, (*OFFICERS, *READERS)),
                (Permission.ANSWER_OBJECTIONS, OFFICERS),
                (Permission.VIEW_CONTACTS, OFFICERS),
            ]
        )
        declare_actions(
            {
                "flow.assigned": _("Record given to a colleague"),
                "flow.handed_over": _("Records handed over"),
                "flow.reminded": _("Late records reminded of"),
            }
        )
        declare_details({"acting_for": _("Acting for")})
        declare_paper(NOTICE_PAPER)
        registry.register(OBJECTION_FLOW, begun=_("Objection raised"))
        on_appointment_end(hand_over_records)
        for model in (Notice, Objection):
            stays(model, "union", because="it tells which union gave notice; whoever stands above answers what is open")
        inbox.add(inbox.Source("policies.calendar", _("Holidays"), awaiting_calendar, calendar_item))
        daily.declare(daily.DailyWork("flow.reminders", _("Late records reminded of"), remind_overdue))
        daily.declare(daily.DailyWork("flow.notices", _("Public notices that are over"), settle_after_notices))
        menu.add("own", _("To do"), "flow:inbox", SIGNED_IN, order=10)
        menu.add("own", _("Public notices"), "flow:notice-list", Permission.VIEW_NOTICES, order=30)
        menu.add("own", _("Objections"), "flow:objection-list", Permission.VIEW_OBJECTIONS, order=31)
        shell.tell(open_tasks=remembered)  # type: ignore[arg-type]
