from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AllowancesConfig(AppConfig):
    name = "yuanxin.finance.allowances"
    label = "allowances"

    def ready(self) -> None:
        from yuanxin.finance.allowances import services
        from yuanxin.finance.allowances.choices import Permission
        from yuanxin.finance.allowances.intake import STAFF_ROSTER
        from yuanxin.finance.allowances.models import AllowanceCall, AllowanceGrant, StaffAllowance, StaffEntry
        from yuanxin.finance.allowances.queries.papers import LETTER, SHEET, SUMMARY
        from yuanxin.finance.allowances.queries.waiting import UNSUMMARISED
        from yuanxin.finance.allowances.rules import RATE, REVIEW_DAYS, SETTLE_DAYS, AllowanceRate
        from yuanxin.finance.allowances.states import ALLOWANCE_FLOW, GRANT_FLOW
        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.roles import OFFICERS, READERS, allow_all
        from yuanxin.foundation.audit.registry import declare_actions, declare_details
        from yuanxin.foundation.documents.papers import declare_paper
        from yuanxin.foundation.documents.registry import take_attachments
        from yuanxin.foundation.flow import inbox
        from yuanxin.foundation.flow.registry import register
        from yuanxin.foundation.intake.declarations import declare
        from yuanxin.foundation.payments.registry import Kind, declare_kind
        from yuanxin.foundation.policies.registry import declare_policy
        from yuanxin.foundation.policies.schemas import DayLimit
        from yuanxin.foundation.ui import desk, guides, menu
        from yuanxin.foundation.unions.services.merging import stays

        guides.tell("allowances", "allowances:")
        allow_all(
            [
                (Permission.VIEW, (*OFFICERS, *READERS, Role.FINANCE)),
                (Permission.VIEW_STAFF, (*OFFICERS, Role.REVIEWER, Role.APPROVER, Role.FINANCE)),
                (Permission.VIEW_CLEAR, (Role.DISTRICT_OFFICER,)),
                (Permission.APPLY, OFFICERS),
                (Permission.REVIEW, (Role.STREET_OFFICER, Role.DISTRICT_OFFICER, Role.REVIEWER)),
                (Permission.APPROVE, (Role.APPROVER, Role.LEADER)),
                (Permission.GRANT, (Role.DISTRICT_OFFICER, Role.FINANCE)),
            ]
        )
        declare_actions(
            {
                "allowances.call_opened": _("Call for allowances opened"),
                "allowances.call_changed": _("Call for allowances changed"),
                "allowances.units_asked": _("Further units asked for allowances"),
                "allowances.head_entered": _("Person put on a roster"),
                "allowances.head_dropped": _("Person taken off a roster"),
                "allowances.filled_in": _("Allowance filled in"),
                "allowances.amount_entered": _("Amount of an allowance entered"),
                "allowances.summarised": _("Allowances put into a summary"),
                "allowances.reply_entered": _("The treasury's reply entered"),
                "allowances.arrival_dated": _("Arrival of allowances dated"),
            }
        )
        declare_details({"year": _("Year"), "units": _("Units")})
        declare_policy(RATE, AllowanceRate, _("Allowance for off-establishment staff"))
        declare_policy(REVIEW_DAYS, DayLimit, _("Working days to review an allowance"))
        declare_policy(SETTLE_DAYS, DayLimit, _("Working days to settle an allowance"))
        declare(STAFF_ROSTER)
        declare_kind(
            Kind(
                code=services.KIND,
                label=_("Allowance for off-establishment staff"),
                view=Permission.VIEW,
                asks=Permission.GRANT,
                url_name="allowances:staffallowance-detail",
                purpose=_("Union activities of off-establishment staff"),
                on_settled=services.tell_arrived,
                on_reversed=services.tell_come_back,
            )
        )
        for paper in (SHEET, SUMMARY, LETTER):
            declare_paper(paper)
        take_attachments(StaffAllowance, view=Permission.VIEW_STAFF, edit=Permission.APPLY)
        take_attachments(AllowanceGrant, view=Permission.VIEW, edit=Permission.GRANT)
        register(ALLOWANCE_FLOW, begun=_("Allowance of a unit begun"))
        register(GRANT_FLOW, begun=_("Summary for the treasury drawn up"))
        inbox.add(UNSUMMARISED)
        for model in (AllowanceCall, AllowanceGrant, StaffAllowance, StaffEntry):
            stays(model, "union", because="what a unit got for its staff of a year stays as it was settled")
        desk.add_shortcut(
            _("Allowances of units"), "allowances:staffallowance-list", Permission.VIEW, icon="coins", order=65
        )
        menu.name_section("allowances", _("Off-establishment staff"))
        menu.add("finance", _("Allowances of units"), "allowances:staffallowance-list", Permission.VIEW, order=40)
        menu.add("finance", _("Calls for allowances"), "allowances:allowancecall-list", Permission.VIEW, order=41)
        menu.add("finance", _("People on rosters"), "allowances:staffentry-list", Permission.VIEW_STAFF, order=42)
        menu.add(
            "finance", _("Summaries for the treasury"), "allowances:allowancegrant-list", Permission.VIEW, order=43
        )
        menu.add("finance", _("Roster files"), "allowances:allowance_staff-list", Permission.APPLY, order=44)
