from django.apps import AppConfig


class HonoursConfig(AppConfig):
    name = "yuanxin.growth.honours"
    label = "honours"
