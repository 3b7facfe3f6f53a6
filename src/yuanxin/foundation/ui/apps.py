from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "yuanxin.foundation.ui"
    label = "ui"
