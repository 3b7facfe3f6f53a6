from django.apps import AppConfig


class HardshipConfig(AppConfig):
    name = "yuanxin.welfare.hardship"
    label = "hardship"
