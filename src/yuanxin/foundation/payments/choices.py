"""Words of the payment desk."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Permission(TextChoices):
    VIEW = "payments.view", _("See payments, batches and funds")
    FUND = "payments.fund", _("Open funds and enter the money they receive")
    MAKE = "payments.make", _("Collect payments into batches")
    CHECK = "payments.check", _("Check batches of payments")
    PAY = "payments.pay", _("Pay: send batches to the bank, hand out cash, read what the bank returns")
    REVERSE = "payments.reverse", _("Enter that a payment came back")
    BANK_FILE = "payments.bank_file", _("Take out bank files with account numbers in clear")
    EXPORT = "payments.export", _("Export the register of payments")


class FundLevel(TextChoices):
    """Whose money a fund holds (资金来源)."""

    CENTRAL = "central", pgettext_lazy("fund", "Central government")
    PROVINCE = "province", pgettext_lazy("fund", "Province")
    CITY = "city", pgettext_lazy("fund", "City")
    DISTRICT = "district", pgettext_lazy("fund", "District")
    CHARITY = "charity", pgettext_lazy("fund", "Charity")


class EntryKind(TextChoices):
    """How money comes into a fund, or leaves it other than by a payment."""

    OPENING = "opening", pgettext_lazy("fund entry", "Carried over")
    RECEIVED = "received", pgettext_lazy("fund entry", "Received")
    TRANSFER_IN = "transfer_in", pgettext_lazy("fund entry", "Transferred in")
    TRANSFER_OUT = "transfer_out", pgettext_lazy("fund entry", "Transferred out")
    REVERSAL = "reversal", pgettext_lazy("fund entry", "Reversing entry")


class PaymentState(TextChoices):
    """Where a payment stands. `sent` is with the bank; a `failed` one waits for its account to be put right."""

    WAITING = "waiting", pgettext_lazy("payment", "To be paid")
    BATCHED = "batched", pgettext_lazy("payment", "In a batch")
    SENT = "sent", pgettext_lazy("payment", "With the bank")
    PAID = "paid", pgettext_lazy("payment", "Paid")
    FAILED = "failed", pgettext_lazy("payment", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("payment", "Cancelled")


class BatchState(TextChoices):
    DRAFT = "draft", pgettext_lazy("payment batch", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("payment batch", "To be checked")
    CHECKED = "checked", pgettext_lazy("payment batch", "To be paid")
    SENT = "sent", pgettext_lazy("payment batch", "With the bank")
    SETTLED = "settled", pgettext_lazy("payment batch", "Settled")
    DROPPED = "dropped", pgettext_lazy("payment batch", "Dropped")


class BankFormat(TextChoices):
    """How a file for the bank is written."""

    XLSX = "xlsx", "Excel"
    CSV = "csv", "CSV"


class WorkStep(TextChoices):
    """The long work on a batch, as people read it."""

    COLLECT = "collect", _("Collecting payments")
    XLSX = "xlsx", _("Writing the bank file (Excel)")
    CSV = "csv", _("Writing the bank file (CSV)")


class Outcome(TextChoices):
    """What the bank said of a line of a batch."""

    AWAITED = "awaited", pgettext_lazy("bank line", "Awaited")
    PAID = "paid", pgettext_lazy("bank line", "Paid")
    FAILED = "failed", pgettext_lazy("bank line", "Failed")
