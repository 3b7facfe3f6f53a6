from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "yuanxin.foundation.payments"
    label = "payments"
