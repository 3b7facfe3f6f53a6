from django.apps import AppConfig


class UnionsConfig(AppConfig):
    name = "yuanxin.foundation.unions"
    label = "unions"
