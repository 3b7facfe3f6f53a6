from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "yuanxin.foundation.payments"
    label = "payments"

    def ready(self) -> None:
        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.roles import READERS, allow_all
        from yuanxin.foundation.audit import append_only
        from yuanxin.foundation.audit.journals import declare_journal
        from yuanxin.foundation.audit.registry import declare_actions, declare_details
        from yuanxin.foundation.documents.papers import declare_paper
        from yuanxin.foundation.documents.registry import take_attachments
        from yuanxin.foundation.flow import inbox
        from yuanxin.foundation.flow.registry import register
        from yuanxin.foundation.intake.declarations import declare
        from yuanxin.foundation.payments import queries, services  # noqa: F401  tells the flow what its states mean
        from yuanxin.foundation.payments.choices import Permission
        from yuanxin.foundation.payments.intake import BANK_RETURN
        from yuanxin.foundation.payments.journal import JOURNAL, SentLines
        from yuanxin.foundation.payments.models import Batch, Fund, FundEntry, Payment
        from yuanxin.foundation.payments.papers import SIGNING_LIST
        from yuanxin.foundation.payments.registers import QUEUE
        from yuanxin.foundation.payments.services.funds import fund_belonging
        from yuanxin.foundation.payments.states import BATCH_FLOW, RETURN_DAYS, STEP_DAYS
        from yuanxin.foundation.policies.registry import declare_policy
        from yuanxin.foundation.policies.schemas import DayLimit
        from yuanxin.foundation.ui import desk, guides, menu
        from yuanxin.foundation.unions.registry import on_merge
        from yuanxin.foundation.unions.services.merging import passed_on, stays

        guides.tell("payments", "payments:", order=60)
        append_only.declare(FundEntry)
        declare_journal(JOURNAL, SentLines())
        declare(BANK_RETURN)
        declare_policy(STEP_DAYS, DayLimit, _("Working days to check a payment batch, and to send it"))
        declare_policy(RETURN_DAYS, DayLimit, _("Working days until the bank returns a payment batch"))
        register(BATCH_FLOW, begun=_("Payment batch made"))
        declare_paper(SIGNING_LIST)
        take_attachments(Batch, view=Permission.VIEW, edit=Permission.PAY)
        # Three people at least: who makes a batch holds one of the first roles, who checks it one of the second, and
        # the cashier pays. Whoever holds several is still kept apart by the flow.
        allow_all(
            [
                (Permission.VIEW, (*READERS, Role.STREET_OFFICER, Role.DISTRICT_OFFICER, Role.FINANCE)),
                (Permission.FUND, (Role.FINANCE,)),
                (Permission.MAKE, (Role.DISTRICT_OFFICER, Role.FINANCE)),
                (Permission.CHECK, (Role.APPROVER, Role.LEADER)),
                (Permission.PAY, (Role.FINANCE,)),
                (Permission.REVERSE, (Role.FINANCE,)),
                (Permission.BANK_FILE, (Role.FINANCE,)),
                (Permission.EXPORT, (Role.FINANCE,)),
            ]
        )
        declare_actions(
            {
                "payments.account_corrected": _("Account of a payment corrected"),
                "payments.bank_file_taken": _("Bank file taken"),
                "payments.cancelled": _("Payment called off"),
                "payments.collected": _("Payments put into a batch"),
                "payments.collecting_stopped": _("Filling of a batch ended"),
                "payments.lines_sent": _("Lines of a batch sent"),
                "payments.entry_reversed": _("Fund entry reversed"),
                "payments.fund_closed": _("Fund closed"),
                "payments.fund_corrected": _("Fund corrected"),
                "payments.fund_opened": _("Fund opened"),
                "payments.handed_out": _("Payments handed out against a signature"),
                "payments.money_entered": _("Money of a fund entered"),
                "payments.requested": _("Payments asked for"),
                "payments.reversed": _("Payment came back"),
                "payments.taken_out": _("Payments taken out of a batch"),
                "payments.told": _("Outcome of the bank entered"),
                "payments.tried_again": _("Failed payments to be paid again"),
                "payments.written_paid": _("Payments written as paid"),
            }
        )
        declare_details({"amount": _("Amount"), "total": _("Total"), "lines": _("Lines"), "times": _("Times taken")})
        on_merge(fund_belonging())
        passed_on(Fund, "union", by="payments.funds")
        stays(FundEntry, "union", because="it tells who kept the money on that day")
        stays(Payment, "union", because="it tells for whom it was paid")
        stays(Batch, "union", because="it tells which union paid it")
        for source in (queries.waiting_source(), queries.failed_source(), QUEUE.source("payments.doubts")):
            inbox.add(source)
        menu.name_section("payments", _("Payment desk"))
        for order, (label, page, permission) in enumerate(
            (
                (_("Register of payments"), "payments:payment-list", Permission.VIEW),
                (_("Payment batches"), "payments:batch-list", Permission.VIEW),
                (_("Lines at the bank"), "payments:line-list", Permission.VIEW),
                (_("Bank returns"), "payments:bank_return-list", Permission.PAY),
                (_("Doubtful returns"), "payments:doubt-list", Permission.PAY),
                (_("Funds"), "payments:fund-list", Permission.VIEW),
                (_("Money of funds"), "payments:fundentry-list", Permission.VIEW),
                (_("Money out"), "payments:money-out", Permission.VIEW),
            ),
            start=20,
        ):
            menu.add("finance", label, page, permission, order=order)
        desk.add_shortcut(_("Payment batches"), "payments:batch-list", Permission.MAKE, icon="coins", order=60)
        desk.add_shortcut(_("Money out"), "payments:money-out", Permission.VIEW, icon="chart", order=75)
