from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "yuanxin.foundation.payments"
    label = "payments"

    def ready(self) -> None:
        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.roles import READERS, allow_all
        from yuanxin.foundation.audit import append_only
        from yuanxin.foundation.audit.registry import declare_actions, declare_details
        from yuanxin.foundation.payments.choices import Permission
        from yuanxin.foundation.payments.models import Batch, Fund, FundEntry, Payment
        from yuanxin.foundation.unions.services.merging import stays

        append_only.declare(FundEntry)
        # Three people at least: who makes a batch holds one of the first roles, who checks it one of the second, and
        # the cashier pays. Whoever holds several is still kept apart by the flow.
        allow_all(
            [
                (Permission.VIEW, (*READERS, Role.DISTRICT_OFFICER, Role.FINANCE)),
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
                "payments.cancelled": _("Payment called off"),
                "payments.entry_reversed": _("Fund entry reversed"),
                "payments.fund_closed": _("Fund closed"),
                "payments.fund_corrected": _("Fund corrected"),
                "payments.fund_opened": _("Fund opened"),
                "payments.handed_out": _("Payments handed out against a signature"),
                "payments.money_entered": _("Money of a fund entered"),
                "payments.requested": _("Payments asked for"),
                "payments.reversed": _("Payment came back"),
                "payments.written_paid": _("Payments written as paid"),
            }
        )
        declare_details({"amount": _("Amount"), "total": _("Total")})
        stays(Fund, "union", because="the money is kept where it was given; the survivor stands above or beside it")
        stays(FundEntry, "union", because="it tells who kept the money on that day")
        stays(Payment, "union", because="it tells for whom it was paid")
        stays(Batch, "union", because="it tells which union paid it")
