from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "yuanxin.welfare.care"
    label = "care"
