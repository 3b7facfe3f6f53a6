from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "yuanxin.insight.desk"
    label = "desk"
