from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FoundingConfig(AppConfig):
    name = "yuanxin.organisation.founding"
    label = "founding"

    def ready(self) -> None:
        from yuanxin.foundation.ui import desk, guides, menu
        from yuanxin.foundation.unions.choices import Permission
        from yuanxin.organisation.founding.choices import Permission as Own

        guides.tell("unions", "founding:")
        guides.tell("founding", "founding:founding", "founding:unionchange")
        menu.name_section("founding", _("Unions and employers"))
        for order, (label, url_name) in enumerate(
            [
                (_("Tree of unions"), "founding:tree"),
                (_("Unions"), "founding:union-list"),
                (_("Officers"), "founding:officer-list"),
                (_("Terms"), "founding:term-list"),
                (_("Employers"), "founding:employer-list"),
                (_("Coverage"), "founding:coverage-list"),
            ],
            start=10,
        ):
            menu.add("organisation", label, url_name, Permission.VIEW, order=order)
        menu.add("organisation", _("Applications to found a union"), "founding:founding-list", Own.VIEW, order=20)
        menu.add("organisation", _("Applications about unions"), "founding:unionchange-list", Own.VIEW, order=21)
        desk.add_shortcut(
            _("Applications to found a union"), "founding:founding-list", Own.GUIDE, icon="inbox", order=15
        )
        self.declare()
        desk.add_figures("unions.new", "unions.employers_newly_covered", order=10)
        desk.add_figures("unions.stock", order=30)
        desk.add_shortcut(_("Tree of unions"), "founding:tree", Permission.VIEW, icon="tree", order=10)
        desk.add_shortcut(_("Unions"), "founding:union-list", Permission.VIEW, icon="building", order=20)

    def declare(self) -> None:
        """Permissions, words of the trail, policies, flows, links and attachments."""
        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.links import Purpose, declare_purpose
        from yuanxin.foundation.accounts.roles import OFFICERS, READERS, allow_all
        from yuanxin.foundation.audit.registry import declare_actions, declare_details
        from yuanxin.foundation.documents.papers import declare_paper
        from yuanxin.foundation.documents.registry import take_attachments
        from yuanxin.foundation.flow import inbox
        from yuanxin.foundation.flow.registry import register
        from yuanxin.foundation.policies.registry import declare_policy
        from yuanxin.foundation.policies.schemas import DayLimit
        from yuanxin.foundation.unions.registry import on_merge
        from yuanxin.foundation.unions.services.merging import follows, passed_on, stays
        from yuanxin.organisation.founding.choices import Permission
        from yuanxin.organisation.founding.models import (
            Applicant,
            ChangedCoverage,
            Founding,
            FoundingEmployer,
            UnionChange,
        )
        from yuanxin.organisation.founding.queries.changes import TERMS
        from yuanxin.organisation.founding.queries.papers import APPROVAL_PAPER, CHANGE_PAPERS
        from yuanxin.organisation.founding.rules import policies
        from yuanxin.organisation.founding.services.foundings import FOLLOWING, application_belonging
        from yuanxin.organisation.founding.states import CHANGE_FLOW, FOUNDING_FLOW

        allow_all(
            [
                (Permission.VIEW, (*OFFICERS, *READERS)),
                (Permission.APPLY, OFFICERS),
                (Permission.GUIDE, (Role.STREET_OFFICER, Role.DISTRICT_OFFICER)),
                (Permission.APPROVE, (Role.DISTRICT_OFFICER, Role.APPROVER)),
            ]
        )
        declare_actions(
            {
                "founding.corrected": _("Application corrected"),
                "founding.employer_added": _("Employer added to an application"),
                "founding.employer_dropped": _("Employer taken off an application"),
                "founding.roster_taken": _("Roster of an application taken"),
                "founding.candidates_named": _("Candidates entered"),
                "founding.election_reported": _("Result of an election entered"),
                "founding.change_corrected": _("Application about a union corrected"),
                "founding.approval_entered": _("Approval day and number entered"),
            }
        )
        declare_details({"founding": _("Application"), "former": _("On the roster before"), "votes": _("Votes")})
        for code, schema, label in (
            (policies.COMMITTEE_FROM, policies.Count, _("Members from which a committee is founded")),
            (policies.FORM_RULES, policies.FormRules, _("From how many on a union has what")),
            (policies.COMMITTEE_SIZE, policies.CommitteeSizes, _("Seats of a committee by the number of members")),
            (policies.ELECTION_RULES, policies.ElectionRules, _("When an election is valid")),
            (policies.CANDIDATE_DIFFERENCE, policies.Difference, _("How far candidates outnumber seats")),
            (policies.INELIGIBLE, policies.Ineligible, _("Who may not be elected")),
            (policies.GUIDANCE_DAYS, DayLimit, _("Working days to answer an application to found a union")),
            (policies.PREPARATION_DAYS, DayLimit, _("Days from a preparatory group to its election")),
            (policies.REVIEW_DAYS, DayLimit, _("Days to review an application about a union")),
            (policies.APPROVAL_DAYS, DayLimit, _("Days to approve an application about a union")),
            (policies.CANDIDATE_NOTICE, DayLimit, _("Working days of public notice of candidates")),
            (policies.POSTPONEMENT, policies.Months, _("How long an election may be postponed")),
            (policies.ONLINE_LIMIT, policies.Count, _("Applications from one network address in a day")),
        ):
            declare_policy(code, schema, label)
        take_attachments(Founding, view=Permission.VIEW, edit=Permission.APPLY)
        take_attachments(UnionChange, view=Permission.VIEW, edit=Permission.APPLY)
        declare_purpose(
            Purpose(
                code=FOLLOWING,
                label=_("Application to found a union"),
                url_name="founding:follow",
                needs=Permission.GUIDE,
                allows=frozenset({Permission.APPLY, Permission.VIEW}),
            )
        )
        for paper in (APPROVAL_PAPER, *CHANGE_PAPERS.values()):
            declare_paper(paper)
        inbox.add(TERMS)
        on_merge(application_belonging())
        follows(Applicant, "person")
        follows(FoundingEmployer, "employer")
        passed_on(Founding, "union", by="founding.applications")
        stays(Founding, "joins", "founded", because="what an application named and founded stays as it was decided")
        stays(
            UnionChange, "union", "survivor", "new_parent", because="what was asked about a union stays as it was asked"
        )
        follows(ChangedCoverage, "employer")
        register(CHANGE_FLOW, begun=_("Application about a union entered"))
        register(FOUNDING_FLOW, begun=_("Application to found a union entered"))
