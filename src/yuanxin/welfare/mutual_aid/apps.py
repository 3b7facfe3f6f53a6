from django.apps import AppConfig
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class MutualAidConfig(AppConfig):
    name = "yuanxin.welfare.mutual_aid"
    label = "mutual_aid"

    def ready(self) -> None:
        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.roles import OFFICERS, READERS, allow_all
        from yuanxin.foundation.audit import append_only
        from yuanxin.foundation.audit.registry import declare_actions
        from yuanxin.foundation.documents.papers import declare_paper
        from yuanxin.foundation.documents.registry import take_attachments
        from yuanxin.foundation.flow import inbox
        from yuanxin.foundation.flow.registry import register
        from yuanxin.foundation.intake.declarations import declare
        from yuanxin.foundation.kernel import daily
        from yuanxin.foundation.payments.registry import declare_kind
        from yuanxin.foundation.policies.registry import declare_policy
        from yuanxin.foundation.ui import desk, guides, menu
        from yuanxin.foundation.ui.registers import join_detail
        from yuanxin.foundation.unions.registry import on_merge
        from yuanxin.foundation.unions.services.merging import follows, passed_on, stays
        from yuanxin.welfare.mutual_aid.choices import Permission
        from yuanxin.welfare.mutual_aid.intake.enrolments import ROSTER
        from yuanxin.welfare.mutual_aid.models import Enrolment, FeeReceipt, UnitEnrolment, UnitSubsidy
        from yuanxin.welfare.mutual_aid.queries.papers import PAPERS
        from yuanxin.welfare.mutual_aid.registers.enrolments import Cover
        from yuanxin.welfare.mutual_aid.registers.rosters import DOUBTS
        from yuanxin.welfare.mutual_aid.rules.enrolling import (
            AGES,
            FEE,
            WAITING,
            WINDOW,
            Ages,
            Fee,
            WaitingDays,
            Window,
        )
        from yuanxin.welfare.mutual_aid.rules.subsidies import UNIT_SUBSIDY, UnitSubsidyRate
        from yuanxin.welfare.mutual_aid.services.checking import bring_forward
        from yuanxin.welfare.mutual_aid.services.merging import pass_enrolments_on, units_belonging
        from yuanxin.welfare.mutual_aid.services.subsidies import SUBSIDY_KIND
        from yuanxin.welfare.mutual_aid.states import SUBSIDY_FLOW, UNIT_FLOW

        guides.tell("mutual-aid", "mutual_aid:")
        allow_all(
            [
                (Permission.VIEW, (*OFFICERS, *READERS, Role.FINANCE)),
                (Permission.ENROL, OFFICERS),
                (Permission.CHECK, (Role.STREET_OFFICER, Role.DISTRICT_OFFICER)),
                (Permission.MANAGE_SCHEMES, (Role.DISTRICT_OFFICER,)),
                (Permission.SETTLE_SUBSIDIES, (Role.APPROVER,)),
                (Permission.VIEW_MONEY, (*OFFICERS, *READERS, Role.FINANCE)),
            ]
        )
        append_only.declare(FeeReceipt)
        for code, schema, label in (
            (FEE, Fee, _("Fee of mutual aid")),
            (WINDOW, Window, _("Enrolment window of mutual aid")),
            (WAITING, WaitingDays, _("Waiting period of mutual aid")),
            (AGES, Ages, _("Ages for mutual aid")),
            (UNIT_SUBSIDY, UnitSubsidyRate, _("Subsidy of units for mutual aid")),
        ):
            declare_policy(code, schema, label)
        declare_actions(
            {
                "mutual_aid.scheme_set_up": _("Scheme of mutual aid set up"),
                "mutual_aid.scheme_corrected": _("Scheme of mutual aid corrected"),
                "mutual_aid.listed": _("People put on the list of a unit"),
                "mutual_aid.struck_off": _("People struck off the list of a unit"),
                "mutual_aid.renewal_begun": _("Enrolment renewed from last time"),
                "mutual_aid.receipt_entered": _("Receipt of a fee entered"),
                "mutual_aid.enrolment_cancelled": _("Enrolment undone"),
                "mutual_aid.cover_ended": _("Cover ended early"),
                "mutual_aid.subsidies_dated": _("Subsidies of units paid"),
            }
        )
        register(UNIT_FLOW, begun=_("List begun"))
        register(SUBSIDY_FLOW, begun=_("Subsidy computed"))
        declare(ROSTER)
        declare_kind(SUBSIDY_KIND)
        for paper in PAPERS:
            declare_paper(paper)
        take_attachments(UnitEnrolment, view=Permission.VIEW, edit=Permission.ENROL)
        daily.declare(daily.DailyWork("mutual_aid.units", _("Enrolments that begin or are over"), bring_forward))
        inbox.add(DOUBTS.source("mutual_aid.doubts"))
        join_detail("members.person", Cover())
        on_merge(units_belonging())
        follows(Enrolment, "person", by=pass_enrolments_on)
        passed_on(UnitEnrolment, "union", by="mutual_aid.units")
        passed_on(Enrolment, "union", by="mutual_aid.units")
        for model in (UnitSubsidy, FeeReceipt):
            stays(model, "union", because="it says which union paid, and was given something, when it was")
        desk.add_figures("mutual_aid.enrolments", order=60)
        desk.add_shortcut(
            _("Enrol in mutual aid"), "mutual_aid:unitenrolment-list", Permission.ENROL, icon="heart", order=60
        )
        menu.name_section("mutual_aid", _("Mutual aid"))
        for label, page, permission, order in (
            (_("Unit enrolments"), "unitenrolment-list", Permission.VIEW, 20),
            (_("People enrolled"), "enrolment-list", Permission.VIEW, 21),
            (_("Enrolment rosters"), "roster-list", Permission.ENROL, 22),
            (_("Doubtful rows"), "doubt-list", Permission.ENROL, 23),
            (_("Subsidies of units"), "unitsubsidy-list", Permission.VIEW_MONEY, 24),
            (_("Schemes"), "scheme-list", Permission.VIEW, 28),
        ):
            menu.add("welfare", label, f"mutual_aid:{page}", permission, order=order)
        self.declare_claims()

    def declare_claims(self) -> None:
        """Claims: who may do what, the plans, what the trail calls it."""
        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.roles import OFFICERS, allow_all
        from yuanxin.foundation.audit import append_only
        from yuanxin.foundation.audit.registry import declare_actions
        from yuanxin.foundation.documents.papers import declare_paper
        from yuanxin.foundation.documents.registry import take_attachments
        from yuanxin.foundation.flow.registry import register
        from yuanxin.foundation.intake.declarations import declare
        from yuanxin.foundation.payments.registry import Kind, declare_kind
        from yuanxin.foundation.policies.registry import declare_policy
        from yuanxin.foundation.policies.schemas import DayLimit
        from yuanxin.foundation.ui import desk, menu
        from yuanxin.foundation.unions.registry import on_merge
        from yuanxin.foundation.unions.services.merging import follows, passed_on, stays
        from yuanxin.welfare.mutual_aid.choices import Permission
        from yuanxin.welfare.mutual_aid.intake.lists import HOSPITAL_LIST, ILLNESS_LIST
        from yuanxin.welfare.mutual_aid.models import Calculation, Claim, ComputingRun, SamplingRun
        from yuanxin.welfare.mutual_aid.queries.claim_papers import CLAIM_PAPER
        from yuanxin.welfare.mutual_aid.rules.plans import CLAIM_DAYS, PLANS, BenefitPlan
        from yuanxin.welfare.mutual_aid.services.merging import claim_belonging
        from yuanxin.welfare.mutual_aid.services.paying import KIND, claims_came_back, claims_paid
        from yuanxin.welfare.mutual_aid.states import CLAIM_FLOW

        handling = (Role.REVIEWER, Role.APPROVER)
        allow_all(
            [
                (Permission.VIEW_CLAIMS, (*OFFICERS, *handling)),
                (Permission.VIEW_ILLNESS, (Role.GRASSROOTS_OFFICER, Role.STREET_OFFICER, *handling)),
                (Permission.CLAIM, OFFICERS),
                (Permission.CHECK_CLAIMS, (Role.STREET_OFFICER, Role.REVIEWER)),
                (Permission.HANDLE_CLAIMS, (Role.DISTRICT_OFFICER,)),
                (Permission.REVIEW, (Role.REVIEWER,)),
                (Permission.APPROVE, (Role.APPROVER,)),
                (Permission.REQUEST_PAYMENT, (Role.DISTRICT_OFFICER,)),
                (Permission.MANAGE_LISTS, (Role.DISTRICT_OFFICER,)),
            ]
        )
        append_only.declare(Calculation)
        append_only.declare(SamplingRun)
        for kind, code in PLANS.items():
            declare_policy(code, BenefitPlan, format_lazy(_("Benefit of mutual aid: {}"), kind._label_))
        declare_policy(CLAIM_DAYS, DayLimit, _("Days for each step of a claim"))
        register(CLAIM_FLOW, begun=_("Claim entered"))
        declare_actions(
            {
                "mutual_aid.bill_added": _("Bill of a claim entered"),
                "mutual_aid.bill_corrected": _("Bill of a claim corrected"),
                "mutual_aid.bill_removed": _("Bill taken out of a claim"),
                "mutual_aid.bill_struck": _("Part of a bill struck off"),
                "mutual_aid.claim_corrected": _("Claim corrected"),
                "mutual_aid.claims_came_back": _("Payments of claims came back"),
                "mutual_aid.claims_paid": _("Claims paid"),
                "mutual_aid.computing_cancelled": _("Computing of claims ended early"),
                "mutual_aid.computing_started": _("Computing of claims started"),
                "mutual_aid.hospital_corrected": _("Hospital of mutual aid corrected"),
                "mutual_aid.hospital_entered": _("Hospital of mutual aid entered"),
                "mutual_aid.illness_corrected": _("Illness of mutual aid corrected"),
                "mutual_aid.illness_entered": _("Illness of mutual aid entered"),
                "mutual_aid.sample_drawn": _("Claims drawn for inspection"),
            }
        )
        for declaration in (HOSPITAL_LIST, ILLNESS_LIST):
            declare(declaration)
        for order, (label, page, permission) in enumerate(
            (
                (_("Claims of mutual aid"), "mutual_aid:claim-list", Permission.VIEW_CLAIMS),
                (_("Overview of claims"), "mutual_aid:claims-overview", Permission.VIEW_MONEY),
                (_("Computings of claims"), "mutual_aid:computingrun-list", Permission.HANDLE_CLAIMS),
                (_("Samplings of claims"), "mutual_aid:samplingrun-list", Permission.HANDLE_CLAIMS),
                (_("Hospitals of mutual aid"), "mutual_aid:hospital-list", Permission.VIEW_CLAIMS),
                (_("Illnesses of mutual aid"), "mutual_aid:illness-list", Permission.VIEW_CLAIMS),
            ),
            start=50,
        ):
            menu.add("welfare", label, page, permission, order=order)
        desk.add_shortcut(_("Enter a claim"), "mutual_aid:claim-new", Permission.CLAIM, icon="plus", order=60)
        declare_paper(CLAIM_PAPER)
        take_attachments(Claim, view=Permission.VIEW_ILLNESS, edit=Permission.CLAIM)
        declare_kind(
            Kind(
                code=KIND,
                label=_("Benefit of mutual aid"),
                view=Permission.VIEW_MONEY,
                url_name="mutual_aid:claim-detail",
                asks=Permission.REQUEST_PAYMENT,
                on_settled=claims_paid,
                on_reversed=claims_came_back,
            )
        )
        follows(Claim, "person")
        passed_on(Claim, "union", by="mutual_aid.claims")
        on_merge(claim_belonging())
        for model in (ComputingRun, SamplingRun):
            stays(model, "union", because="it says over which unions' claims it went")
