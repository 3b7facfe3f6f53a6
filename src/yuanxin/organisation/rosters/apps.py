from django.apps import AppConfig


class RostersConfig(AppConfig):
    name = "yuanxin.organisation.rosters"
    label = "rosters"
