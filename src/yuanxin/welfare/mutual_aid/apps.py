from django.apps import AppConfig
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
