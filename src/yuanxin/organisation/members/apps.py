from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "yuanxin.organisation.members"
    label = "members"

    def ready(self) -> None:
        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.links import Purpose, declare_purpose
        from yuanxin.foundation.accounts.roles import OFFICERS, READERS, allow_all
        from yuanxin.foundation.audit.registry import declare_actions
        from yuanxin.foundation.documents.registry import take_attachments
        from yuanxin.foundation.flow.registry import register
        from yuanxin.foundation.kernel import daily
        from yuanxin.foundation.policies.registry import declare_policy
        from yuanxin.foundation.policies.schemas import ConsentText, DayLimit, MonthLimit
        from yuanxin.foundation.ui import desk, guides, menu
        from yuanxin.foundation.unions.registry import on_merge
        from yuanxin.organisation.members.choices import Permission
        from yuanxin.organisation.members.models import Expulsion, Person
        from yuanxin.organisation.members.rules import (
            APPLICATION_DAYS,
            AUTO_QUIT,
            JOIN_CONSENT,
        )
        from yuanxin.organisation.members.services.applications import FOLLOW, JOIN, application_belonging
        from yuanxin.organisation.members.services.endings import expulsion_belonging
        from yuanxin.organisation.members.services.memberships import membership_belonging
        from yuanxin.organisation.members.services.merging import declare_keys
        from yuanxin.organisation.members.services.transfers import settle_overdue, transfer_belonging
        from yuanxin.organisation.members.states import APPLICATION_FLOW, EXPULSION_FLOW, TRANSFER_FLOW

        guides.tell("members", "members:")
        allow_all(
            [
                (Permission.VIEW, (*OFFICERS, *READERS)),
                (Permission.VIEW_CLEAR, OFFICERS),
                (Permission.EDIT, OFFICERS),
                (Permission.IMPORT, OFFICERS),
                (Permission.EXPORT, (Role.STREET_OFFICER, Role.DISTRICT_OFFICER)),
                (Permission.APPLY, OFFICERS),
                (Permission.APPROVE, OFFICERS),
                (Permission.APPROVE_ENDING, (Role.STREET_OFFICER, Role.DISTRICT_OFFICER)),
                (Permission.DECIDE_TRANSFER, OFFICERS),
                (Permission.MERGE, OFFICERS),
                (Permission.VIEW_HOUSEHOLDS, (*OFFICERS, Role.REVIEWER, Role.APPROVER)),
                (Permission.EDIT_HOUSEHOLDS, OFFICERS),
            ]
        )
        declare_actions(
            {
                "members.admitted": _("Member admitted"),
                "members.admitted_together": _("Members admitted together"),
                "members.admissions_annulled": _("Memberships annulled"),
                "members.person_corrected": _("Person's particulars changed"),
                "members.membership_corrected": _("Membership corrected"),
                "members.cards_issued": _("Member cards issued"),
                "members.card_lost": _("Member card reported lost"),
                "members.card_replaced": _("Member card replaced"),
                "members.household_formed": _("Household entered"),
                "members.household_head_changed": _("Another head of the household"),
                "members.household_ended": _("Household ended"),
                "members.relative_added": _("Member of the household entered"),
                "members.relative_corrected": _("Member of the household corrected"),
                "members.relative_ended": _("No longer a member of the household"),
                "members.left": _("Membership ended"),
                "members.left_together": _("Memberships ended together"),
                "members.reopened": _("End of a membership taken back"),
                "members.retained": _("Membership retained"),
                "members.retention_ended": _("Retention ended"),
                "members.transfer_overdue": _("Transfer not answered in time"),
                "members.person_merged": _("People merged"),
                "members.person_unmerged": _("Merge of people taken apart"),
            }
        )
        for papers_of in (Person, Expulsion):
            take_attachments(papers_of, view=Permission.VIEW, edit=Permission.EDIT)
        on_merge(membership_belonging())
        on_merge(transfer_belonging())
        on_merge(application_belonging())
        on_merge(expulsion_belonging())
        declare_keys()
        desk.add_figures("members.joined", order=20)
        desk.add_figures("members.stock", order=40)
        desk.add_shortcut(_("Members"), "members:person-list", Permission.VIEW, icon="people", order=30)
        desk.add_shortcut(_("Admit a member"), "members:admit", Permission.EDIT, icon="plus", order=40)
        menu.name_section("members", _("Members and memberships"))
        menu.add("organisation", _("Members"), "members:person-list", Permission.VIEW, order=30)
        menu.add("organisation", _("Memberships"), "members:membership-list", Permission.VIEW, order=31)
        menu.add("organisation", _("Transfers"), "members:transferproposal-list", Permission.VIEW, order=32)
        menu.add("organisation", _("Applications to join"), "members:application-list", Permission.VIEW, order=29)
        apply_by = frozenset({Permission.APPLY})
        declare_purpose(Purpose(JOIN, _("Joining by link"), "members:join", Permission.APPLY, apply_by, an_hour=600))
        declare_purpose(
            Purpose(FOLLOW, _("Following an application"), "members:application-followed", Permission.APPLY, apply_by)
        )
        declare_policy(APPLICATION_DAYS, DayLimit, _("Working days to decide on an application to join"))
        declare_policy(JOIN_CONSENT, ConsentText, _("Consent of who asks to join"))
        declare_policy(AUTO_QUIT, MonthLimit, _("Months after which somebody is deemed to have left"))
        register(EXPULSION_FLOW, begun=_("Expulsion proposed"))
        menu.add("organisation", _("Households"), "members:household-list", Permission.VIEW_HOUSEHOLDS, order=35)
        menu.add("organisation", _("Member cards"), "members:card-list", Permission.VIEW, order=34)
        menu.add("organisation", _("Expulsions"), "members:expulsion-list", Permission.VIEW, order=33)
        register(APPLICATION_FLOW, begun=_("Applied to join"))
        daily.declare(daily.DailyWork("members.transfers", _("Transfers not answered in time"), settle_overdue))
        register(TRANSFER_FLOW, begun=_("Transfer proposed"))
