from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HardshipConfig(AppConfig):
    name = "yuanxin.welfare.hardship"
    label = "hardship"

    def ready(self) -> None:
        from yuanxin.foundation.ui import desk, guides, menu
        from yuanxin.welfare.hardship.choices import Permission

        guides.tell("hardship", "hardship:")
        self.allow()
        self.declare()
        self.hang_on()
        menu.name_section("hardship", _("Hardship relief"))
        for order, (label, url_name, permission) in enumerate(
            [
                (_("Hardship at a glance"), "hardship:overview", Permission.VIEW_FIGURES),
                (_("Hardship files"), "hardship:hardshipfile-list", Permission.VIEW),
                (_("Requests about files"), "hardship:filerequest-list", Permission.VIEW),
                (_("Home visits"), "hardship:homevisit-list", Permission.VIEW),
                (_("Relief"), "hardship:relief-list", Permission.VIEW_MONEY),
                (_("Help in goods"), "hardship:goodshelp-list", Permission.VIEW_MONEY),
                (_("Hardship files kept so far"), "hardship:kept_files-list", Permission.LOAD),
            ],
            start=10,
        ):
            menu.add("welfare", label, url_name, permission, order=order)
        desk.add_figures("hardship.files", order=60)
        desk.add_shortcut(_("Hardship files"), "hardship:hardshipfile-list", Permission.VIEW, icon="people", order=60)
        desk.add_shortcut(
            _("Apply for a worker in hardship"), "hardship:apply", Permission.APPLY, icon="plus", order=61
        )

    def allow(self) -> None:
        """Which role may do what."""
        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.roles import OFFICERS, READERS, allow_all
        from yuanxin.welfare.hardship.choices import Permission

        deciding = (Role.REVIEWER, Role.APPROVER)
        above = (Role.STREET_OFFICER, Role.DISTRICT_OFFICER)
        allow_all(
            [
                (Permission.VIEW, (*OFFICERS, *deciding)),
                (Permission.VIEW_NEED, (*OFFICERS, *deciding)),
                (Permission.VIEW_ILLNESS, (*above, *deciding)),
                (Permission.VIEW_CLEAR, above),
                (Permission.VIEW_MONEY, (*OFFICERS, *deciding, Role.FINANCE)),
                (Permission.VIEW_FIGURES, (*OFFICERS, *READERS, Role.FINANCE)),
                (Permission.APPLY, OFFICERS),
                (Permission.SURVEY, OFFICERS),
                (Permission.REVIEW, (*above, Role.REVIEWER)),
                (Permission.APPROVE, (Role.DISTRICT_OFFICER, Role.APPROVER)),
                (Permission.EXPORT, above),
                (Permission.LOAD, (Role.DISTRICT_OFFICER,)),
            ]
        )

    def declare(self) -> None:
        """Words of the trail, policies, flows, papers, payments, attachments."""
        from yuanxin.foundation.audit.registry import declare_actions, declare_details
        from yuanxin.foundation.documents.papers import declare_paper
        from yuanxin.foundation.documents.registry import take_attachments
        from yuanxin.foundation.flow import inbox
        from yuanxin.foundation.flow.registry import register
        from yuanxin.foundation.intake.declarations import declare
        from yuanxin.foundation.kernel import daily
        from yuanxin.foundation.payments.registry import Kind, declare_kind
        from yuanxin.foundation.policies.registry import declare_policy, name_keys
        from yuanxin.foundation.policies.schemas import ConsentText, DayLimit, MonthLimit
        from yuanxin.welfare.hardship.choices import Category, Permission, ReliefKind
        from yuanxin.welfare.hardship.intake import KEPT_FILES
        from yuanxin.welfare.hardship.models import FileRequest, GoodsHelp, HardshipFile, Relief
        from yuanxin.welfare.hardship.queries.papers import RELIEF_PAPER, REQUEST_PAPER
        from yuanxin.welfare.hardship.queries.rechecks import RECHECKS
        from yuanxin.welfare.hardship.queries.relief import payment_kind
        from yuanxin.welfare.hardship.rules import policies
        from yuanxin.welfare.hardship.services import follow_households
        from yuanxin.welfare.hardship.services.approving import on_reversed, on_settled
        from yuanxin.welfare.hardship.states import RELIEF_FLOW, REQUEST_FLOW

        declare_actions(
            {
                "hardship.approval_entered": _("Approval of a request about a file entered"),
                "hardship.assessed": _("Means test made"),
                "hardship.file_moved": _("Hardship file brought to the worker's union"),
                "hardship.file_paired": _("Paired officer named"),
                "hardship.file_taken_over": _("File taken over as it was kept"),
                "hardship.goods_given": _("Goods given"),
                "hardship.goods_revoked": _("Entry of goods taken back"),
                "hardship.relief_approval_entered": _("Approval of relief entered"),
                "hardship.relief_came_back": _("Relief came back"),
                "hardship.relief_corrected": _("Application for relief corrected"),
                "hardship.relief_paid": _("Relief paid"),
                "hardship.request_corrected": _("Request about a file corrected"),
                "hardship.visit_recorded": _("Home visit entered"),
            }
        )
        declare_details({"agrees": _("Agrees with what was declared"), "occasion": _("Occasion")})
        for code, schema, label in (
            (policies.DIBAO_LINE, policies.DibaoLine, _("Minimum living allowance")),
            (policies.CATEGORY_RULES, policies.CategoryRules, _("Categories of hardship")),
            (policies.EXCLUSIONS, policies.Exclusions, _("What keeps a household out of the hardship files")),
            (policies.PUBLICITY_DAYS, DayLimit, _("Working days of public notice of a household in hardship")),
            (policies.REVIEW_MONTHS, policies.ReviewMonths, _("Months until a hardship file is checked again")),
            (policies.EXIT_MONTHS, MonthLimit, _("Months out of hardship before a file is closed")),
            (policies.SURVEY_DAYS, DayLimit, _("Working days to visit a household")),
            (policies.REVIEW_DAYS, DayLimit, _("Working days to review a hardship request")),
            (policies.APPROVAL_DAYS, DayLimit, _("Working days to approve a hardship request")),
            (policies.CHECK_CONSENT, ConsentText, _("Authorisation to check a household's means")),
            (policies.RELIEF_CAPS, policies.ReliefCaps, _("Caps of hardship relief")),
            (policies.HOLIDAY_AMOUNTS, policies.HolidayAmounts, _("Holiday relief by category")),
        ):
            declare_policy(code, schema, label)
        for code in (policies.CATEGORY_RULES, policies.HOLIDAY_AMOUNTS):
            name_keys(code, lambda key: str(dict(Category.choices).get(key, key)))
        take_attachments(FileRequest, view=Permission.VIEW_NEED, edit=Permission.APPLY)
        take_attachments(HardshipFile, view=Permission.VIEW_NEED, edit=Permission.APPLY)
        take_attachments(Relief, view=Permission.VIEW_NEED, edit=Permission.APPLY)
        take_attachments(GoodsHelp, view=Permission.VIEW_MONEY, edit=Permission.APPLY)
        register(REQUEST_FLOW, begun=_("Request about a hardship file entered"))
        register(RELIEF_FLOW, begun=_("Application for relief entered"))
        for kind in ReliefKind:
            declare_kind(
                Kind(
                    code=payment_kind(kind),
                    label=kind.label,
                    view=Permission.VIEW_MONEY,
                    asks=Permission.APPROVE,
                    url_name="hardship:relief-detail",
                    purpose=_("Hardship relief"),
                    on_settled=on_settled,
                    on_reversed=on_reversed,
                )
            )
        declare(KEPT_FILES)
        declare_paper(REQUEST_PAPER)
        declare_paper(RELIEF_PAPER)
        inbox.add(RECHECKS)
        daily.declare(
            daily.DailyWork("hardship.files", _("Hardship files of workers who have moved"), follow_households)
        )

    def hang_on(self) -> None:
        """What becomes of its rows when people or unions are merged."""
        from yuanxin.foundation.unions.registry import on_merge
        from yuanxin.foundation.unions.services.merging import follows, passed_on
        from yuanxin.welfare.hardship.models import FileRequest, FileSpell, GoodsHelp, HardshipFile, Relief
        from yuanxin.welfare.hardship.services import keeping

        on_merge(keeping.files_belonging())
        on_merge(keeping.requests_belonging())
        on_merge(keeping.relief_belonging())
        follows(FileRequest, "applicant")
        passed_on(HardshipFile, "union", by="hardship.files")
        passed_on(FileSpell, "union", by="hardship.files")
        passed_on(FileRequest, "union", by="hardship.requests")
        passed_on(Relief, "union", by="hardship.relief")
        passed_on(GoodsHelp, "union", by="hardship.relief")
