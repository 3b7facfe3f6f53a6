"""Addresses of the payment desk."""

from django.urls import include, path

from yuanxin.foundation.intake.registers import wizard
from yuanxin.foundation.payments.registers import BATCHES, ENTRIES, FUNDS, LINES, PAYMENTS, QUEUE, RETURNS
from yuanxin.foundation.payments.views import batches, funds, money, payments

app_name = "payments"

urlpatterns = [
    path("", include(PAYMENTS.urls)),
    path("<int:pk>/account/", payments.account, name="payment-account"),
    path("<int:pk>/clear/", payments.account_in_clear, name="payment-clear"),
    path("<int:pk>/hand-out/", payments.hand_out_one, name="payment-hand-out"),
    path("<int:pk>/take-out/", payments.take_out_one, name="payment-take-out"),
    path("<int:pk>/reverse/", payments.reverse_payment, name="payment-reverse"),
    path("<int:pk>/cancel/", payments.cancel, name="payment-cancel"),
    path("hand-out/", payments.hand_out, name="hand-out"),
    path("take-out/", payments.take_out, name="take-out"),
    path("sheet/", payments.sheet, name="sheet"),
    path("money-out/", money.out, name="money-out"),
    path("batches/", include(BATCHES.urls)),
    path("batches/new/", batches.new, name="batch-new"),
    path("batches/pick/", payments.pick, name="batch-pick"),
    path("batches/<int:pk>/add/", batches.add, name="batch-add"),
    path("batches/<int:pk>/progress/", batches.progress, name="batch-progress"),
    path("batches/<int:pk>/stop/", batches.stop, name="batch-stop"),
    path("batches/<int:pk>/file/<slug:file_type>/", batches.bank_file, name="batch-file"),
    path("batches/<int:pk>/tell/", batches.tell, name="batch-tell"),
    path("lines/", include(LINES.urls)),
    path("lines/<int:pk>/tell/", batches.tell_line, name="line-tell"),
    path("funds/", include(FUNDS.urls)),
    path("funds/new/", funds.new, name="fund-new"),
    path("funds/<int:pk>/edit/", funds.edit, name="fund-edit"),
    path("funds/<int:pk>/close/", funds.close, name="fund-close"),
    path("funds/<int:pk>/money/", funds.money, name="fund-money"),
    path("funds/entries/", include(ENTRIES.urls)),
    path("funds/entries/<int:pk>/reverse/", funds.reverse_entry, name="entry-reverse"),
    *wizard(RETURNS),
    path("doubts/", include(QUEUE.urls)),
]
