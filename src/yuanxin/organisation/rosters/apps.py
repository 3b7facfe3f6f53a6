from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RostersConfig(AppConfig):
    name = "yuanxin.organisation.rosters"
    label = "rosters"

    def ready(self) -> None:
        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.roles import OFFICERS, READERS, allow_all
        from yuanxin.foundation.audit.registry import declare_actions, declare_details
        from yuanxin.foundation.flow import inbox
        from yuanxin.foundation.flow.registry import register
        from yuanxin.foundation.intake.declarations import declare
        from yuanxin.foundation.intake.exchange import add_exchange
        from yuanxin.foundation.policies.registry import declare_policy
        from yuanxin.foundation.ui import desk, guides, menu
        from yuanxin.foundation.unions.registry import on_merge
        from yuanxin.foundation.unions.services.merging import follows, passed_on, stays
        from yuanxin.organisation.members.choices import Permission
        from yuanxin.organisation.rosters.choices import Permission as Cleaning
        from yuanxin.organisation.rosters.intake import ROSTER
        from yuanxin.organisation.rosters.intake.exchange import CITY_MEMBERS, MemberFormat
        from yuanxin.organisation.rosters.models import (
            CleaningCampaign,
            CleaningItem,
            CleaningTask,
            DuplicateSearch,
            Leaver,
            PilotTask,
            UnknownEmployer,
        )
        from yuanxin.organisation.rosters.registers import NAMES, PAIRS_TO_DECIDE, ROWS
        from yuanxin.organisation.rosters.services import names_belonging
        from yuanxin.organisation.rosters.states import CLEANING_FLOW

        guides.tell("roster", "rosters:")
        guides.tell("cleaning", "rosters:cleaning", "rosters:quality", "rosters:pilot", "rosters:exchange")
        pairs = ("rosters:personpair", "rosters:employerpair", "rosters:unionpair", "rosters:pair")
        guides.tell("duplicates", *pairs, "rosters:duplicate", "rosters:merge")
        allow_all(
            [
                (Cleaning.VIEW, (*OFFICERS, *READERS)),
                (Cleaning.CLEAN, (Role.STREET_OFFICER, Role.DISTRICT_OFFICER)),
                (Cleaning.DECIDE_DUPLICATES, OFFICERS),
                (Cleaning.CHECK, (Role.DISTRICT_OFFICER, Role.LEADER)),
            ]
        )
        declare(ROSTER)
        declare_policy(CITY_MEMBERS.policy, MemberFormat, _("Exchange file of the city federation: members"))
        add_exchange(CITY_MEMBERS)
        register(CLEANING_FLOW, begun=_("Cleaning task given"))
        on_merge(names_belonging())
        declare_actions(
            {
                "rosters.employer_confirmed": _("Employer of a roster confirmed"),
                "rosters.employer_dismissed": _("Employer of a roster kept as written"),
                "rosters.campaign_started": _("Cleaning campaign started"),
                "rosters.campaign_changed": _("Cleaning campaign changed"),
                "rosters.cleaning_filled_in": _("Cleaning results taken from the records"),
                "rosters.cleaning_decided": _("Result of a cleaning entered"),
                "rosters.pilot_entered": _("Pilot task entered"),
                "rosters.pilot_corrected": _("Pilot task corrected"),
                "rosters.pilot_withdrawn": _("Pilot task withdrawn"),
                "rosters.duplicates_searched": _("Search for duplicates started"),
                "rosters.search_cancelled": _("Search for duplicates cancelled"),
                "rosters.pairs_refused": _("Pairs said to be different records"),
                "rosters.pair_merged": _("Pair merged into one record"),
                "rosters.pair_reopened": _("Pair to be decided again"),
            }
        )
        declare_actions(
            {
                "rosters.left": _("Leavings of a roster written"),
                "rosters.left_undone": _("Leavings of a roster undone"),
            }
        )
        declare_details(
            {
                "employer": _("Employer"),
                "persons": _("Persons"),
                "campaign": _("Cleaning campaign"),
                "tasks": _("Tasks"),
                "unions": _("Unions"),
                "results": _("Results"),
                "result": _("Result"),
                "pairs": _("Pairs"),
                "kind": _("Kind of record"),
            }
        )
        follows(UnknownEmployer, "employer")
        passed_on(UnknownEmployer, "union", by="rosters.employers")
        for model in (CleaningCampaign, CleaningTask, CleaningItem, PilotTask):
            stays(model, "union", because="what was checked, and where, stays as it was")
        stays(Leaver, "union", because="it tells of the roster of that union")
        stays(DuplicateSearch, "union", because="it tells where a search was made")
        inbox.add(ROWS)
        inbox.add(NAMES)
        inbox.add(PAIRS_TO_DECIDE)
        for order, (label, page) in enumerate(
            (
                (_("People perhaps entered twice"), "rosters:personpair-list"),
                (_("Employers perhaps entered twice"), "rosters:employerpair-list"),
                (_("Unions perhaps entered twice"), "rosters:unionpair-list"),
                (_("Searches for duplicates"), "rosters:duplicatesearch-list"),
                (_("Merges"), "rosters:merge-list"),
            ),
            start=46,
        ):
            menu.add("organisation", label, page, Cleaning.DECIDE_DUPLICATES, order=order)
        menu.name_section("rosters", _("Rosters and clean records"))
        people = _("People perhaps entered twice")
        desk.add_shortcut(people, "rosters:personpair-list", Cleaning.DECIDE_DUPLICATES, icon="people", order=45)
        menu.add("organisation", _("Roster imports"), "rosters:batch-list", Permission.IMPORT, order=40)
        told = _("Bring the members in from a spreadsheet; every row is shown before anything is written.")
        desk.add_first_step(_("Roster imports"), "rosters:batch-list", Permission.IMPORT, told=told, order=10)
        told = _("Settle the rows that were left for you to decide.")
        desk.add_first_step(_("Doubtful rows"), "rosters:queuedrow-list", Permission.IMPORT, told=told, order=20)
        menu.add("organisation", _("Doubtful rows"), "rosters:queuedrow-list", Permission.IMPORT, order=41)
        menu.add("organisation", _("Employers to confirm"), "rosters:unknownemployer-list", Permission.VIEW, order=42)
        menu.add("organisation", _("Cleaning campaigns"), "rosters:cleaningcampaign-list", Cleaning.VIEW, order=50)
        menu.add("organisation", _("Cleaning tasks"), "rosters:cleaningtask-list", Cleaning.VIEW, order=51)
        menu.add("organisation", _("Unions in a cleaning"), "rosters:cleaningitem-list", Cleaning.VIEW, order=52)
        menu.add("organisation", _("Data quality"), "rosters:quality", Cleaning.VIEW, order=53)
        desk.add_shortcut(_("Data quality"), "rosters:quality", Cleaning.VIEW, icon="chart", order=70)
        menu.add("organisation", _("Pilot work"), "rosters:pilottask-list", Cleaning.VIEW, order=54)
        menu.add("organisation", _("Exchange with the city"), "rosters:exchange", Permission.IMPORT, order=55)
