from django.apps import AppConfig


class FoundingConfig(AppConfig):
    name = "yuanxin.organisation.founding"
    label = "founding"
