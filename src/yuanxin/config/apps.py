from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "yuanxin.config"
    label = "config"
