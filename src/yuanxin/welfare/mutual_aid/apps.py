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
        from yuanxin.foundation.policies.registry import declare_policy
        from yuanxin.foundation.ui import menu
        from yuanxin.foundation.unions.services.merging import follows, stays
        from yuanxin.welfare.mutual_aid.choices import Permission
        from yuanxin.welfare.mutual_aid.models import Enrolment, FeeReceipt, UnitEnrolment, UnitSubsidy
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
        declare_policy(FEE, Fee, _("Fee of mutual aid"))
        declare_policy(WINDOW, Window, _("Enrolment window of mutual aid"))
        declare_policy(WAITING, WaitingDays, _("Waiting period of mutual aid"))
        declare_policy(AGES, Ages, _("Ages for mutual aid"))
        declare_policy(UNIT_SUBSIDY, UnitSubsidyRate, _("Subsidy of units for mutual aid"))
        follows(Enrolment, "person")
        for model in (UnitEnrolment, Enrolment, UnitSubsidy, FeeReceipt):
            stays(model, "union", because="it says which union enrolled its members, and paid for them")
        menu.name_section("mutual_aid", _("Mutual aid"))
        self.declare_claims()

    def declare_claims(self) -> None:
        """Claims: who may do what, the plans, what the trail calls it."""
        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.roles import OFFICERS, allow_all
        from yuanxin.foundation.audit import append_only
        from yuanxin.foundation.policies.registry import declare_policy
        from yuanxin.foundation.policies.schemas import DayLimit
        from yuanxin.foundation.unions.registry import on_merge
        from yuanxin.foundation.unions.services.merging import follows, passed_on, stays
        from yuanxin.welfare.mutual_aid.choices import Permission
        from yuanxin.welfare.mutual_aid.models import Calculation, Claim, ComputingRun, SamplingRun
        from yuanxin.welfare.mutual_aid.rules.plans import CLAIM_DAYS, PLANS, BenefitPlan
        from yuanxin.welfare.mutual_aid.services.merging import claim_belonging

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
        follows(Claim, "person")
        passed_on(Claim, "union", by="mutual_aid.claims")
        on_merge(claim_belonging())
        for model in (ComputingRun, SamplingRun):
            stays(model, "union", because="it says over which unions' claims it went")
