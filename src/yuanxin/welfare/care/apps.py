from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CareConfig(AppConfig):
    name = "yuanxin.welfare.care"
    label = "care"

    def ready(self) -> None:
        from yuanxin.foundation.ui import desk, guides, menu
        from yuanxin.welfare.care.choices import Permission

        guides.tell("care", "care:")
        self.declare()
        self.hold_together()
        programmes, claims = _("Condolence programmes"), _("Household cover")
        desk.add_shortcut(programmes, "care:condolenceprogramme-list", Permission.VIEW, icon="heart", order=60)
        desk.add_shortcut(claims, "care:coverclaim-list", Permission.VIEW_COVER, icon="heart", order=61)
        menu.name_section("care", _("Care and cover"))
        menu.add("welfare", programmes, "care:condolenceprogramme-list", Permission.VIEW, order=60)
        menu.add("welfare", _("Receivers of condolences"), "care:recipient-list", Permission.VIEW, order=61)
        menu.add("welfare", _("Receipts of goods"), "care:receipt-list", Permission.VIEW, order=62)
        menu.add("welfare", _("Condolence goods"), "care:goodsitem-list", Permission.VIEW, order=63)
        menu.add("welfare", _("Goods in and out"), "care:goodsentry-list", Permission.VIEW, order=64)
        menu.add("welfare", claims, "care:coverclaim-list", Permission.VIEW_COVER, order=65)
        menu.add("welfare", _("Files of receivers"), "care:condolence_list-list", Permission.RUN, order=66)

    def declare(self) -> None:
        """Permissions, words of the trail, policies, spreadsheets, papers, payments and flows."""
        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.roles import OFFICERS, READERS, allow_all
        from yuanxin.foundation.audit.registry import declare_actions, declare_details
        from yuanxin.foundation.documents.papers import declare_paper
        from yuanxin.foundation.flow.registry import register
        from yuanxin.foundation.intake.declarations import declare
        from yuanxin.foundation.payments.registry import Kind, declare_kind
        from yuanxin.foundation.policies.registry import declare_policy, name_keys
        from yuanxin.foundation.policies.schemas import DayLimit
        from yuanxin.welfare.care import rules, services
        from yuanxin.welfare.care.choices import Cause, Permission
        from yuanxin.welfare.care.intake import CONDOLENCE_LIST
        from yuanxin.welfare.care.queries.papers import SETTLEMENT, SIGNATURES
        from yuanxin.welfare.care.states import CLAIM_FLOW, PROGRAMME_FLOW

        allow_all(
            [
                (Permission.VIEW, (*OFFICERS, *READERS)),
                (Permission.RUN, OFFICERS),
                (Permission.STORE, OFFICERS),
                (Permission.APPROVE, (Role.STREET_OFFICER, Role.DISTRICT_OFFICER, Role.APPROVER, Role.LEADER)),
                (Permission.EXPORT, (Role.STREET_OFFICER, Role.DISTRICT_OFFICER)),
                (Permission.VIEW_CLEAR, (Role.DISTRICT_OFFICER,)),
                (Permission.VIEW_COVER, (*OFFICERS, *READERS, Role.FINANCE)),
                (Permission.VIEW_DETAILS, (*OFFICERS, Role.REVIEWER, Role.APPROVER)),
                (Permission.REPORT, OFFICERS),
                (Permission.ASSESS, (Role.DISTRICT_OFFICER, Role.REVIEWER)),
                (Permission.APPROVE_COVER, (Role.APPROVER,)),
            ]
        )
        declare_actions(
            {
                "care.programme_corrected": _("Condolence programme corrected"),
                "care.goods_set": _("Goods of a programme changed"),
                "care.goods_registered": _("Condolence goods registered"),
                "care.goods_entered": _("Goods entered in the store"),
                "care.recipients_listed": _("Receivers put on a list"),
                "care.recipient_taken_off": _("Receiver taken off a list"),
                "care.signed_for": _("Goods signed for"),
                "care.receipt_taken_back": _("Receipt taken back"),
                "care.receivers_freed": _("Receivers of a receipt put back on the list"),
                "care.losses_entered": _("Losses of a claim entered"),
                "care.claim_computed": _("Claim of cover computed"),
                "care.amount_entered": _("Amount of a claim entered"),
                "care.reason_entered": _("Reason of a refusal entered"),
                "care.claims_dated": _("Payment of claims dated"),
            }
        )
        declare_details({"goods": _("Goods"), "quantity": _("Quantity")})
        for code, schema, label in (
            (rules.SUMS, rules.CoverSums, _("What the cover pays at most")),
            (rules.DEDUCTIBLE, rules.Deductible, _("What households bear themselves before the cover pays")),
            (rules.REPORT_DAYS, DayLimit, _("Days to report an accident or a loss")),
            (rules.HANDLING_DAYS, DayLimit, _("Working days for each step of a claim of cover")),
            (rules.PROJECT, rules.NamedProject, _("Project of the condolences in the heat")),
        ):
            declare_policy(code, schema, label)
        name_keys(rules.SUMS, lambda key: str(Cause(key).label) if key in Cause.values else key)
        declare(CONDOLENCE_LIST)
        for paper in (SIGNATURES, SETTLEMENT):
            declare_paper(paper)
        declare_kind(
            Kind(
                code=services.KIND,
                label=_("Accident and household cover"),
                view=Permission.VIEW_COVER,
                asks=Permission.APPROVE_COVER,
                url_name="care:coverclaim-detail",
                purpose=_("Cover of a union member"),
                on_settled=services.tell_paid,
                on_reversed=services.tell_come_back,
            )
        )
        register(PROGRAMME_FLOW, begun=_("Condolence programme planned"))
        register(CLAIM_FLOW, begun=_("Claim of cover reported"))

    def hold_together(self) -> None:
        """Attachments, what is never rewritten, and what becomes of records when people and unions merge."""
        from yuanxin.foundation.audit import append_only
        from yuanxin.foundation.documents.registry import take_attachments
        from yuanxin.foundation.unions.services.merging import follows, stays
        from yuanxin.welfare.care.choices import Permission
        from yuanxin.welfare.care.models import (
            CondolenceProgramme,
            CoverClaim,
            GoodsEntry,
            GoodsItem,
            LossItem,
            Receipt,
            Recipient,
        )
        from yuanxin.welfare.care.services.merging import follow_person

        append_only.declare(GoodsEntry)
        take_attachments(CondolenceProgramme, view=Permission.VIEW, edit=Permission.RUN)
        take_attachments(Receipt, view=Permission.VIEW, edit=Permission.RUN)
        take_attachments(CoverClaim, view=Permission.VIEW_DETAILS, edit=Permission.REPORT)
        follows(Recipient, "person", by=follow_person)
        follows(CoverClaim, "person")
        for model in (CondolenceProgramme, GoodsItem, GoodsEntry, Receipt, Recipient):
            stays(model, "union", because="what a union gave stays as it was given")
        for claimed in (CoverClaim, LossItem):
            stays(claimed, "union", because="a claim stays where it was reported")
