from django.apps import AppConfig


class AllowancesConfig(AppConfig):
    name = "yuanxin.finance.allowances"
    label = "allowances"
