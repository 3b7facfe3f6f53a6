from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModelWorkersConfig(AppConfig):
    name = "yuanxin.welfare.model_workers"
    label = "model_workers"

    def ready(self) -> None:
        self.allow_and_tell()
        self.declare_policies()
        self.declare_flows()
        self.declare_merging()
        self.declare_pages()

    def allow_and_tell(self) -> None:
        """Who may do what, and what the trail calls it."""
        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.roles import OFFICERS, READERS, allow_all
        from yuanxin.foundation.audit.registry import declare_actions
        from yuanxin.welfare.model_workers.choices import Permission

        above = (Role.STREET_OFFICER, Role.DISTRICT_OFFICER)
        allow_all(
            [
                (Permission.VIEW, (*OFFICERS, *READERS, Role.FINANCE)),
                (Permission.EDIT, above),
                (Permission.VIEW_PRIVATE, (*above, Role.REVIEWER)),
                (Permission.SURVEY, OFFICERS),
                (Permission.RUN_SURVEYS, (Role.DISTRICT_OFFICER,)),
                (Permission.VIEW_MONEY, (*OFFICERS, *READERS, Role.FINANCE)),
                (Permission.APPLY, above),
                (Permission.CLAIM, OFFICERS),
                (Permission.CHECK, (Role.GRASSROOTS_OFFICER, Role.STREET_OFFICER)),
                (Permission.REVIEW, (Role.REVIEWER,)),
                (Permission.REPORT, (Role.DISTRICT_OFFICER,)),
                (Permission.GRANT, (Role.APPROVER,)),
                (Permission.SIGN, OFFICERS),
                (Permission.EXPORT, above),
            ]
        )
        declare_actions(
            {
                "model_workers.registered": _("Model worker registered"),
                "model_workers.corrected": _("Model worker's file changed"),
                "model_workers.served_by": _("Model worker served by another union"),
                "model_workers.moved_out": _("Model worker moved out"),
                "model_workers.died": _("Death of a model worker entered"),
                "model_workers.annulled": _("Model worker's file annulled"),
                "model_workers.revoked": _("Model worker's title gone"),
                "model_workers.level_changed": _("Level of a model worker changed"),
                "model_workers.limited": _("Applications limited to the time on the register"),
                "model_workers.survey_begun": _("Income survey begun"),
                "model_workers.survey_changed": _("Income survey changed"),
                "model_workers.survey_closed": _("Income survey closed"),
                "model_workers.incomes_stated": _("Incomes of model workers stated"),
                "model_workers.recomputed": _("Application computed anew"),
                "model_workers.bills_entered": _("Medical bills entered"),
                "model_workers.granted": _("Filing granted"),
                "model_workers.regranted": _("Granted amount changed"),
                "model_workers.paid": _("Model worker's benefit paid"),
                "model_workers.came_back": _("Model worker's benefit came back"),
            }
        )

    def declare_policies(self) -> None:
        """The rules by level and year."""
        from yuanxin.foundation.policies.registry import declare_policy, name_keys
        from yuanxin.foundation.policies.schemas import DayLimit
        from yuanxin.welfare.model_workers.rules import policies

        for code, schema, label in (
            (policies.LOW_INCOME, policies.LowIncomeLine, _("Line of low income of model workers")),
            (policies.RELIEF, policies.ReliefTiers, _("Special hardship relief of model workers")),
            (policies.HOLIDAY, policies.FlatGift, _("Holiday gift of model workers")),
            (policies.FUNERAL, policies.FlatGift, _("Funeral condolence of model workers")),
            (policies.MEDICAL, policies.MedicalRatio, _("Medical reimbursement of model workers")),
            (policies.CHECK_DAYS, DayLimit, _("Days to check an application of a model worker")),
        ):
            declare_policy(code, schema, label)
            if code != policies.CHECK_DAYS:
                name_keys(code, policies.words_of_key)

    def declare_flows(self) -> None:
        """Flows, payments, files, and what honours are to tell."""
        from yuanxin.foundation.documents.registry import take_attachments
        from yuanxin.foundation.flow.registry import register
        from yuanxin.foundation.payments.registry import Kind, declare_kind
        from yuanxin.growth.honours.services import on_honour_changed
        from yuanxin.welfare.model_workers.choices import Permission
        from yuanxin.welfare.model_workers.models import Benefit, Filing, MedicalClaim, ModelWorker
        from yuanxin.welfare.model_workers.services import filings  # noqa: F401 # tells the flow what sending up means
        from yuanxin.welfare.model_workers.services.granting import BENEFIT, MEDICAL
        from yuanxin.welfare.model_workers.services.levels import follow_honour
        from yuanxin.welfare.model_workers.services.settling import on_reversed, on_settled
        from yuanxin.welfare.model_workers.states import BENEFIT_FLOW, CLAIM_FLOW, FILING_FLOW

        register(BENEFIT_FLOW, begun=_("Benefit of a model worker applied for"))
        register(CLAIM_FLOW, begun=_("Medical claim of a model worker entered"))
        register(FILING_FLOW, begun=_("Filing begun"))
        for code, label, page in (
            (BENEFIT, _("Benefits of model workers"), "model_workers:benefit-detail"),
            (MEDICAL, _("Medical reimbursement of model workers"), "model_workers:medicalclaim-detail"),
        ):
            declare_kind(
                Kind(
                    code,
                    label,
                    view=Permission.VIEW_MONEY,
                    url_name=page,
                    asks=Permission.GRANT,
                    on_settled=on_settled,
                    on_reversed=on_reversed,
                )
            )
        take_attachments(ModelWorker, view=Permission.VIEW_PRIVATE, edit=Permission.EDIT)
        take_attachments(Benefit, view=Permission.VIEW_MONEY, edit=Permission.CLAIM)
        take_attachments(MedicalClaim, view=Permission.VIEW_MONEY, edit=Permission.CLAIM)
        take_attachments(Filing, view=Permission.VIEW_MONEY, edit=Permission.REPORT)
        on_honour_changed(follow_honour)

    def declare_merging(self) -> None:
        """What becomes of the records when people or unions are merged."""
        from yuanxin.foundation.unions.registry import on_merge
        from yuanxin.foundation.unions.services.merging import follows, passed_on, stays
        from yuanxin.welfare.model_workers.models import (
            Benefit,
            Filing,
            IncomeStatement,
            IncomeSurvey,
            MedicalClaim,
            ModelWorker,
            WorkerSpell,
        )
        from yuanxin.welfare.model_workers.services.merging import pass_files_on, worker_belonging

        follows(ModelWorker, "person", by=pass_files_on)
        for model in (ModelWorker, WorkerSpell, IncomeStatement, Benefit, MedicalClaim):
            passed_on(model, "union", by="model_workers.workers")
        for model in (IncomeSurvey, Filing):
            stays(model, "union", because="it says which district asked, and sent it in")
        on_merge(worker_belonging())

    def declare_pages(self) -> None:
        """Menu, workbench, inbox, papers, and the tab on the page of a person."""
        from yuanxin.foundation.documents.papers import declare_paper
        from yuanxin.foundation.flow import inbox
        from yuanxin.foundation.intake.declarations import declare
        from yuanxin.foundation.ui import desk, guides, menu
        from yuanxin.foundation.ui.registers import join_detail
        from yuanxin.welfare.model_workers.choices import Permission
        from yuanxin.welfare.model_workers.intake import INCOMES
        from yuanxin.welfare.model_workers.queries.papers import PAPERS
        from yuanxin.welfare.model_workers.queries.waiting import SOURCES
        from yuanxin.welfare.model_workers.registers import OF_A_PERSON

        guides.tell("model-workers", "model_workers:")
        declare(INCOMES)
        for paper in PAPERS:
            declare_paper(paper)
        for source in SOURCES:
            inbox.add(source)
        join_detail("members.person", OF_A_PERSON)
        menu.name_section("model_workers", _("Model workers' services"))
        for order, (label, name, permission) in enumerate(
            (
                (_("Register of model workers"), "modelworker", Permission.VIEW),
                (_("Model workers to register"), "candidate", Permission.EDIT),
                (_("Income surveys"), "incomesurvey", Permission.RUN_SURVEYS),
                (_("Income statements"), "incomestatement", Permission.VIEW_MONEY),
                (_("Three funds of model workers"), "benefit", Permission.VIEW_MONEY),
                (_("Medical claims of model workers"), "medicalclaim", Permission.VIEW_MONEY),
                (_("Filings of model workers"), "filing", Permission.VIEW_MONEY),
                (_("Income survey files"), "incomes", Permission.SURVEY),
            ),
            start=60,
        ):
            menu.add("welfare", label, f"model_workers:{name}-list", permission, order=order)
        desk.add_shortcut(_("Model workers"), "model_workers:modelworker-list", Permission.EDIT, icon="star", order=70)
        desk.add_shortcut(
            _("Apply for model workers"), "model_workers:benefit-apply", Permission.APPLY, icon="coins", order=71
        )
