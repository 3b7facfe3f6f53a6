from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "yuanxin.foundation.intake"
    label = "intake"
