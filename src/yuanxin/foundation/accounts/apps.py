from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "yuanxin.foundation.accounts"
    label = "accounts"
